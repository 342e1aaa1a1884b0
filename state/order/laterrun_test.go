package order

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// TestReleaseSetByHandWhileItRuns holds a release that someone has altered in the journal while its requests were on
// their way, and signs nothing of what they wrote: neither when it is over nor when it is to be tried again.
func TestReleaseSetByHandWhileItRuns(t *testing.T) {
	t.Parallel()
	const other = `update later set asked_by = 'eve', changes = changes + 1`
	for _, c := range []struct {
		name, point, edit string
		throttled         bool // the vendor takes no request
	}{
		{"before its requests", "before release request", other, false},
		{"after its requests", "before release is over", other, false},
		{"to be tried again", "before release request", other, true},
		{"to another time", "before release is over", `update later set at = at + 86400000`, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v, j, edited := newCloud(t), journal.Options{Dir: t.TempDir()}, false
			w := v.openOn(t, bmcID, j, newClock(start), func(o *Options) {
				o.Point = func(name string) {
					if name == c.point && !edited {
						edited = true
						rewrite(t, j, c.edit)
					}
				}
			})
			id := planned(t, w)
			if c.throttled {
				inject(t, v, sim.Fault{Do: sim.Throttle, Action: "TerminateInstance", Count: -1})
			}
			w.clock.advance(48 * time.Hour)
			l := newLater(w.Service)
			l.step(t.Context())
			l.step(t.Context())
			if got := w.order(t, id).Later; !edited || got == nil || got.Held != heldProof {
				t.Errorf("the release is %+v, want it held as %s", got, heldProof)
			}
			rows, err := w.Audit.Rows(t.Context(), id)
			if err != nil {
				t.Fatal(err)
			}
			if slices.ContainsFunc(rows, func(e journal.Entry) bool { return e.Who == "eve" }) {
				t.Errorf("the audit has %+v, want nothing in the name that was written by hand", rows)
			}
			if last := rows[len(rows)-1]; last.Who != "" || last.Detail["why"] != string(heldProof) {
				t.Errorf("the last row is %+v, want one that says why, in nobody's name", last)
			}
			for range 4 {
				w.later(t, 24*time.Hour)
			}
			if got, want := w.order(t, id).CountThere(), map[bool]int{false: 0, true: 3}[c.throttled]; got != want {
				t.Errorf("%d machines are there, want %d", got, want)
			}
		})
	}
}

// TestReleaseUnderWay takes back no release whose requests are on their way, and sets no other time for it.
func TestReleaseUnderWay(t *testing.T) {
	t.Parallel()
	var w *world
	var id ID
	asked := 0
	w = newCloud(t).bmc(t, func(o *Options) {
		o.Point = func(name string) {
			if name != "before release request" {
				return
			}
			asked++
			for _, at := range []time.Time{{}, w.clock.now().Add(time.Hour)} {
				if err := w.As("ann").Do(t.Context(), ReleaseLater{ID: id, At: at}); !errors.Is(err, ErrBusy) {
					t.Errorf("ReleaseLater(%v) while requests are on their way = %v, want %v", at, err, ErrBusy)
				}
			}
		}
	})
	id = planned(t, w)
	w.later(t, 48*time.Hour)
	if v := w.order(t, id); asked == 0 || !v.Later.Done || len(v.There()) != 0 {
		t.Errorf("the release is %+v with %d machines after %d attempts to take it back, want it done",
			v.Later, len(v.There()), asked)
	}
	rows, err := w.Audit.Rows(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(rows, func(e journal.Entry) bool {
		return e.What == string(policy.Release) && e.Detail["outcome"] == outcomeRefused
	}) {
		t.Errorf("the audit has %+v, want the refusals in it", rows)
	}
}
