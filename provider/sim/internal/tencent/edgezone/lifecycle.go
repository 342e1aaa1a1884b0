package edgezone

import (
	"net/netip"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/fault"
)

// How long things take where nothing speeds them up. The vendor publishes no durations.
const (
	forWiring      = 90 * time.Second // until the addresses show
	forInstalling  = 6*time.Minute + 30*time.Second
	forTerminating = 10 * time.Minute
)

// schedule fixes the life of machine number nth (from 1) of the order.
func (s *service) schedule(o *order, m *books.Machine, d *detail, nth int) {
	start, fate := o.call.Appear(m, nth, o.session.At)
	if fate.Do == "" && (d.MissingV4 || d.MissingV6 || m.Private4 == "") {
		fate.Do = fault.InstallFailed
	}
	// Being wired and being installed have the same status.
	m.Timeline = s.Books.Plan(m.Serial, start, books.Step{Status: allocating, For: forWiring},
		books.Step{Status: allocating, For: forInstalling}, books.Step{Status: running})
	wired, ready := m.Timeline[1].At, m.Timeline[2].At
	m.Wired, m.Ready = wired, ready
	switch fate.Do {
	case fault.Stuck:
		m.Timeline = m.Timeline[:1]
	case fault.CreateFailed:
		m.Wired = books.Never
		m.Timeline = books.Timeline{m.Timeline[0], {Status: failed, At: wired}}
	case fault.InstallFailed:
		m.Timeline[2].Status = failed
	case fault.Vanish:
		m.Timeline = books.Timeline{m.Timeline[0], {Status: absent, At: wired}}
	case fault.OddStatus:
		odd := books.Timeline{m.Timeline[0], {Status: fate.Word, At: wired}}
		if fate.For > 0 {
			end := wired + fate.For.Milliseconds()
			odd = append(odd, books.Phase{Status: allocating, At: end}, books.Phase{Status: running, At: end + ready - wired})
		}
		m.Timeline = odd
	default: // it goes well
	}
}

// next is the lowest address of the network's block that is not taken, and the IPv6 address beside it.
func next(n *public, taken map[string]bool, v6 bool, serial int64) (string, string) {
	p, err := netip.ParsePrefix(n.Block)
	if err != nil {
		return "", ""
	}
	var four, six string
	for i, a := range books.Hosts(p) {
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
