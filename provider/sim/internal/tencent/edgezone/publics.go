package edgezone

import (
	"context"
	"net/netip"
	"strings"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/tencent"
)

// publicNetworks are the actions on public networks.
type publicNetworks struct{ edge }

func (p publicNetworks) actions() map[string]tencent.Action {
	return map[string]tencent.Action{
		"CreatePublicNetworkInstance":    p.createPublic,
		"DescribePublicNetworkInstances": p.describePublic,
		"ModifyPublicNetworkInstance":    p.modifyPublic,
		"DeletePublicNetworkInstance":    p.deletePublic,
	}
}

type createPublicRequest struct {
	ZoneID              string `json:"ZoneId" tc:"required"`
	NetworkInstanceName string `json:"NetworkInstanceName" tc:"required"`
	Line                string `json:"Line" tc:"required"`
	RouteMode           string `json:"RouteMode" tc:"required"`
	Bandwidth           *int   `json:"Bandwidth"`
}

func (r *createPublicRequest) Check() error {
	switch {
	case r.NetworkInstanceName == "" || r.Line == "":
		return tencent.Refuse("InvalidParameter", "The parameters `NetworkInstanceName` and `Line` must not be empty.")
	case !in([]string{"static", "bgp", "ospf"}, r.RouteMode):
		return tencent.Refuse("InvalidParameter", "The parameter `RouteMode` is not one of static, bgp, ospf.")
	case r.Bandwidth != nil && *r.Bandwidth < 1:
		return tencent.Refuse("InvalidParameter", "The parameter `Bandwidth` is too small.")
	}
	return nil
}

// createPublic makes the only public network of a zone. BGP and OSPF networks get a block of addresses at once.
func (p publicNetworks) createPublic(ctx context.Context, c *tencent.Call) (any, error) {
	var r createPublicRequest
	if err := decode(c, &r); err != nil {
		return nil, err
	}
	z, err := p.networkZone(c, r.ZoneID)
	if err != nil {
		return nil, err
	}
	n := &public{Name: r.NetworkInstanceName, Zone: z.ID, Line: r.Line, Mode: strings.ToUpper(r.RouteMode)}
	if r.Bandwidth != nil {
		n.Mbps = *r.Bandwidth
	}
	var out networkID
	return &out, p.Store.Write(ctx, func(session *store.Session) error {
		all, err := publics(ctx, session)
		if err != nil {
			return err
		}
		if find(all, func(n *public) bool { return n.Zone == z.ID }) != nil {
			return tencent.Refuse("FailedOperation.PublicInstanceDuplicate",
				"A public network instance with this AppId already exists in the specified availability zone.")
		}
		if n.Mode != static {
			if err := takeBlock(ctx, session, z, n); err != nil {
				return err
			}
		}
		out.ID, err = addPublic(ctx, session, n)
		return err
	})
}

// The quotas that a block fits: one of the vendor's examples counts 61 addresses in a /26.
const (
	small = 64 - 3
	large = 128 - 3
)

// takeBlock gives the network a block that no other has, large enough for the account's quota.
func takeBlock(ctx context.Context, session *store.Session, z *store.Zone, n *public) error {
	quota := z.Edge.IPv4Quota
	switch {
	case quota == nil:
		return tencent.Refuse("LimitExceeded.QuotaNotConfigured",
			"The user has no IPv4 quota configuration in this availability zone.")
	case *quota < 1 || *quota > large:
		return tencent.Refuse("InvalidParameter.InvalidQuota", "The IPv4 quota `%d` of the user is out of range.", *quota)
	}
	all, err := publics(ctx, session)
	if err != nil {
		return err
	}
	for i, block := range z.Edge.Blocks {
		p, err := netip.ParsePrefix(block)
		if err != nil {
			return err
		}
		if p.Bits() > 26 || *quota > small && p.Bits() > 25 ||
			find(all, func(o *public) bool { return o.Block == block }) != nil {
			continue
		}
		n.Block = block
		if i < len(z.Edge.Blocks6) {
			n.Block6 = z.Edge.Blocks6[i]
		}
		return nil
	}
	return tencent.Refuse("ResourceInsufficient.NoAvailableCidr", "No available IPv4 address block.")
}

type segment struct {
	CIDR    string `json:"Cidr"`
	Gateway string `json:"Gateway"`
}

func segments(block string) []segment {
	p, err := netip.ParsePrefix(block)
	if err != nil {
		return nil // null, as the vendor says for networks without a block
	}
	return []segment{{p.String(), p.Addr().Next().String()}}
}

type publicInfo struct {
	NetworkInstanceID   string    `json:"NetworkInstanceId"`
	ZoneID              string    `json:"ZoneId"`
	NetworkInstanceName *string   `json:"NetworkInstanceName"`
	Bandwidth           *int      `json:"Bandwidth"`
	Line                string    `json:"Line"`
	RouteMode           string    `json:"RouteMode"`
	ServerCount         int       `json:"ServerCount"`
	IPv4Count           int       `json:"Ipv4Count"`
	IPv6Count           int       `json:"Ipv6Count"`
	IPv4CIDRSet         []segment `json:"Ipv4CidrSet"`
	IPv6CIDRSet         []segment `json:"Ipv6CidrSet"`
	CreatedAt           string    `json:"CreatedAt"`
	UpdatedAt           string    `json:"UpdatedAt"`
}

type publicList struct {
	TotalCount int          `json:"TotalCount"`
	Set        []publicInfo `json:"PublicNetworkInstanceSet"`
}

func (p publicNetworks) describePublic(ctx context.Context, c *tencent.Call) (any, error) {
	var r describeNetworksRequest
	if err := decode(c, &r); err != nil {
		return nil, err
	}
	session := p.Store.Read()
	all, err := publics(ctx, session)
	if err != nil {
		return nil, err
	}
	var rows []publicInfo
	for _, n := range all {
		if !p.inRegion(c, n.Zone) || !r.match(n.ID, n.Name, n.Zone) {
			continue
		}
		row, err := n.info(ctx, session)
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	out, total := tencent.Paged(c, r.Page, rows)
	return publicList{total, out}, nil
}

func (n *public) info(ctx context.Context, session *store.Session) (publicInfo, error) {
	there, err := attached(ctx, session, n.Zone)
	if err != nil {
		return publicInfo{}, err
	}
	info := publicInfo{
		NetworkInstanceID: n.ID, ZoneID: n.Zone, Line: n.Line, RouteMode: n.Mode,
		ServerCount: count(there, func(m *machine) bool { return m.PublicID == n.ID }),
		IPv4CIDRSet: segments(n.Block), IPv6CIDRSet: segments(n.Block6),
		CreatedAt: store.Time(n.Created).Format(bareTimeFormat), UpdatedAt: store.Time(n.Updated).Format(bareTimeFormat),
	}
	if n.Name != "" {
		info.NetworkInstanceName = &n.Name
	}
	if n.Mbps > 0 {
		info.Bandwidth = &n.Mbps
	}
	if p, err := netip.ParsePrefix(n.Block); err == nil {
		info.IPv4Count, info.IPv6Count = 1<<(32-p.Bits())-3, -1
		return info, nil
	}
	all, err := addresses(ctx, session)
	for _, a := range all {
		switch {
		case a.Network != n.ID:
		case a.V6:
			info.IPv6Count++
		default:
			info.IPv4Count++
		}
	}
	return info, err
}

func (p publicNetworks) modifyPublic(ctx context.Context, c *tencent.Call) (any, error) {
	var r renameNetworkRequest
	if err := decode(c, &r); err != nil {
		return nil, err
	}
	return nil, p.withPublic(ctx, c, r.NetworkInstanceID, func(session *store.Session, n *public) error {
		n.Name, n.Updated = r.NetworkInstanceName, session.At.UnixMilli()
		return change(ctx, session, n.Record, n)
	})
}

func (p publicNetworks) deletePublic(ctx context.Context, c *tencent.Call) (any, error) {
	var r networkID
	if err := decode(c, &r); err != nil {
		return nil, err
	}
	return nil, p.withPublic(ctx, c, r.ID, func(session *store.Session, n *public) error {
		there, err := attached(ctx, session, n.Zone)
		if err != nil {
			return err
		}
		all, err := addresses(ctx, session)
		if err != nil {
			return err
		}
		if count(there, func(m *machine) bool { return m.PublicID == n.ID }) > 0 ||
			find(all, func(a *address) bool { return a.Network == n.ID }) != nil {
			return tencent.Refuse("ResourceInUse.PublicInstanceInUse",
				"The instance still has server or Ip binding. Release all physical machines or IPs first.")
		}
		return store.RemoveRecord(ctx, session, n.Serial)
	})
}

// withPublic does something to a public network in one transaction.
func (e edge) withPublic(ctx context.Context, c *tencent.Call, id string, do func(*store.Session,
	*public) error,
) error {
	return e.Store.Write(ctx, func(session *store.Session) error {
		all, err := publics(ctx, session)
		if err != nil {
			return err
		}
		n := find(all, func(n *public) bool { return n.ID == id })
		if n == nil || !e.inRegion(c, n.Zone) {
			return tencent.Refuse("ResourceNotFound.PublicInstanceNotFound",
				"The public network instance `%s` does not exist.", id)
		}
		return do(session, n)
	})
}
