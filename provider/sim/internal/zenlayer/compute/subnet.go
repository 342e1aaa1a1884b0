package compute

import (
	"context"
	"net/netip"
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// Occupied is a subnet with what is in it.
type Occupied struct {
	*books.Subnet

	Free     int // addresses
	Machines []*books.Machine
}

// Occupied tells what is in the subnet. all counts the machines that show in no list, too, and those that exist no longer.
func (s *Service) Occupied(ctx context.Context, session *books.Session, n *books.Subnet, all bool) (Occupied, error) {
	free, err := session.FreeAddresses(ctx, s.Product, n)
	if err != nil {
		return Occupied{}, err
	}
	machines, err := session.Machines(ctx, books.Query{Product: s.Product, Subnet: n.ID, All: all})
	return Occupied{n, len(free), machines}, err
}

// AddSubnet gives the subnet its id and enters it, to come up by the steps. near reports whether another subnet may not overlap with it.
func (s *Service) AddSubnet(ctx context.Context, session *books.Session, n *books.Subnet, near func(*books.Subnet) bool, steps ...books.Step) error {
	p, err := netip.ParsePrefix(n.CIDR)
	if err != nil {
		return err
	}
	all, err := session.Subnets(ctx, s.Product)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(other *books.Subnet) bool {
		q, err := netip.ParsePrefix(other.CIDR)
		return err == nil && near(other) && q.Overlaps(p)
	})
	if i >= 0 {
		return zenlayer.Refuse("INVALID_PARAMETER_VPC_SUBNET_OVER_LAP", "The cidrBlock `%s` overlaps with subnet `%s`", n.CIDR, all[i].ID)
	}
	serial, err := session.Serials(ctx, 1)
	if err != nil {
		return err
	}
	return books.Keep(ctx, session, books.Begin(s.Product, books.SubnetsOf(s.Product), serial, zenlayer.Number(s.SubnetIDs, serial), n,
		s.Books.Plan(serial, session.At, steps...)))
}
