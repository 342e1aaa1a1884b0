package order

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// planned is an order of three machines that run, to be released two days after it was placed.
func planned(t *testing.T, w *world) ID {
	t.Helper()
	return plannedBy(t, w, nil)
}

// plannedBy is the same by ann, who was signed in unless people is nil.
func plannedBy(t *testing.T, w *world, people People) ID {
	t.Helper()
	c := w.confirmed(t, 3)
	c.ReleaseAt = w.clock.now().Add(48 * time.Hour)
	id, err := place(t.Context(), w.For(Actor{Name: "ann", People: people}), c)
	if err != nil {
		t.Fatal(err)
	}
	w.drive(t, time.Hour)
	if v := w.order(t, id); v.Status != Done || !v.Later.Planned() || v.Later.By != "ann" {
		t.Fatalf("the order is %s with %+v, want it done with a release to come", v.Status, v.Later)
	}
	return id
}

// later lets the clock go to d from now and makes what is due, and what the watcher sees of it.
func (w *world) later(t *testing.T, d time.Duration) {
	t.Helper()
	w.clock.advance(d)
	newLater(w.Service).step(t.Context())
	w.drive(t, time.Hour)
}

// TestReleaseAtItsTime releases an order at its time and not before, in the name of who wanted it, with a row of the
// audit as by hand; at every product.
func TestReleaseAtItsTime(t *testing.T) {
	t.Parallel()
	for _, p := range products() {
		t.Run(string(p.ID), func(t *testing.T) {
			t.Parallel()
			c := newCloud(t)
			w := c.open(t, p.ID, t.TempDir(), newClock(start), nil)
			id := planned(t, w)
			w.later(t, 45*time.Hour)
			if v := w.order(t, id); len(v.There()) != 3 || !v.Later.Soon(w.clock.now()) {
				t.Fatalf("an hour before its time %d machines are there, want 3 and a warning", len(v.There()))
			}
			w.later(t, 2*time.Hour)
			v := w.order(t, id)
			if len(v.There()) != 0 || !v.Later.Done || v.Attention != "" {
				t.Errorf("after its time there are %d machines, %+v, %q, want none", len(v.There()), v.Later, v.Attention)
			}
			rows, err := w.Audit.Rows(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			at := slices.IndexFunc(rows, func(e journal.Entry) bool { return e.What == string(policy.Release) })
			if at < 0 || rows[at].Who != "ann" || rows[at].Detail["machines"] == "" || rows[at].Detail[detailLater] == "" {
				t.Errorf("the audit has %+v, want the release of ann", rows)
			}
			w.check(t, c, 0)
		})
	}
}

// TestReleaseIsHeld does not release an order that does not run, that someone has changed since, whose owner may not
// release it any more, or that the vendor refuses; it says why, and another time is taken.
func TestReleaseIsHeld(t *testing.T) {
	t.Parallel()
	rules := known{"ann": {Name: "ann", Roles: []policy.Role{policy.Operator}}}
	for _, c := range []struct {
		name   string
		people People // of the program that releases; ann was signed in unless it is nil
		before func(*testing.T, *cloud, *world, ID)
		want   HeldReason
		there  int
	}{
		{"not running", nil, func(t *testing.T, _ *cloud, w *world, id ID) {
			t.Helper()
			setStatus(t, w, id, provider.StatusUnknown)
		}, heldNotRunning, 3},
		{"changed", nil, func(t *testing.T, _ *cloud, w *world, id ID) {
			t.Helper()
			v := w.order(t, id)
			one := Release{ID: id, Machines: []provider.InstanceID{v.Instances[0].ID}}
			if err := w.As("ben").Do(t.Context(), one); err != nil {
				t.Fatal(err)
			}
		}, HeldChanged, 2},
		{"forgotten", nil, func(t *testing.T, _ *cloud, w *world, id ID) {
			t.Helper()
			if err := w.As("ben").Do(t.Context(), Forget{ID: id}); err != nil {
				t.Fatal(err)
			}
		}, HeldChanged, 3},
		{"allowed", rules, func(*testing.T, *cloud, *world, ID) {}, "", 0},
		{"not allowed", known{"ann": {Name: "ann", Roles: []policy.Role{policy.Viewer}}}, func(*testing.T, *cloud, *world,
			ID) {
		}, heldDenied, 3},
		{"refused", nil, func(t *testing.T, v *cloud, _ *world, _ ID) {
			t.Helper()
			inject(t, v, sim.Fault{Do: sim.Refuse, Action: "TerminateInstance", Code: newCode, Status: 400})
		}, heldFailed, 1},
		{"throttled", nil, func(t *testing.T, v *cloud, _ *world, _ ID) {
			t.Helper()
			for range 3 {
				inject(t, v, sim.Fault{Do: sim.Throttle, Action: "TerminateInstance"})
			}
		}, "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			w := v.bmc(t, func(o *Options) { o.People = c.people })
			var signed People
			if c.people != nil {
				signed = rules
			}
			id := plannedBy(t, w, signed)
			c.before(t, v, w, id)
			l := newLater(w.Service)
			w.clock.advance(48 * time.Hour)
			for range 3 {
				l.step(t.Context())
				w.clock.advance(laterRetry + time.Minute)
			}
			w.drive(t, time.Hour)
			o := w.order(t, id)
			if o.Later.Held != c.want || o.Later.Done != (c.want == "") || len(o.There()) != c.there {
				t.Errorf("the release is %+v with %d machines, want %q with %d", o.Later, len(o.There()), c.want, c.there)
			}
			if c.want != "" && o.Attention == "" {
				t.Error("nothing asks a person to look")
			}
			if c.want == "" {
				return
			}
			again := ReleaseLater{ID: id, At: w.clock.now().Add(time.Hour)}
			if err := w.As("ann").Do(t.Context(), again); err != nil || !w.order(t, id).Later.Planned() {
				t.Errorf("ReleaseLater() = %v, %+v, want another time", err, w.order(t, id).Later)
			}
		})
	}
}

func inject(t *testing.T, c *cloud, f sim.Fault) {
	t.Helper()
	if err := c.Inject(f); err != nil {
		t.Fatal(err)
	}
}

// setStatus is what the vendor last said of an order's first machine.
func setStatus(t *testing.T, w *world, id ID, s provider.Status) {
	t.Helper()
	i := w.machines(t, id)[0]
	i.Status = s
	err := w.opt.Store.Update(t.Context(), func(tx *journal.Tx) error {
		_, err := tx.Instances.Put(i)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestReleaseLaterRefuses takes no time that is over, and none for an order that has nothing; it lets an order run on,
// and moves the time.
func TestReleaseLaterRefuses(t *testing.T) {
	t.Parallel()
	w := newCloud(t).bmc(t, nil)
	c := w.confirmed(t, 1)
	c.ReleaseAt = w.clock.now()
	if _, err := place(t.Context(), w.As("ann"), c); !errors.Is(err, ErrPast) {
		t.Errorf("Place() = %v, want %v", err, ErrPast)
	}
	id := planned(t, w)
	do := func(at time.Time) error { return w.As("ann").Do(t.Context(), ReleaseLater{ID: id, At: at}) }
	if err := do(w.clock.now().Add(-time.Second)); !errors.Is(err, ErrPast) {
		t.Errorf("ReleaseLater(a second ago) = %v, want %v", err, ErrPast)
	}
	later := w.clock.now().Add(100 * time.Hour)
	if err := do(later); err != nil || !w.order(t, id).Later.At.Equal(later) {
		t.Errorf("ReleaseLater() = %v, %+v, want %v", err, w.order(t, id).Later, later)
	}
	w.later(t, 60*time.Hour)
	if n := len(w.order(t, id).There()); n != 3 {
		t.Errorf("%d machines are there before the later time, want 3", n)
	}
	if err := do(time.Time{}); err != nil || w.order(t, id).Later != nil {
		t.Errorf("ReleaseLater(never) = %v, %+v, want nothing planned", err, w.order(t, id).Later)
	}
	w.later(t, 100*time.Hour)
	v := w.order(t, id)
	if len(v.There()) != 3 {
		t.Errorf("%d machines are there of an order that runs on, want 3", len(v.There()))
	}
	if err := w.As("ann").Do(t.Context(), Release{ID: id, Machines: machineIDs(v.There())}); err != nil {
		t.Fatal(err)
	}
	w.drive(t, time.Hour)
	if err := do(w.clock.now().Add(time.Hour)); !errors.Is(err, ErrNothing) {
		t.Errorf("ReleaseLater() of an order without machines = %v, want %v", err, ErrNothing)
	}
}
