package edgezone

import (
	"context"
	"net/netip"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/tencent"
)

// publicIPs are the actions on the addresses of public networks.
type publicIPs struct{ edge }

func (p publicIPs) actions() map[string]tencent.Action {
	return map[string]tencent.Action{
		"ApplyPublicIps":    p.applyPublicIPs,
		"DescribePublicIps": p.describePublicIPs,
		"ReleasePublicIp":   p.releasePublicIP,
	}
}

type applyRequest struct {
	NetworkInstanceID string `json:"NetworkInstanceId" tc:"required"`
	Count             int    `json:"Count" tc:"required"`
	Type              string `json:"Type" tc:"required"`
}

func (r *applyRequest) Check() error {
	switch {
	case r.Count < 1:
		return tencent.Refuse("InvalidParameter", "The parameter `Count` must be 1 or more.")
	case !in([]string{"ipv4", "ipv6"}, r.Type):
		return tencent.Refuse("InvalidParameter", "The parameter `Type` is not one of ipv4, ipv6.")
	}
	return nil
}

type applyAnswer struct {
	IPList []string `json:"IpList"`
}

func (p publicIPs) applyPublicIPs(ctx context.Context, c *tencent.Call) (any, error) {
	var r applyRequest
	if err := decode(c, &r); err != nil {
		return nil, err
	}
	var out applyAnswer
	return &out, p.withPublic(ctx, c, r.NetworkInstanceID, func(session *store.Session, n *public) error {
		if n.Mode != static {
			return tencent.Refuse("FailedOperation.NotSupportedForDynamicInstance",
				"The operation is not supported for a dynamic instance.")
		}
		z, _ := p.zone(c, n.Zone)
		var err error
		out.IPList, err = apply(ctx, session, z, n.ID, r.Count, equal(r.Type, "ipv6"))
		return err
	})
}

// apply takes n addresses of the zone's pool for the network.
func apply(ctx context.Context, session *store.Session, z *store.Zone, networkID string, n int,
	v6 bool,
) ([]string, error) {
	if n < 1 {
		return nil, nil
	}
	all, err := addresses(ctx, session)
	if err != nil {
		return nil, err
	}
	if err := checkQuota(z, all, n, v6); err != nil {
		return nil, err
	}
	free := pool(z, all, n, v6)
	if len(free) < n {
		if v6 {
			return nil, tencent.Refuse("ResourceInsufficient.PublicIpv6Insufficient", "Insufficient remaining IPv6 addresses")
		}
		return nil, tencent.Refuse("ResourceInsufficient.PublicIpInsufficient", "Insufficient remaining IPv4 addresses")
	}
	first, err := session.Serials(ctx, n)
	if err != nil {
		return nil, err
	}
	now := session.At.UnixMilli()
	for i, ip := range free {
		a := &address{Network: networkID, Zone: z.ID, IP: ip, V6: v6, Created: now, Updated: now}
		if err := add(ctx, session, kindAddress, networkID+"/"+ip, first+int64(i), a); err != nil {
			return nil, err
		}
	}
	return free, nil
}

// checkQuota compares what the account has in the zone with what it may have.
func checkQuota(z *store.Zone, all []*address, n int, v6 bool) error {
	quota, word := z.Edge.IPv4Quota, ""
	if v6 {
		quota, word = z.Edge.IPv6Quota, "Ipv6"
	}
	have := 0
	for _, a := range all {
		if a.Zone == z.ID && a.V6 == v6 {
			have++
		}
	}
	switch {
	case quota == nil:
		return tencent.Refuse("LimitExceeded."+word+"QuotaNotConfigured",
			"The user has no %s quota configuration in this availability zone.", version(v6))
	case have+n > *quota:
		return tencent.Refuse("LimitExceeded."+word+"QuotaExceeded",
			"The %s quota of the user is exceeded: `%d` of `%d` are used.", version(v6), have, *quota)
	}
	return nil
}

func version(v6 bool) string {
	if v6 {
		return "IPv6"
	}
	return "IPv4"
}

// pool lists free addresses of the zone, at most n, scattered as the vendor's are: every third one first.
func pool(z *store.Zone, all []*address, n int, v6 bool) []string {
	prefixes, prefix6 := z.Pools()
	var hosts []netip.Addr
	if v6 {
		const most = 4096 // of the prefix are handed out
		for a := prefix6.Addr(); prefix6.IsValid() && len(hosts) < most; {
			a = a.Next()
			hosts = append(hosts, a)
		}
	} else {
		for _, p := range prefixes {
			for i, a := range store.Hosts(p) {
				if i > 0 { // the first is the gateway
					hosts = append(hosts, a)
				}
			}
		}
	}
	taken := map[string]bool{}
	for _, a := range all {
		if a.Zone == z.ID {
			taken[a.IP] = true
		}
	}
	var out []string
	for offset := range 3 {
		for i := offset; i < len(hosts) && len(out) < n; i += 3 {
			if ip := hosts[i].String(); !taken[ip] {
				out = append(out, ip)
			}
		}
	}
	return out
}

type describeIPsRequest struct {
	NetworkInstanceID []string `json:"NetworkInstanceId"`
	ZoneID            string   `json:"ZoneId"`
	IP                []string `json:"Ip"`
	State             []string `json:"State"`
	Type              []string `json:"Type"`
	OrderByCreateTime string   `json:"OrderByCreateTime"`
	OrderByUpdateTime string   `json:"OrderByUpdateTime"`
	tencent.Page
}

type ipInfo struct {
	IP                string `json:"Ip"`
	NetworkInstanceID string `json:"NetworkInstanceId"`
	InstanceID        string `json:"InstanceId"`
	State             string `json:"State"`
	Type              string `json:"Type"`
	CreatedAt         string `json:"CreatedAt"`
	UpdatedAt         string `json:"UpdatedAt"`
}

type ipList struct {
	TotalCount int      `json:"TotalCount"`
	IPInfoSet  []ipInfo `json:"IpInfoSet"`
}

// contains reports whether value has one of the parts; no parts let all pass.
func contains(parts []string, value string) bool {
	return len(parts) == 0 || slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(value, p) })
}

// describePublicIPs lists addresses, the newest first unless the request has another order, and the blocks of the other
// networks.
func (p publicIPs) describePublicIPs(ctx context.Context, c *tencent.Call) (any, error) {
	var r describeIPsRequest
	if err := decode(c, &r); err != nil {
		return nil, err
	}
	session := p.Store.Read()
	all, err := everyAddress(ctx, session)
	if err != nil {
		return nil, err
	}
	r.sort(all)
	var rows []ipInfo
	for _, a := range all {
		info := a.info(session)
		if p.inRegion(c, a.Zone) && contains(r.NetworkInstanceID, a.Network) && (r.ZoneID == "" || r.ZoneID == a.Zone) &&
			contains(r.IP, a.IP) &&
			in(r.State, info.State) && in(r.Type, info.Type) {
			rows = append(rows, info)
		}
	}
	out, total := tencent.Paged(c, r.Page, rows)
	return ipList{total, out}, nil
}

// everyAddress lists the addresses that were applied for, the oldest first, and the blocks.
func everyAddress(ctx context.Context, session *store.Session) ([]*address, error) {
	all, err := addresses(ctx, session)
	if err != nil {
		return nil, err
	}
	sortByAge(all)
	networks, err := publics(ctx, session)
	for _, n := range networks {
		for _, block := range []string{n.Block, n.Block6} {
			if block != "" {
				all = append(all, &address{
					Network: n.ID, Zone: n.Zone, IP: block, V6: strings.Contains(block, ":"), Machine: n.ID,
					Bound: n.Created, Created: n.Created, Updated: n.Updated,
				})
			}
		}
	}
	return all, err
}

func (r *describeIPsRequest) sort(all []*address) {
	by, word := func(a *address) int64 { return a.Created }, r.OrderByCreateTime
	if r.OrderByUpdateTime != "" {
		by, word = func(a *address) int64 { return a.Updated }, r.OrderByUpdateTime
	}
	slices.SortStableFunc(all, func(a, b *address) int {
		d := int(by(b) - by(a))
		if equal(word, "asc") {
			return -d
		}
		return d
	})
}

func (a *address) info(session *store.Session) ipInfo {
	info := ipInfo{
		IP: a.IP, NetworkInstanceID: a.Network, State: "Unbound", Type: "Ipv4",
		CreatedAt: store.Time(a.Created).Format(bareTimeFormat), UpdatedAt: store.Time(a.Updated).Format(bareTimeFormat),
	}
	if a.V6 {
		info.Type = "Ipv6"
	}
	if a.Machine != "" && session.Past(a.Bound) {
		info.State = "InUse"
		if a.Machine != a.Network { // a block belongs to no machine
			info.InstanceID = a.Machine
		}
	}
	return info
}

type releaseRequest struct {
	NetworkInstanceID string   `json:"NetworkInstanceId" tc:"required"`
	Type              string   `json:"Type" tc:"required"`
	IPList            []string `json:"IpList" tc:"required"`
}

func (r *releaseRequest) Check() error {
	if !in([]string{"ipv4", "ipv6"}, r.Type) || len(r.IPList) == 0 {
		return tencent.Refuse("InvalidParameter", "The parameter `Type` or `IpList` is incorrect.")
	}
	return nil
}

// releasePublicIP gives all addresses back, or none.
func (p publicIPs) releasePublicIP(ctx context.Context, c *tencent.Call) (any, error) {
	var r releaseRequest
	if err := decode(c, &r); err != nil {
		return nil, err
	}
	v6 := equal(r.Type, "ipv6")
	return nil, p.withPublic(ctx, c, r.NetworkInstanceID, func(session *store.Session, n *public) error {
		if n.Mode != static {
			return tencent.Refuse("FailedOperation.NotSupportedForDynamicInstance",
				"The operation is not supported for a dynamic instance.")
		}
		all, err := addresses(ctx, session)
		if err != nil {
			return err
		}
		for _, ip := range r.IPList {
			a := find(all, func(a *address) bool { return a.Network == n.ID && a.IP == ip && a.V6 == v6 })
			switch {
			case a == nil && v6:
				return tencent.Refuse("InvalidParameterValue.PublicIpv6NotAvailable", "The IPv6 address `%s` is not available.", ip)
			case a == nil:
				return tencent.Refuse("InvalidParameterValue.PublicIpNotAvailable", "The IPv4 address `%s` is not available.", ip)
			case a.Machine != "":
				return tencent.Refuse("FailedOperation.IpStillBoundToServer", "The address `%s` is still bound to a server.", ip)
			}
			if err := store.RemoveRecord(ctx, session, a.Serial); err != nil {
				return err
			}
		}
		return nil
	})
}
