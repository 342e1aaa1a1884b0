package compute

import (
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/fault"
	"github.com/metalwright/metalwright/provider/sim/internal/store"
)

// Creation is how a service makes a machine.
type Creation struct {
	Steps       func(failure fault.Fault) []store.Step // from accepted to running, or to its failure
	Rest        []store.Step                           // the steps after an odd status that ends
	PrivateFrom string                                 // the status from which on the private address shows
	NoPrivate   []fault.Kind                           // the failures without a private address
}

// Schedule fixes the life of machine number nth (from 1) of the order.
func (o *Order) Schedule(m *store.Machine, nth int, creation Creation) {
	start, failure := o.Call.Appear(m, nth, o.Session.At)
	m.Timeline = o.Service.Store.Plan(m.Serial, start, creation.Steps(failure)...)
	if failure.Do == fault.OddStatus && failure.For > 0 { // it ends after the fault's time, and the usual steps follow
		end := store.Time(m.Timeline.Start(failure.Word)).Add(failure.For)
		m.Timeline = append(m.Timeline, o.Service.Store.Plan(m.Serial, end, creation.Rest...)...)
	}
	m.PrivateFrom, m.PublicFrom = m.Timeline.Start(creation.PrivateFrom), m.Timeline.Start(Running)
	if slices.Contains(creation.NoPrivate, failure.Do) {
		m.PrivateFrom = store.Never
	}
}
