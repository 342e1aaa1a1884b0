package compute

import (
	"context"
	"net/netip"
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// Subnets are the subnets of a product.
type Subnets struct {
	Store       *store.Store
	Product     string // the name in the catalogue and in the database
	FirstDigits int64  // of ids
}

// List lists the subnets that match lets pass.
func (s *Subnets) List(ctx context.Context, session *store.Session,
	match func(*store.Subnet) bool,
) ([]*store.Subnet, error) {
	all, err := session.Subnets(ctx, s.Product)
	return zenlayer.Select(all, match), err
}

// Usage is a subnet with what is in it.
type Usage struct {
	*store.Subnet

	Free     int // addresses
	Machines []*store.Machine
}

// Usage reads what is in the subnet. all includes machines that are in no list, and those that exist no longer.
func (s *Subnets) Usage(ctx context.Context, session *store.Session, n *store.Subnet, all bool) (Usage, error) {
	free, err := store.FreeAddresses(ctx, session, s.Product, n)
	if err != nil {
		return Usage{}, err
	}
	machines, err := session.Machines(ctx, store.Query{Product: s.Product, Subnet: n.ID, All: all})
	return Usage{n, len(free), machines}, err
}

// Add gives the subnet its id and enters it, to come up by the steps. near reports whether another subnet may
// not overlap with it.
func (s *Subnets) Add(ctx context.Context, session *store.Session, n *store.Subnet,
	near func(*store.Subnet) bool, steps ...store.Step,
) error {
	if err := s.CheckOverlap(ctx, session, n, near); err != nil {
		return err
	}
	serial, err := session.Serials(ctx, 1)
	if err != nil {
		return err
	}
	return store.Save(ctx, session, store.NewEntry(store.SubnetsOf(s.Product), serial,
		zenlayer.Number(s.FirstDigits, serial), n,
		s.Store.Plan(serial, session.At, steps...)))
}

// CheckOverlap refuses a subnet that overlaps with another one that is near.
func (s *Subnets) CheckOverlap(ctx context.Context, session *store.Session, n *store.Subnet,
	near func(*store.Subnet) bool,
) error {
	p, err := netip.ParsePrefix(n.CIDR)
	if err != nil {
		return err
	}
	found, err := s.List(ctx, session, func(other *store.Subnet) bool {
		q, err := netip.ParsePrefix(other.CIDR)
		return err == nil && other.ID != n.ID && near(other) && q.Overlaps(p)
	})
	if err == nil && len(found) > 0 {
		err = zenlayer.Refuse("INVALID_PARAMETER_VPC_SUBNET_OVER_LAP",
			"The cidrBlock `%s` overlaps with subnet `%s`", n.CIDR, found[0].ID)
	}
	return err
}

// SubnetID is the request about one subnet.
type SubnetID struct {
	SubnetID string `json:"subnetId"`
}

// Check refuses the request without the subnet.
func (r *SubnetID) Check() error { return zenlayer.Required("subnetId", r.SubnetID) }

// Known returns the subnet that a parameter names, in one of the statuses.
func (s *Subnets) Known(
	ctx context.Context, session *store.Session, id string, statuses ...string,
) (*store.Entry[store.Subnet], error) {
	e, err := store.Find(ctx, session, store.SubnetsOf(s.Product), id)
	switch {
	case err != nil:
		return nil, err
	case e == nil:
		return nil, zenlayer.Refuse("INVALID_SUBNET_NOT_FOUND", "The specified subnetId `%s` is not found", id)
	case !slices.Contains(statuses, e.Value.Status):
		return nil, zenlayer.Refuse("OPERATION_DENIED_SUBNET_STATUS_NOT_SUPPORT", "The subnet `%s` is `%s`", id,
			e.Value.Status)
	}
	return e, nil
}

// Delete ends a subnet in one of the statuses, in which nothing is, by the steps.
func (s *Subnets) Delete(ctx context.Context, id string, statuses []string, steps ...store.Step) error {
	return s.Store.Write(ctx, func(session *store.Session) error {
		e, err := s.Known(ctx, session, id, statuses...)
		if err != nil {
			return err
		}
		machines, err := session.Machines(ctx, store.Query{Product: s.Product, Subnet: id, All: true})
		if err != nil {
			return err
		}
		in := slices.DeleteFunc(machines, func(m *store.Machine) bool { return session.Past(m.Gone()) })
		if len(in)+e.Value.Used > 0 {
			return zenlayer.Refuse("OPERATION_DENIED_SUBNET_EXIST_INSTANCE", "The subnet `%s` has `%d` instances", id,
				len(in)+e.Value.Used)
		}
		e.Timeline = s.Store.Plan(e.Serial, session.At, steps...)
		return store.Save(ctx, session, e)
	})
}
