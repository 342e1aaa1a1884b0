//go:build unix

package order

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/journal"
)

// making are the actions that buy networks and addresses, in the order in which an order sends them.
func making() []string {
	return []string{"CreatePrivateNetworkInstance", "CreatePublicNetworkInstance", "ApplyPublicIps"}
}

// makingFaults are the faults that a request of [making] can meet.
func makingFaults() map[string]sim.Fault {
	return map[string]sim.Fault{
		"none":                 {},
		"refused":              {Do: sim.Refuse, Code: "InvalidParameter"},
		"throttled":            {Do: sim.Throttle},
		"dropped before":       {Do: sim.Drop},
		"unavailable before":   {Do: sim.Unavailable},
		"dropped after":        {Do: sim.Drop, After: true},
		"gateway's page after": {Do: sim.HTML, After: true},
		"broken after":         {Do: sim.Broken, After: true},
		"truncated":            {Do: sim.Truncate},
		"null after":           {Do: sim.Null, After: true},
		"hangs after":          {Do: sim.Hang, After: true},
	}
}

// makingPassings are all named points, and those of sending once for each request that comes before the machines.
func makingPassings() []passing {
	var all []passing
	for _, point := range points() {
		all = append(all, passing{point, 1})
	}
	for nth := 2; nth <= len(making())+1; nth++ {
		for _, point := range []string{"before sent", "after sent", "after answer", "after outcome"} {
			all = append(all, passing{point, nth})
		}
	}
	return all
}

// TestCrashNetworks kills a program that buys networks and addresses at every named point, under every fault of every
// such request, and lets another one go on as TestCrashMatrix does.
func TestCrashNetworks(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	order := v.open(t, edgeID, t.TempDir(), newClock(start), nil).making(t, 3)
	faults := makingFaults()
	names := make([]string, 0, len(faults))
	for n := range faults {
		names = append(names, n)
	}
	slices.Sort(names)
	cell := 0
	for _, action := range making() {
		for _, name := range names {
			for _, at := range makingPassings() {
				if cell++; !*full && cell%(2*stride()) != 0 { // half as many as of machines: there are more
					continue
				}
				t.Run(fmt.Sprintf("%s %s, %s %d", action, name, at.point, at.nth), func(t *testing.T) {
					t.Parallel()
					f := faults[name]
					f.Action = action
					crashedMaking(t, order, at, f)
				})
			}
		}
	}
}

// crashedMaking is one cell.
func crashedMaking(t *testing.T, order Place, at passing, f sim.Fault) {
	t.Helper()
	v := newCloud(t)
	dir := t.TempDir()
	l := v.life("crash", dir, order)
	l.Point, l.Nth = at.point, at.nth
	if f.Do != "" {
		if err := v.Inject(f); err != nil {
			t.Fatalf("Inject(%+v) = %v", f, err)
		}
	}
	if f.Do == sim.Hang {
		l.Request = 150 * time.Millisecond
	}
	killed := l.killed(t)
	w := v.openOn(t, edgeID, journal.Options{Dir: dir}, newClock(v.clock.now().Add(time.Second)), func(o *Options) {
		o.Limits.Request = l.Request
	})
	settle(t, w)
	w.accounted(t, 3)
	orders, err := w.Views.Orders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !killed && len(orders) != 1 {
		t.Errorf("orders = %d, want 1", len(orders))
	}
	for range 2 { // the fault may strike only now
		w.finish(t)
		w.accounted(t, 3)
	}
	for _, o := range orders {
		if o = w.order(t, o.ID); o.Status != Done || len(o.Left()) != 5 {
			t.Errorf("order = %s with %d machines, %d left, attention %q, want DONE with 3 and 5", o.Status, o.Bought,
				len(o.Left()), o.Attention)
		}
		if err := w.As("").Do(t.Context(), Release{ID: o.ID, Machines: machinesIn(o, provider.StatusRunning)}); err != nil {
			t.Errorf("Release() = %v, want nil", err)
		}
		w.drive(t, time.Hour)
		if err := w.As("").Do(t.Context(), ReleaseResources{ID: o.ID}); err != nil {
			t.Errorf("ReleaseResources() = %v, want nil", err)
		}
		if o = w.order(t, o.ID); len(o.Left()) != 0 {
			t.Errorf("left = %+v, want nothing", o.Left())
		}
	}
	if there := w.resources(t); len(there) != 0 {
		t.Errorf("the vendor still has %v, want nothing", there)
	}
	w.check(t, v, 0)
}

// finish orders what is certain not to have been bought.
func (w *world) finish(t *testing.T) {
	t.Helper()
	orders, err := w.Views.Orders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range orders {
		if o.Rest == 0 {
			continue
		}
		if err := w.As("").Do(t.Context(), BuyRest{ID: o.ID}); err != nil {
			t.Errorf("OrderRest() = %v, want nil", err)
		}
	}
	settle(t, w)
}
