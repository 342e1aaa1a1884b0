package order

import (
	"errors"
	"path/filepath"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/identity"
	"github.com/metalwright/metalwright/state/journal"
)

const old = 401 * 24 * time.Hour // longer than orders are kept that nothing is left of

// TestOldOrderIsKept lets an order with running machines grow old: it stays listed, and its id is used.
func TestOldOrderIsKept(t *testing.T) {
	t.Parallel()
	for _, p := range products() {
		for _, hide := range []bool{false, true} {
			name := string(p.ID)
			if hide {
				name += " forgotten"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				v := newCloud(t)
				dir, clk := t.TempDir(), newClock(start)
				w := v.open(t, p.ID, dir, clk, nil)
				c := w.confirmed(t, 1)
				c.ID = "web"
				w.place(t, c)
				w.drive(t, time.Hour)
				if hide {
					if err := w.As("").Do(t.Context(), Forget{ID: c.ID}); err != nil {
						t.Fatalf("Forget() = %v, want nil", err)
					}
				}
				clk.advance(old)
				w = v.open(t, p.ID, dir, clk, nil)
				if err := newUpkeep(w.Service).tidy(t.Context()); err != nil {
					t.Fatalf("tidy() = %v, want nil", err)
				}
				if got := w.order(t, c.ID); len(machinesIn(got, provider.StatusRunning)) != 1 {
					t.Errorf("Order() after 401 days = %s, %d machines, want 1 RUNNING", got.Status, got.Bought)
				}
				if _, err := place(t.Context(), w.As("ann"), c); !errors.Is(err, ErrPlaced) {
					t.Errorf("Place() after 401 days = %v, want %v", err, ErrPlaced)
				}
				w.drive(t, time.Hour)
				if got := v.requests(); got != 1 {
					t.Errorf("purchases = %d, want 1", got)
				}
			})
		}
	}
}

// TestRemovedIDIsUsed gives the machines of an order back and lets it grow old: it is removed, and neither its id nor
// another name of it is placed again.
func TestRemovedIDIsUsed(t *testing.T) {
	t.Parallel()
	for _, p := range products() {
		t.Run(string(p.ID), func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			dir, clk := t.TempDir(), newClock(start)
			w := v.open(t, p.ID, dir, clk, nil)
			c := w.confirmed(t, 1)
			c.ID, c.Names = "web", []string{"web", "o-11111111"}
			w.place(t, c)
			w.drive(t, time.Hour)
			running := machinesIn(w.order(t, c.ID), provider.StatusRunning)
			if err := w.As("").Do(t.Context(), Release{ID: c.ID, Machines: running}); err != nil {
				t.Fatalf("Release() = %v, want nil", err)
			}
			w.drive(t, 72*time.Hour)
			clk.advance(old)
			w = v.open(t, p.ID, dir, clk, nil)
			if err := newUpkeep(w.Service).tidy(t.Context()); err != nil {
				t.Fatalf("tidy() = %v, want nil", err)
			}
			gone, ok := errors.AsType[*RemovedError](orderError(t, w, c.ID))
			if !ok || gone.State != journal.RemovedReleased || gone.Nothing() {
				t.Errorf("Order() after 401 days = %v, want an order that was removed and released", gone)
			}
			for name, change := range map[string]func(*Place){
				"the id":       func(*Place) {},
				"another name": func(c *Place) { c.ID, c.Names = "", []string{"o-11111111"} },
			} {
				again := c
				change(&again)
				if _, err := place(t.Context(), w.As("ann"), again); !errors.Is(err, ErrPlaced) {
					t.Errorf("Place() with %s = %v, want %v", name, err, ErrPlaced)
				}
			}
			w.drive(t, time.Hour)
			if got := v.requests(); got != 1 {
				t.Errorf("purchases = %d, want 1", got)
			}
		})
	}
}

func orderError(t *testing.T, w *world, id ID) error {
	t.Helper()
	_, err := w.Views.Order(t.Context(), id)
	return err
}

// TestRemovedMachinesAreFound opens a journal from which an earlier version removed an order with running machines:
// they are found again.
func TestRemovedMachinesAreFound(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	clk := newClock(start)
	lost := v.open(t, bmcID, t.TempDir(), clk, nil)
	token := lost.order(t, lost.place(t, lost.confirmed(t, 1))).Batches[0].Token
	lost.drive(t, time.Hour)
	dir := t.TempDir()
	w := v.open(t, bmcID, dir, clk, nil)
	err := w.opt.Store.Update(t.Context(), func(tx *journal.Tx) error {
		o := journal.Order{ID: "o-1", Key: journalKey(), Created: start.Add(-old)}
		if _, err := tx.Orders.Add(o); err != nil {
			return err
		}
		b := journal.Batch{ID: token, Order: o.ID, N: 1, Key: o.Key, Token: token, Wanted: 1}
		if err := tx.Batches.Add(b); err != nil {
			return err
		}
		_, err := tx.Batches.Move(token, []journal.State{journal.Intent}, journal.Rejected, "", journal.Patch{})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	clk.advance(old)
	w = v.open(t, bmcID, filepath.Dir(w.opt.Store.Path()), clk, nil)
	if err := newUpkeep(w.Service).tidy(t.Context()); err != nil {
		t.Fatalf("tidy() = %v, want nil", err)
	}
	w.drive(t, time.Hour)
	if got := w.orders(t); len(got) != 1 || !got[0].Recovered || got[0].Bought != 1 {
		t.Errorf("orders = %+v, want one that was recovered, of one machine", got)
	}
}

// TestPlaceChecksNames places with ids that no order may have.
func TestPlaceChecksNames(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, nil)
	for _, bad := range []string{"A", "o-\x1b]0;P\x07", "a\nb", "-a", "a b", "ä", "a\u202eb", string(make([]byte, 65))} {
		c := w.confirmed(t, 1)
		c.ID = ID(bad)
		_, err := place(t.Context(), w.As("ann"), c)
		c.ID, c.Names = "", []string{"good", bad}
		_, other := place(t.Context(), w.As("ann"), c)
		if !errors.Is(err, ErrID) || !errors.Is(other, ErrID) {
			t.Errorf("Place() with %q = %v, as a name %v, want %v", bad, err, other, ErrID)
		}
	}
	w.drive(t, time.Hour)
	if got := v.requests(); got != 0 {
		t.Errorf("purchases = %d, want 0", got)
	}
}

// TestOrdersOfEarlierVersions have no names: they are known by what they send.
func TestOrdersOfEarlierVersions(t *testing.T) {
	t.Parallel()
	for _, p := range products() {
		t.Run(string(p.ID), func(t *testing.T) {
			t.Parallel()
			w := newCloud(t).open(t, p.ID, t.TempDir(), newClock(start), nil)
			c := w.confirmed(t, 1)
			err := w.opt.Store.Update(t.Context(), func(tx *journal.Tx) error {
				row := c.row("ann", w.opt.Now())
				row.ID = "mine"
				_, err := tx.Orders.Add(row)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			other := c.Spec.Clone()
			other.Name = "other"
			for s, want := range map[*provider.Spec]int{&c.Spec: 1, &other: 0} {
				ids, err := w.Views.Named(t.Context(), c.Account, p.ID, identity.Of(p, *s, c.Account))
				if err != nil || len(ids) != want || want == 1 && ids[0] != "mine" {
					t.Errorf("Named(%s) = %v, %v, want %d order", s.Name, ids, err, want)
				}
			}
		})
	}
}
