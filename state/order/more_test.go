package order

import (
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
)

// TestRestWhileMachinesComeUp orders the rest in the moment in which the machines of before come up: that is no reason
// to refuse it.
func TestRestWhileMachinesComeUp(t *testing.T) {
	t.Parallel()
	v := newCloud(t, strike{}, strike{{Do: sim.Refuse, Code: "RESOURCES_SOLDOUT_INSTANCE_TYPE"}})
	clk, dir := newClock(start), t.TempDir()
	var other *world
	var once sync.Once
	now := false
	w := v.open(t, bmcID, dir, clk, func(o *Options) {
		o.Point = func(name string) {
			if name != "before intent" || !now {
				return
			}
			once.Do(func() {
				if err := advance(t.Context(), other.Service, clk, time.Hour); err != nil {
					t.Errorf("advance() = %v, want nil", err)
				}
			})
		}
	})
	other = v.open(t, bmcID, dir, clk, nil)
	id := w.place(t, w.confirmed(t, 3))
	w.running.sending.Wait()
	if got := w.order(t, id); got.Rest != 1 || got.Count(provider.StatusRunning) > 0 {
		t.Fatalf("Order() = %d not ordered, %d RUNNING, want 1, 0", got.Rest, got.Count(provider.StatusRunning))
	}
	now = true
	if err := w.As("").Do(t.Context(), BuyRest{ID: id}); err != nil {
		t.Fatalf("OrderRest() = %v, want nil", err)
	}
	w.drive(t, time.Hour)
	if got := w.order(t, id); got.Status != Done || got.Count(provider.StatusRunning) != 3 {
		t.Errorf("Order() = %s, %d RUNNING, want DONE, 3", got.Status, got.Count(provider.StatusRunning))
	}
	w.check(t, v, 0)
}
