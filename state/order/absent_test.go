package order

import (
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
)

// TestAbsentMeansFailed has a virtual machine fail in both documented shapes: it is listed as failed, or no more
// (Zenlayer API reference, VM CreateInstances, read 2026-11). One that is only listed late has not failed.
func TestAbsentMeansFailed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		strike strike
		word   Status
		status provider.Status // of the one machine
		lost   int
	}{
		{"listed as failed", strike{{Do: sim.CreateFailed}}, Failed, provider.StatusFailed, 0},
		{"no longer listed", strike{{Do: sim.Vanish}}, Failed, provider.StatusVanished, 1},
		{"listed after some looks", strike{{Do: sim.Hide, Polls: 3}}, Done, provider.StatusRunning, 0},
		{"listed after a while", strike{{Do: sim.Hide, For: time.Minute}}, Done, provider.StatusRunning, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t, c.strike)
			w := v.open(t, "zenlayer-vm", t.TempDir(), newClock(start), nil)
			id := w.place(t, w.confirmed(t, 1))
			w.drive(t, time.Hour)
			got := w.order(t, id)
			if got.Status != c.word || got.Instances[0].Status != c.status || got.Lost != c.lost || got.Open {
				t.Errorf("Order() = %s, machine %s, lost %d, open %v, want %s, %s, %d, closed",
					got.Status, got.Instances[0].Status, got.Lost, got.Open, c.word, c.status, c.lost)
			}
			w.check(t, v, 0)
		})
	}
}
