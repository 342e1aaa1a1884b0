package journal

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// TestPruneKeepsMachines has one old closed order for each status that a machine can have, and prunes.
func TestPruneKeepsMachines(t *testing.T) {
	t.Parallel()
	const vm, metal = provider.ProductID("zenlayer-vm"), provider.ProductID("zenlayer-bmc")
	for _, c := range []struct {
		name    string
		product provider.ProductID
		status  provider.Status
		due     bool
		want    bool // removed
	}{
		{"running", metal, provider.StatusRunning, false, false},
		{"failed", metal, provider.StatusFailed, false, false},
		{"unknown", metal, provider.StatusUnknown, false, false},
		{"pending", metal, provider.StatusPending, false, false},
		{"released", metal, provider.StatusReleased, false, true},
		{"released-and-due", metal, provider.StatusReleased, true, false},
		{"vanished-metal", metal, provider.StatusVanished, false, false},
		{"vanished-vm", vm, provider.StatusVanished, false, true},
		{"vanished-vm-and-due", vm, provider.StatusVanished, true, false},
		{"running-vm", vm, provider.StatusRunning, false, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			Each(t, func() time.Time { return today }, func(t *testing.T, o Options) {
				t.Helper()
				k := Key{Account: "acme", Product: c.product}
				s := aged(t, o, k, c.status, c.due)
				var n int
				err := s.Update(t.Context(), func(tx *Tx) (err error) {
					n, err = tx.Orders.Prune(today.AddDate(0, 0, -400), vm)
					return err
				})
				if got := n == 1; err != nil || got != c.want {
					t.Fatalf("Prune() = %d, %v, want the order removed: %v", n, err, c.want)
				}
				if c.want {
					checkRemoved(t, s, k)
				}
			})
		})
	}
}

// aged is a journal with one closed order from 401 days ago whose one machine has the status, and another order whose
// machine is RELEASED.
func aged(t *testing.T, o Options, k Key, status provider.Status, due bool) *Store {
	t.Helper()
	old := today.AddDate(0, 0, -401)
	o.Now = func() time.Time { return old }
	s, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	err = s.Update(t.Context(), func(tx *Tx) error {
		if _, err := tx.Orders.Add(Order{
			ID: "o-1", Key: k, Profile: "prod", By: "ann", Created: old,
			Spec: provider.Spec{Count: 2},
		}); err != nil {
			return err
		}
		if err := tx.Orders.AddNames("o-1", "o-other", "o-1", "o-other"); err != nil {
			return err
		}
		if err := tx.Batches.Add(Batch{ID: "b", Order: "o-1", N: 1, Key: k, Token: "mwaaaaaaaa", Wanted: 2}); err != nil {
			return err
		}
		if _, err := tx.Batches.Move("b", []State{Intent}, Closed, "", Patch{}); err != nil {
			return err
		}
		one := Instance{Instance: provider.Instance{ID: "i-1", Status: status}, Key: k, Batch: "b", Changed: old}
		if due {
			one.CheckAt = old
		}
		two := Instance{
			Instance: provider.Instance{ID: "i-2", Status: provider.StatusReleased}, Key: k, Batch: "b",
			Changed: old,
		}
		for _, i := range []Instance{one, two} {
			if _, err := tx.Instances.Put(i); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.now = func() time.Time { return today }
	return s
}

// checkRemoved checks that only the record of o-1 remains, and that its id stays used.
func checkRemoved(t *testing.T, s *Store, k Key) {
	t.Helper()
	err := s.Update(t.Context(), func(tx *Tx) error {
		if _, ok, err := tx.Orders.Get("o-1"); ok || err != nil {
			t.Errorf("Order(o-1) = %v, %v, want it gone", ok, err)
		}
		r, ok, err := tx.Orders.Removed("o-1")
		if err != nil || !ok || r.Key != k || r.State != RemovedReleased || r.By != "ann" || r.Profile != "prod" ||
			!r.At.Equal(today) {
			t.Errorf("Removed(o-1) = %+v, %v, %v, want a row", r, ok, err)
		}
		for _, name := range []string{"o-1", "o-other"} {
			if ids, err := tx.Orders.Named(name); err != nil || !slices.Equal(ids, []string{"o-1"}) {
				t.Errorf("Named(%s) = %v, %v, want o-1", name, ids, err)
			}
		}
		if known, err := tx.pruned("mwaaaaaaaa"); err != nil || !known {
			t.Errorf("Pruned(token) = %v, %v, want it known", known, err)
		}
		if fresh, err := tx.Orders.Add(Order{ID: "o-1", Key: k, Created: today}); err != nil || fresh {
			t.Errorf("Orders.Add(o-1) = %v, %v, want it refused: the id was used", fresh, err)
		}
		n, err := tx.Orders.Prune(today.AddDate(0, 0, -400))
		if n != 0 || err != nil {
			t.Errorf("Prune() again = %d, %v, want nothing to remove", n, err)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestPruneSaysHowItEnded removes orders that bought nothing.
func TestPruneSaysHowItEnded(t *testing.T) {
	t.Parallel()
	Each(t, func() time.Time { return today }, func(t *testing.T, o Options) {
		t.Helper()
		old := today.AddDate(-2, 0, 0)
		o.Now = func() time.Time { return old }
		s, err := Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		k := Key{Account: "acme", Product: "zenlayer-bmc"}
		err = s.Update(t.Context(), func(tx *Tx) error {
			for _, id := range []string{"no", "expired"} {
				if _, err := tx.Orders.Add(Order{ID: id, Key: k, Created: old}); err != nil {
					return err
				}
				if err := tx.Approvals.Ask(Approval{Order: id, Digest: "s", RequestedBy: "ann", TTL: time.Hour}); err != nil {
					return err
				}
			}
			_, err := tx.Approvals.Decide(Decision{
				Order: "no", Digest: "s", From: []ApprovalState{ApprovalPending},
				To: ApprovalDenied, By: "bob",
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		s.now = func() time.Time { return today }
		err = s.Update(t.Context(), func(tx *Tx) error {
			if n, err := tx.Orders.Prune(today.AddDate(-1, 0, 0)); n != 2 || err != nil {
				t.Errorf("Prune() = %d, %v, want 2", n, err)
			}
			for id, want := range map[string]RemovedState{"no": removedDenied, "expired": RemovedRejected} {
				if r, ok, err := tx.Orders.Removed(id); !ok || err != nil || r.State != want {
					t.Errorf("Removed(%s) = %+v, %v, %v, want %s", id, r, ok, err, want)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// TestMigrationKeepsRemovedIDs opens a journal in which an earlier version has removed an order: its id is used.
func TestMigrationKeepsRemovedIDs(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	all, err := steps("sqlite")
	if err != nil {
		t.Fatal(err)
	}
	db, err := connect(writerDSN(filepath.Join(dir, File)), 1)
	if err != nil {
		t.Fatal(err)
	}
	const before = 4
	for _, text := range append(slices.Clone(all[:before]),
		`insert into pruned(token, order_id, pruned_at) values ('mwa', 'o-1', 7), ('mwb', 'o-1', 9)`,
		`insert into meta(key, value) values ('schema', '4')`, `pragma user_version = 4`,
	) {
		if text == "" {
			continue
		}
		if _, err := db.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), Options{Dir: dir, Now: func() time.Time { return today }})
	if err != nil {
		t.Fatalf("Open() of schema %d = %v, want a store", before, err)
	}
	defer func() { _ = s.Close() }()
	err = s.Update(t.Context(), func(tx *Tx) error {
		if r, ok, err := tx.Orders.Removed("o-1"); !ok || err != nil || r.State != "" || !r.At.Equal(fromMillis(9)) {
			t.Errorf("Removed(o-1) = %+v, %v, %v, want it known, without a state", r, ok, err)
		}
		fresh, err := tx.Orders.Add(Order{ID: "o-1", Created: today})
		if fresh {
			t.Error("Orders.Add(o-1) = true, want it refused")
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// pruned reports whether the token is one of an order that was removed for its age.
func (s *Snapshot) pruned(token string) (bool, error) {
	var n int
	err := s.tx.QueryRowContext(s.ctx, `select count(*) from pruned where token = ?1`, token).Scan(&n)
	return n > 0, err
}
