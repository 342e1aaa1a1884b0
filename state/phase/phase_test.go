package phase_test

import (
	"slices"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/phase"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func at(minutes int) time.Time { return noon.Add(time.Duration(minutes) * time.Minute) }

// TestSpans wants the phases of a machine from its stages, or from its times where there are no stages.
func TestSpans(t *testing.T) {
	t.Parallel()
	stages := []order.Stage{
		{At: at(0), Status: provider.StatusPending, VendorStatus: "PENDING"},
		{At: at(2), Status: provider.StatusCreating, VendorStatus: "CREATING"},
		{At: at(5), Status: provider.StatusCreating, VendorStatus: "INSTALLING"},
		{At: at(9), Status: provider.StatusRunning, VendorStatus: "RUNNING"},
	}
	machine := func(s provider.Status, vendor string, changed, running int) order.InstanceView {
		i := order.InstanceView{
			Instance: provider.Instance{Status: s, VendorStatus: vendor}, Accepted: at(0),
			Changed: at(changed),
		}
		if running > 0 {
			i.Running = at(running)
		}
		return i
	}
	arrived := []phase.Span{
		{phase.Waiting, at(0), at(2)},
		{phase.Creating, at(2), at(5)},
		{phase.Installing, at(5), at(9)},
	}
	for _, c := range []struct {
		name    string
		machine order.InstanceView
		stages  []order.Stage
		want    []phase.Span
	}{
		{
			"it runs", machine(provider.StatusRunning, "RUNNING", 9, 9), stages,
			append(slices.Clone(arrived), phase.Span{phase.Running, at(9), at(9)}),
		},
		{
			"it is on its way", machine(provider.StatusCreating, "INSTALLING", 2, 0), stages[:3],
			append(slices.Clone(arrived[:2]), phase.Span{phase.Installing, at(5), at(20)}),
		},
		{
			"a status between two looks at the history", machine(provider.StatusCreating, "INSTALLING", 6, 0), stages[:2],
			[]phase.Span{arrived[0], {phase.Creating, at(2), at(6)}, {phase.Installing, at(6), at(20)}},
		},
		{
			"no stages", machine(provider.StatusRunning, "RUNNING", 9, 9), nil,
			[]phase.Span{{phase.Waiting, at(0), at(9)}, {phase.Running, at(9), at(9)}},
		},
		{
			"no stages, and it failed", machine(provider.StatusFailed, "CREATE_FAILED", 9, 0), nil,
			[]phase.Span{{phase.Waiting, at(0), at(9)}, {phase.Failed, at(9), at(9)}},
		},
	} {
		got := phase.Spans(c.machine, c.stages, at(20))
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: Spans() = %v, want %v", c.name, got, c.want)
		}
		for n := 1; n < len(got); n++ {
			if !got[n].From.Equal(got[n-1].To) {
				t.Errorf("%s: span %d does not begin where the one before ends: %v", c.name, n, got)
			}
		}
	}
	if got := phase.Arrival(phase.Spans(machine(provider.StatusRunning, "RUNNING", 9, 9), stages, at(20))); !slices.Equal(
		got, arrived) {
		t.Errorf("Arrival() = %v, want %v", got, arrived)
	}
}

// TestCount counts every machine once.
func TestCount(t *testing.T) {
	t.Parallel()
	v := order.View{Wanted: 6, Batches: []order.BatchView{{Wanted: 6, Found: 4, Shortfall: 1}}}
	for _, s := range []provider.Status{
		provider.StatusRunning, provider.StatusPending, provider.StatusReleased, provider.StatusUnknown,
	} {
		v.Instances = append(v.Instances, order.InstanceView{Instance: provider.Instance{Status: s}})
	}
	got := phase.Count(v)
	want := map[phase.Phase]int{phase.Running: 1, phase.Waiting: 1, phase.Released: 1, phase.Unknown: 1, phase.Failed: 1}
	for _, p := range phase.All() {
		if got[p] != want[p] {
			t.Errorf("Count()[%d] = %d, want %d", p, got[p], want[p])
		}
	}
}
