package board

import (
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/phase"
)

// tally is what a board counts of all its machines. They are gone through once, when they were read: ten thousand are
// more than a cache holds, and each frame shows what they come to.
type tally struct {
	machines, coming, gone int                     // coming have not run yet, gone are released or vanished
	statuses               [len(statuses)]int      // machines in each of statuses
	phases                 [phase.Released + 1]int // as [phase.Count] counts them
	stuck, ready, wrong    int                     // take too long, have answered at their login port, are not as ordered
	unmade                 int                     // that the vendor could not make
	axis                   axis
}

// add counts the machines of an order. It returns how urgent each is.
func (t *tally) add(v order.View) []urgency {
	missing := order.Unmade(v)
	t.machines += len(v.Instances)
	t.unmade += missing
	t.phases[phase.Failed] += missing
	urgent := make([]urgency, len(v.Instances))
	for n := range v.Instances {
		i := &v.Instances[n]
		urgent[n] = urgencyOf(i)
		if at := slices.Index(statuses[:], i.Status); at >= 0 {
			t.statuses[at]++
		}
		t.phases[phase.Of(i.Status, i.VendorStatus)]++
		switch {
		case i.Status == provider.StatusReleased, i.Status == provider.StatusVanished:
			t.gone++
		case i.Running.IsZero():
			t.coming++
		}
		if i.Stuck {
			t.stuck++
		}
		t.axis.add(i)
		if i.Status != provider.StatusRunning { // asking copies the machine
			continue
		}
		if i.Ready() {
			t.ready++
		}
		if i.Mismatch() {
			t.wrong++
		}
	}
	return urgent
}

// of is how many machines are in a status.
func (t *tally) of(s provider.Status) int {
	if at := slices.Index(statuses[:], s); at >= 0 {
		return t.statuses[at]
	}
	return 0
}
