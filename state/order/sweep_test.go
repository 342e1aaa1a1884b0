package order

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/journal"
)

// TestSweepAtStart has a person close an order as "nothing was bought", hide it, and the next program find that it was.
func TestSweepAtStart(t *testing.T) {
	t.Parallel()
	for _, p := range products() {
		t.Run(string(p.ID), func(t *testing.T) {
			t.Parallel()
			v := newCloud(t, veryLate())
			dir, c := t.TempDir(), newClock(start)
			w := v.open(t, p.ID, dir, c, nil)
			id := w.place(t, w.confirmed(t, 2))
			w.drive(t, 20*time.Minute)
			if err := w.As("").Do(t.Context(), CloseUnresolved{ID: id}); err != nil {
				t.Fatalf("CloseUnresolved() = %v, want nil", err)
			}
			if got := w.order(t, id); got.Open || got.Status != Rejected || got.Rest != 2 {
				t.Errorf("Order() = %s, open %v, rest %d, want REJECTED, false, 2", got.Status, got.Open, got.Rest)
			}
			if err := w.As("").Do(t.Context(), Forget{ID: id}); err != nil {
				t.Errorf("Forget() = %v, want nil", err)
			}
			c.advance(20 * 24 * time.Hour) // nobody looks for it any more but the sweep
			w = v.open(t, p.ID, dir, c, nil)
			w.drive(t, time.Hour)
			if got := w.order(t, id); got.Status != Done || got.Attention != attentionLate || got.Watch.SweptAt.IsZero() {
				t.Errorf("Order() after the sweep = %s, attention %q, swept %v, want DONE, found_late, and when",
					got.Status, got.Attention, got.Watch.SweptAt)
			}
			w.check(t, v, 0)
		})
	}
}

// TestRestoredJournal loses the journal after an order, and starts with an empty one: everything is found.
func TestRestoredJournal(t *testing.T) {
	t.Parallel()
	for _, p := range products() {
		t.Run(string(p.ID), func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			c := newClock(start)
			lost := v.open(t, p.ID, t.TempDir(), c, nil)
			tokens := lost.order(t, lost.place(t, lost.confirmed(t, 3)))
			lost.drive(t, 10*time.Minute)
			w := v.open(t, p.ID, t.TempDir(), c, nil)
			w.drive(t, time.Hour)
			orders := w.orders(t)
			if len(orders) != 2 { // one for each batch
				t.Fatalf("orders = %d, want one for each of two purchases", len(orders))
			}
			found := 0
			for _, o := range orders {
				found += o.Bought
				if !o.Recovered || o.Attention != attentionRecovered || o.Status != Done || o.Product != p.ID ||
					o.Spec.Zone != tokens.Spec.Zone {
					t.Errorf("order = recovered %v, attention %q, %s, %+v, want a recovered one that is DONE",
						o.Recovered, o.Attention, o.Status, o.Spec)
				}
			}
			if found != 3 {
				t.Errorf("machines = %d, want 3", found)
			}
			again := v.open(t, p.ID, filepath.Dir(w.opt.Store.Path()), c, nil)
			again.drive(t, 48*time.Hour)
			if got := len(again.orders(t)); got != 2 {
				t.Errorf("orders after another sweep = %d, want 2", got)
			}
			again.check(t, v, 0)
		})
	}
}

// TestRecoveredOrderGrows finds one machine of another program's purchase, and the others later.
func TestRecoveredOrderGrows(t *testing.T) {
	t.Parallel()
	v := newCloud(t, strike{{Do: sim.Hide, Nth: 2, For: time.Hour}})
	c := newClock(start)
	other := v.open(t, bmcID, t.TempDir(), c, nil)
	other.place(t, other.confirmed(t, 2))
	other.running.sending.Wait()
	w := v.open(t, bmcID, t.TempDir(), c, nil)
	w.drive(t, 30*time.Minute)
	if got := w.orders(t); len(got) != 1 || got[0].Bought != 1 {
		t.Fatalf("orders = %+v, want one of one machine", got)
	}
	w.drive(t, 25*time.Hour)
	if got := w.orders(t); len(got) != 1 || got[0].Bought != 2 || got[0].Attention != attentionRecovered {
		t.Errorf("orders = %d, machines %d, attention %q, want 1, 2, recovered", len(got), got[0].Bought, got[0].Attention)
	}
}

// TestEvidence shows, beside a batch that a person has to decide about, a machine that it may have bought.
func TestEvidence(t *testing.T) {
	t.Parallel()
	v := newCloud(t, strike{{Do: sim.Drop}})
	w := v.bmc(t, nil)
	before := w.confirmed(t, 1)
	w.clock.advance(time.Hour)
	id := w.place(t, w.confirmed(t, 1))
	w.running.sending.Wait()
	byHand := w.byHand(t, before.Spec)
	w.drive(t, 20*time.Minute)
	b := w.order(t, id).Batches[0]
	if b.State != BatchUnresolved || len(b.Evidence) != 1 || b.Evidence[0].ID != byHand[0] || b.EvidenceAt.IsZero() {
		t.Fatalf("batch = %s, evidence %+v, want unresolved, %s", b.State, b.Evidence, byHand)
	}
	if err := w.As("").Do(t.Context(), BuyAgain{ID: id, N: 1, Token: b.Token}); !errors.Is(err, ErrEvidence) {
		t.Errorf("BuyAgain() unchecked = %v, want %v", err, ErrEvidence)
	}
	if err := w.As("").Do(t.Context(), Adopt{ID: id, N: 1, IDs: byHand}); err != nil {
		t.Errorf("Adopt() = %v, want nil", err)
	}
	w.drive(t, time.Hour)
	w.check(t, v, 1) // bought by hand
}

func TestSuspect(t *testing.T) {
	t.Parallel()
	b := journal.Batch{Zone: "SEL-A", Token: "mwaaaaaaaa", Sent: start, Deadline: start.Add(3 * time.Minute)}
	s := provider.Spec{Type: "M6C"}
	for _, c := range []struct {
		name string
		i    provider.Instance
		want bool
	}{
		{"in place, kind and time", provider.Instance{Zone: "SEL-A", Type: "M6C", Created: start}, true},
		{"nothing is reported", provider.Instance{}, true},
		{"the vendor's clock is behind", provider.Instance{Created: start.Add(-9 * time.Minute)}, true},
		{"before", provider.Instance{Created: start.Add(-11 * time.Minute)}, false},
		{"late", provider.Instance{Created: start.Add(32 * time.Minute)}, true},
		{"long after", provider.Instance{Created: start.Add(34 * time.Minute)}, false},
		{"elsewhere", provider.Instance{Zone: "FRA-A", Created: start}, false},
		{"of another kind", provider.Instance{Type: "S1L", Created: start}, false},
		{"another batch's", provider.Instance{Token: "mwbbbbbbbb", Created: start}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := suspect(c.i, b, s); got != c.want {
				t.Errorf("suspect(%+v) = %v, want %v", c.i, got, c.want)
			}
		})
	}
}

// TestClashes finds names that exist in the zone, and those that are on their way.
func TestClashes(t *testing.T) {
	t.Parallel()
	v := newCloud(t, nil, strike{{Do: sim.Drop}})
	w := v.bmc(t, nil)
	clashes := func(s provider.Spec) []string {
		t.Helper()
		got, err := w.Views.Clashes(t.Context(), accountName, s)
		if err != nil {
			t.Fatalf("Clashes() = %v, want nil", err)
		}
		return got
	}
	c := w.confirmed(t, 2)
	c.Spec.Name, c.Spec.Hostname = "web-[1,3]", "web-[1,3]"
	if got := clashes(c.Spec); len(got) != 0 {
		t.Errorf("Clashes() = %v, want none", got)
	}
	w.place(t, c)
	w.running.sending.Wait()
	w.drive(t, time.Minute)
	next := c.Spec.Clone()
	next.Name, next.Count = "web-[2,3]", 2
	if got := clashes(next); !slices.Equal(got, []string{"web-002"}) {
		t.Errorf("Clashes() = %v, want web-002", got)
	}
	c.Spec.Name, c.Spec.Hostname = "db-[1,3]", "db-[1,3]"
	w.place(t, c) // its outcome is unknown
	w.running.sending.Wait()
	if got := clashes(c.Spec); !slices.Equal(got, []string{"db-001", "db-002"}) {
		t.Errorf("Clashes() with an order on its way = %v, want db-001 and db-002", got)
	}
	next.Zone = "nowhere"
	if _, err := w.Views.Clashes(t.Context(), "nobody", next); !errors.Is(err, ErrNoAccount) {
		t.Errorf("Clashes() of an account that is not open = %v, want %v", err, ErrNoAccount)
	}
}

// TestUpkeep backs up once a day and keeps seven.
func TestUpkeep(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	dir, c := t.TempDir(), newClock(start)
	w := v.open(t, bmcID, dir, c, nil)
	backups := func() []string {
		t.Helper()
		all, err := filepath.Glob(filepath.Join(dir, "journal-*.db"))
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	tidy := func() {
		t.Helper()
		if err := newUpkeep(w.Service).tidy(t.Context()); err != nil {
			t.Fatalf("tidy() = %v, want nil", err)
		}
	}
	tidy()
	if got := backups(); len(got) != 0 {
		t.Errorf("backups of an empty journal = %v, want none", got)
	}
	w.place(t, w.confirmed(t, 1))
	w.running.sending.Wait()
	for day := range 9 {
		for range 3 {
			tidy()
			c.advance(8 * time.Hour)
		}
		if got, want := len(backups()), min(day+1, backupsKept); got != want {
			t.Errorf("backups on day %d = %d, want %d", day+1, got, want)
		}
	}
	restored := t.TempDir()
	if err := os.Rename(backups()[0], filepath.Join(restored, journal.File)); err != nil {
		t.Fatal(err)
	}
	if got := v.open(t, bmcID, restored, c, nil).orders(t); len(got) != 1 {
		t.Errorf("orders in a backup = %d, want 1", len(got))
	}
}
