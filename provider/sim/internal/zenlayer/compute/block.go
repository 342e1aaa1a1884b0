package compute

import (
	"context"
	"fmt"
	"net/netip"
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
)

// The products of the two services: virtual machines take addresses from blocks that only the other's list has.
const (
	BareMetal = "zenlayer-bmc"
	virtual   = "zenlayer-vm"
)

// IPv4 is the kind of block that machines take addresses from.
const IPv4 = "IPV4"

// Block lists the addresses of an IPv4 block that are free, and the machines that have the others, the oldest first.
// Addresses in use outside the simulated cloud are the first of the block.
func Block(
	ctx context.Context, session *store.Session, b *store.CIDR,
) (free []netip.Addr, holders []*store.Machine, err error) {
	first, errFirst := netip.ParseAddr(b.First)
	last, errLast := netip.ParseAddr(b.Last)
	if errFirst != nil || errLast != nil {
		return nil, nil, fmt.Errorf("block %s: malformed addresses %q to %q", b.ID, b.First, b.Last)
	}
	for a := first; !last.Less(a); a = a.Next() {
		free = append(free, a)
	}
	free = free[max(len(free)-b.Free, 0):]
	machines, err := session.Machines(ctx, store.Query{Product: virtual, Zone: b.Zone, All: true})
	if err != nil {
		return nil, nil, err
	}
	for _, m := range slices.Backward(machines) {
		i := slices.IndexFunc(free, func(a netip.Addr) bool { return a.String() == m.Public4 })
		if i >= 0 && !session.Past(m.Gone()) {
			free, holders = slices.Delete(free, i, i+1), append(holders, m)
		}
	}
	return free, holders, nil
}
