package edgezone

import (
	"cmp"
	"context"
	"net/netip"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/tencent"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
)

// privateNetworks are the actions on private networks.
type privateNetworks struct{ edge }

func (p privateNetworks) actions() map[string]tencent.Action {
	return map[string]tencent.Action{
		"CreatePrivateNetworkInstance":    p.createPrivate,
		"DescribePrivateNetworkInstances": p.describePrivate,
		"ModifyPrivateNetworkInstance":    p.modifyPrivate,
		"DeletePrivateNetworkInstance":    p.deletePrivate,
	}
}

type createPrivateRequest struct {
	NetworkInstanceName string `json:"NetworkInstanceName" tc:"required"`
	ZoneID              string `json:"ZoneId" tc:"required"`
	Network             string `json:"Network" tc:"required"`
	Mask                int    `json:"Mask" tc:"required"`
}

type networkID struct {
	ID string `json:"NetworkInstanceId" tc:"required"`
}

// createPrivate makes the only private network of a zone.
func (p privateNetworks) createPrivate(ctx context.Context, c *tencent.Call) (any, error) {
	var r createPrivateRequest
	if err := decode(c, &r); err != nil {
		return nil, err
	}
	z, err := p.networkZone(c, r.ZoneID)
	if err != nil {
		return nil, err
	}
	if err := checkRange(r.Network, r.Mask); err != nil {
		return nil, err
	}
	var out networkID
	return &out, p.Store.Write(ctx, func(session *store.Session) error {
		all, err := privates(ctx, session)
		if err != nil {
			return err
		}
		if find(all, func(n *private) bool { return n.Zone == z.ID }) != nil {
			return tencent.Refuse("FailedOperation.PrivateInstanceDuplicate",
				"A private network instance with this AppId already exists in the specified availability zone.")
		}
		out.ID, err = addPrivate(ctx, session, &private{
			Name: r.NetworkInstanceName, Zone: z.ID, Network: r.Network,
			Mask: r.Mask,
		})
		return err
	})
}

const maxPrivateBits = 28

// checkRange applies the rules of private ranges (Tencent Cloud API reference, edgezone CreatePrivateNetworkInstance,
// read 2026-11).
func checkRange(network string, mask int) error {
	a, err := netip.ParseAddr(network)
	bad := tencent.Refuse("InvalidParameterValue.InvalidNetwork", "Invalid subnet address format")
	if err != nil || !a.Is4() {
		return bad
	}
	if mask > maxPrivateBits || !wire.PrivateBlock(netip.PrefixFrom(a, mask)) {
		return bad
	}
	return nil
}

type describeNetworksRequest struct {
	NetworkInstanceID   string `json:"NetworkInstanceId"`
	NetworkInstanceName string `json:"NetworkInstanceName"`
	ZoneID              string `json:"ZoneId"`
	tencent.Page
}

// match applies the filters: exactly, except for the name.
func (r *describeNetworksRequest) match(id, name, zone string) bool {
	return (r.NetworkInstanceID == "" || r.NetworkInstanceID == id) && strings.Contains(name, r.NetworkInstanceName) &&
		(r.ZoneID == "" || r.ZoneID == zone)
}

type privateInfo struct {
	NetworkInstanceID   string `json:"NetworkInstanceId"`
	NetworkInstanceName string `json:"NetworkInstanceName"`
	ZoneID              string `json:"ZoneId"`
	Network             string `json:"Network"`
	Mask                int    `json:"Mask"`
	ServerCount         int    `json:"ServerCount"`
	AvailableIPCount    int    `json:"AvailableIpCount"`
	CreatedAt           string `json:"CreatedAt"`
	UpdatedAt           string `json:"UpdatedAt"`
}

type privateList struct {
	TotalCount int           `json:"TotalCount"`
	Set        []privateInfo `json:"PrivateNetworkInstanceSet"`
}

func (p privateNetworks) describePrivate(ctx context.Context, c *tencent.Call) (any, error) {
	var r describeNetworksRequest
	if err := decode(c, &r); err != nil {
		return nil, err
	}
	session := p.Store.Read()
	all, err := privates(ctx, session)
	if err != nil {
		return nil, err
	}
	var rows []privateInfo
	for _, n := range all {
		if _, here := p.zone(c, n.Zone); !here || !r.match(n.ID, n.Name, n.Zone) {
			continue
		}
		there, err := attached(ctx, session, n.Zone)
		if err != nil {
			return nil, err
		}
		servers := count(there, func(m *machine) bool { return m.Subnet == n.ID })
		rows = append(rows, privateInfo{
			n.ID, n.Name, n.Zone, n.Network, n.Mask, servers, 1<<(32-n.Mask) - 2 - servers,
			store.Time(n.Created).Format(bareTimeFormat), store.Time(n.Updated).Format(bareTimeFormat),
		})
	}
	out, total := tencent.Paged(c, r.Page, rows)
	return privateList{total, out}, nil
}

type renameNetworkRequest struct {
	NetworkInstanceID   string `json:"NetworkInstanceId" tc:"required"`
	NetworkInstanceName string `json:"NetworkInstanceName" tc:"required"`
}

func (p privateNetworks) modifyPrivate(ctx context.Context, c *tencent.Call) (any, error) {
	var r renameNetworkRequest
	if err := decode(c, &r); err != nil {
		return nil, err
	}
	return nil, p.withPrivate(ctx, c, r.NetworkInstanceID, func(session *store.Session, n *private) error {
		n.Name, n.Updated = r.NetworkInstanceName, session.At.UnixMilli()
		return change(ctx, session, n.Record, n)
	})
}

func (p privateNetworks) deletePrivate(ctx context.Context, c *tencent.Call) (any, error) {
	var r networkID
	if err := decode(c, &r); err != nil {
		return nil, err
	}
	return nil, p.withPrivate(ctx, c, r.ID, func(session *store.Session, n *private) error {
		there, err := attached(ctx, session, n.Zone)
		if err != nil {
			return err
		}
		if count(there, func(m *machine) bool { return m.Subnet == n.ID }) > 0 {
			return tencent.Refuse("ResourceInUse.PrivateInstanceInUse",
				"The instance still has server binding. Release all physical machines first.")
		}
		return store.RemoveRecord(ctx, session, n.Serial)
	})
}

// withPrivate does something to a private network in one transaction.
func (p privateNetworks) withPrivate(ctx context.Context, c *tencent.Call, id string, do func(*store.Session,
	*private) error,
) error {
	return p.Store.Write(ctx, func(session *store.Session) error {
		all, err := privates(ctx, session)
		if err != nil {
			return err
		}
		n := find(all, func(n *private) bool { return n.ID == id })
		if n == nil || !p.inRegion(c, n.Zone) {
			return tencent.Refuse("ResourceNotFound.PrivateInstanceNotFound",
				"The private network instance `%s` does not exist.", id)
		}
		return do(session, n)
	})
}

// inRegion reports whether the zone is in the region of the request.
func (e edge) inRegion(c *tencent.Call, zone string) bool {
	_, ok := e.zone(c, zone)
	return ok
}

// lowest returns the lowest addresses of the private network that no machine has, at most n.
func (n *private) lowest(there []*machine, most int) []string {
	taken := map[string]bool{}
	for _, m := range there {
		if m.Subnet == n.ID {
			taken[m.Private4] = true
		}
	}
	var out []string
	p := n.prefix()
	for a := p.Addr().Next(); len(out) < most && p.Contains(a.Next()); a = a.Next() { // not the broadcast address
		if !taken[a.String()] {
			out = append(out, a.String())
		}
	}
	return out
}

// sortByAge sorts addresses by the time when they were applied for.
func sortByAge(all []*address) {
	slices.SortStableFunc(all, func(a, b *address) int {
		return cmp.Or(cmp.Compare(a.Created, b.Created), cmp.Compare(a.Serial, b.Serial))
	})
}
