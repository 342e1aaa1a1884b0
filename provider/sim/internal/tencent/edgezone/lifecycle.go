package edgezone

import (
	"net/netip"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/store"
)

// Durations at speed 1. The vendor publishes none.
const (
	forNetwork     = 90 * time.Second // until the addresses show
	forInstalling  = 6*time.Minute + 30*time.Second
	forTerminating = 10 * time.Minute
)

// schedule fixes the life of machine number nth (from 1) of the order.
func (o *order) schedule(m *store.Machine, d *detail, nth int) {
	start, failure := o.call.Appear(m, nth, o.session.At)
	if failure.Do == "" && (d.MissingV4 || d.MissingV6 || m.Private4 == "") {
		failure.Do = fault.InstallFailed
	}
	// Being wired and being installed have the same status.
	m.Timeline = o.edge.Store.Plan(m.Serial, start, store.Step{Status: allocating, For: forNetwork},
		store.Step{Status: allocating, For: forInstalling}, store.Step{Status: running})
	wired, ready := m.Timeline[1].At, m.Timeline[2].At
	m.PrivateFrom, m.PublicFrom = wired, ready
	switch failure.Do {
	case fault.Stuck:
		m.Timeline = m.Timeline[:1]
	case fault.CreateFailed:
		m.PrivateFrom = store.Never
		m.Timeline = store.Timeline{m.Timeline[0], {Status: failed, At: wired}}
	case fault.InstallFailed:
		m.Timeline[2].Status = failed
	case fault.Vanish:
		m.Timeline = store.Timeline{m.Timeline[0], {Status: absent, At: wired}}
	case fault.OddStatus:
		odd := store.Timeline{m.Timeline[0], {Status: failure.Word, At: wired}}
		if failure.For > 0 {
			end := wired + failure.For.Milliseconds()
			odd = append(odd, store.Phase{Status: allocating, At: end}, store.Phase{Status: running, At: end + ready - wired})
		}
		m.Timeline = odd
	default: // no fault
	}
}

// next is the lowest address of the network's block that is not taken, and the IPv6 address for it.
func next(n *public, taken map[string]bool, v6 bool, serial int64) (string, string) {
	p, err := netip.ParsePrefix(n.Block)
	if err != nil {
		return "", ""
	}
	var four, six string
	for i, a := range store.Hosts(p) {
		if i > 0 && !taken[a.String()] { // the first is the gateway
			four = a.String()
			break
		}
	}
	if p6, err := netip.ParsePrefix(n.Block6); err == nil && v6 {
		b := p6.Addr().As16()
		for i := range 4 {
			b[15-i] = byte((serial + 1) >> (8 * i))
		}
		six = netip.AddrFrom16(b).String()
	}
	return four, six
}
