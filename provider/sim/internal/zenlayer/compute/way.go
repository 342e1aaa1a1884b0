package compute

import (
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/fault"
)

// Way is how a service makes a machine.
type Way struct {
	Steps   func(fate fault.Fault) []books.Step // from accepted to running, or to its fate
	Rest    []books.Step                        // what follows an odd status that ends
	Wired   string                              // the status from which on the private address shows
	Unwired []fault.Kind                        // the fates in which it never does, though the status comes
}

// Schedule fixes the life of machine number nth (from 1) of the order.
func (o *Order) Schedule(m *books.Machine, nth int, way Way) {
	start, fate := o.Call.Appear(m, nth, o.Session.At)
	m.Timeline = o.Service.Books.Plan(m.Serial, start, way.Steps(fate)...)
	if fate.Do == fault.OddStatus && fate.For > 0 { // it ends after the fault's own time, and the usual way follows
		end := books.Time(m.Timeline.Start(fate.Word)).Add(fate.For)
		m.Timeline = append(m.Timeline, o.Service.Books.Plan(m.Serial, end, way.Rest...)...)
	}
	m.Wired, m.Ready = m.Timeline.Start(way.Wired), m.Timeline.Start(Running)
	if slices.Contains(way.Unwired, fate.Do) {
		m.Wired = books.Never
	}
}
