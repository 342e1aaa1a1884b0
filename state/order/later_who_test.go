package order

import (
	"context"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/policy"
)

// TestReleaseByWhoeverHasTheRules has what someone who was signed in wants carried out by a program that has the rules
// for people, and what someone wants who ran the program themselves by any.
func TestReleaseByWhoeverHasTheRules(t *testing.T) {
	t.Parallel()
	ann := known{"ann": {Name: "ann", Roles: []policy.Role{policy.Operator}}}
	for _, c := range []struct {
		name           string
		signed, people People
		done           bool
	}{
		{"signed in, at the server", ann, ann, true},
		{"signed in, by a command beside it", ann, nil, false},
		{"by a command, at the server", nil, known{}, true},
		{"by a command, by another", nil, nil, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newCloud(t).bmc(t, func(o *Options) { o.People = c.people })
			id := plannedBy(t, w, c.signed)
			w.later(t, 48*time.Hour)
			v := w.order(t, id)
			if v.Later.Done != c.done || v.Later.Held != "" || (len(v.There()) == 0) != c.done {
				t.Errorf("the release is %+v with %d machines, want done: %v", v.Later, len(v.There()), c.done)
			}
		})
	}
}

// TestReleaseGoesToTheEnd ends the program's work in the middle of a release, which goes on, and which [Service.Close]
// waits for; a program that is about to end begins none.
func TestReleaseGoesToTheEnd(t *testing.T) {
	t.Parallel()
	ctx, end := context.WithCancel(t.Context())
	var w *world
	w = newCloud(t).bmc(t, func(o *Options) {
		o.Point = func(name string) {
			if name == "before release request" {
				if len(w.running.ids()) == 0 {
					t.Error("nothing waits for the release")
				}
				end()
			}
		}
	})
	id := planned(t, w)
	w.clock.advance(48 * time.Hour)
	newLater(w.Service).step(ctx)
	w.drive(t, time.Hour)
	if v := w.order(t, id); !v.Later.Done || len(v.There()) != 0 {
		t.Errorf("the release is %+v with %d machines, want it done", v.Later, len(v.There()))
	}

	other := planned(t, w)
	w.clock.advance(48 * time.Hour)
	w.running.hold(true)
	newLater(w.Service).step(t.Context())
	if v := w.order(t, other); !v.Later.Planned() || len(v.There()) != 3 {
		t.Errorf("a program that ends made the release %+v, want it left to another one", v.Later)
	}
}

// TestReleaseAsksAgain continues with a release that broke off although the vendor does not answer at first.
func TestReleaseAsksAgain(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, nil)
	id := brokenOff(t, w)
	for range 3 {
		inject(t, v, sim.Fault{Do: sim.Unavailable, Action: "DescribeInstances"})
	}
	l := newLater(w.Service)
	for range 4 {
		l.step(t.Context())
		if o := w.order(t, id); o.Later.Held != "" {
			t.Fatalf("the release is held: %s", o.Later.Held)
		}
		w.clock.advance(laterRetry + time.Minute)
	}
	w.drive(t, time.Hour)
	if o := w.order(t, id); !o.Later.Done || len(o.There()) != 0 {
		t.Errorf("the release is %+v with %d machines, want it done", o.Later, len(o.There()))
	}
}
