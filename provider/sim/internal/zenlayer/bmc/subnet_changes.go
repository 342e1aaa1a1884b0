package bmc

import (
	"context"
	"net/netip"
	"slices"
	"strconv"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

func (s subnets) deleteSubnet(ctx context.Context, _ *wire.Call, r *compute.SubnetID) (any, error) {
	return nil, s.Subnets.Delete(ctx, r.SubnetID, []string{available, notMade},
		store.Step{Status: deleting, For: forDelete}, store.Step{})
}

type member struct {
	InstanceID string `json:"instanceId"`
	Address    string `json:"privateIpAddress"` // "": any
}

type joinSubnetRequest struct {
	compute.SubnetID

	Members []member `json:"subnetInstanceList"`
}

func (r *joinSubnetRequest) Check() error {
	err := zenlayer.First(r.SubnetID.Check(), zenlayer.RequiredIf(true, "subnetInstanceList", len(r.Members) > 0),
		zenlayer.AtMost("subnetInstanceList", len(r.Members), zenlayer.MaxIDs))
	for i, m := range r.Members {
		err = zenlayer.First(err, zenlayer.Required("subnetInstanceList["+strconv.Itoa(i)+"].instanceId", m.InstanceID))
	}
	return err
}

// given are the addresses that the request names.
func (r *joinSubnetRequest) given(p netip.Prefix) ([]string, error) {
	var all []string
	for _, m := range r.Members {
		if m.Address == "" {
			continue
		}
		a, err := netip.ParseAddr(m.Address)
		switch {
		case err != nil || !p.Contains(a):
			return nil, zenlayer.Refuse("INVALID_PARAMETER_SUBNET_LAN_IP", "The privateIpAddress `%s` is not in `%s`",
				m.Address, p)
		case a.As4()[3] == 1:
			return nil, zenlayer.Refuse("INVALID_PARAMETER_LAN_IP_NOT_SUPPORT",
				"The privateIpAddress `%s` ends with .1", m.Address)
		case slices.Contains(all, m.Address):
			return nil, zenlayer.Refuse("INVALID_PARAMETER_DUPLICATE_LAN_IP",
				"The privateIpAddress `%s` is given twice", m.Address)
		}
		all = append(all, m.Address)
	}
	return all, nil
}

const forJoining = 20 * time.Second

// joinSubnet puts machines into a subnet: all or none.
func (s subnets) joinSubnet(ctx context.Context, _ *wire.Call, r *joinSubnetRequest) (any, error) {
	ids := make([]string, len(r.Members))
	for i, m := range r.Members {
		ids[i] = m.InstanceID
	}
	return nil, s.Store.Write(ctx, func(session *store.Session) error {
		e, err := s.Subnets.Known(ctx, session, r.SubnetID.SubnetID, available)
		if err != nil {
			return err
		}
		machines, err := s.Find(ctx, session, ids...)
		if err != nil {
			return err
		}
		free, err := freeFor(ctx, session, e.Value, r)
		if err != nil {
			return err
		}
		for n, m := range r.Members {
			i := machines[slices.IndexFunc(machines, func(i *instance) bool { return i.ID == m.InstanceID })]
			if err := s.mayJoin(i, e.Value, slices.Contains(ids[:n], m.InstanceID)); err != nil {
				return err
			}
			i.Subnet, i.Private4 = e.ID, m.Address
			if m.Address == "" {
				i.Private4, free = free[0], free[1:]
			}
			i.PrivateFrom = session.At.Add(s.Store.Scale(forJoining)).UnixMilli()
			if err := session.SetSubnet(ctx, i.Machine); err != nil {
				return err
			}
		}
		return nil
	})
}

// freeFor lists the addresses for those members that name none. It refuses addresses that are taken.
func freeFor(
	ctx context.Context, session *store.Session, n *store.Subnet, r *joinSubnetRequest,
) ([]string, error) {
	given, err := r.given(netip.MustParsePrefix(n.CIDR))
	if err != nil {
		return nil, err
	}
	addrs, err := store.FreeAddresses(ctx, session, productID, n)
	if err != nil {
		return nil, err
	}
	var free []string
	for _, a := range addrs {
		free = append(free, a.String())
	}
	for _, a := range given {
		if !slices.Contains(free, a) {
			return nil, zenlayer.Refuse("OPERATION_DENIED_IP_ASSOCIATED_INSTANCE", "The privateIpAddress `%s` is taken",
				a)
		}
	}
	if len(free) < len(r.Members) {
		return nil, zenlayer.Refuse("INVALID_SUBNET_PRIVATE_IP_INSUFFICIENT",
			"The subnet `%s` has only `%d` private addresses left", n.ID, len(free))
	}
	return slices.DeleteFunc(free, func(a string) bool { return slices.Contains(given, a) }), nil
}

// mayJoin refuses a machine that cannot be in the subnet, or is in one.
func (s subnets) mayJoin(i *instance, n *store.Subnet, again bool) error {
	t, err := s.Type(i.Type)
	switch {
	case err != nil:
		return err
	case !t.Subnet:
		return zenlayer.Refuse("OPERATION_DENIED_INSTANCE_NOT_SUPPORT_SUBNET",
			"The instanceTypeId `%s` cannot join a subnet", t.ID)
	case i.Zone != n.Zone:
		return zenlayer.Refuse("OPERATION_DENIED_DIFFERENT_ZONE", "The instance `%s` is not in zone `%s`", i.ID, n.Zone)
	case again || i.Subnet != "":
		return zenlayer.Refuse("OPERATION_DENIED_SUBNET_NOT_REPEAT_INSTANCE", "The instance `%s` is in a subnet", i.ID)
	}
	return s.CheckReady(i)
}

type leaveSubnetRequest struct {
	compute.SubnetID
	compute.InstanceID
}

func (r *leaveSubnetRequest) Check() error {
	return zenlayer.First(r.SubnetID.Check(), r.InstanceID.Check())
}

// leaveSubnet takes a machine out of its subnet.
func (s subnets) leaveSubnet(ctx context.Context, _ *wire.Call, r *leaveSubnetRequest) (any, error) {
	return nil, s.Store.Write(ctx, func(session *store.Session) error {
		if _, err := s.Subnets.Known(ctx, session, r.SubnetID.SubnetID, available); err != nil {
			return err
		}
		machines, err := s.Find(ctx, session, r.InstanceID.InstanceID)
		if err != nil {
			return err
		}
		switch i := machines[0]; {
		case i.Subnet != r.SubnetID.SubnetID:
			return zenlayer.Refuse("INVALID_INSTANCE_NOT_FOUND", "The instance `%s` is not in the subnet", i.ID)
		case !session.Past(i.PrivateFrom):
			return zenlayer.Refuse("OPERATION_DENIED_SUBNET_ASSOCIATING_INSTANCE",
				"The instance `%s` is on its way into the subnet", i.ID)
		default:
			i.Subnet, i.Private4 = "", ""
			return session.SetSubnet(ctx, i.Machine)
		}
	})
}
