package journal

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
)

var today = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// TestMigrationFromTheFirstSchema opens a journal of the first schema: it is backed up, and its orders are all there.
func TestMigrationFromTheFirstSchema(t *testing.T) {
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
	for _, text := range []string{
		all[0],
		`insert into orders(id, profile, account, product, spec, quote, quote_micros, currency, wanted, created_at,
			created_by)
			values ('o-1', 'default', 'acme', 'zenlayer-bmc', '{"count": 3}', '{"count": 3}', 9000000, 'USD', 3, 1, 'ann')`,
		`insert into batches(id, order_id, n, zone, account, product, token, name, first_no, wanted, state,
			created_at, changed_at)
			values ('b1', 'o-1', 1, 'SEL-A', 'acme', 'zenlayer-bmc', 'mwaaaaaaaa', 'web', 0, 2, 'closed', 1, 1)`,
		`pragma user_version = 1`,
	} {
		if _, err := db.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := Open(t.Context(), Options{Dir: dir, Now: func() time.Time { return today }})
	if err != nil {
		t.Fatalf("Open() of the first schema = %v, want a store", err)
	}
	defer func() { _ = s.Close() }()
	err = s.View(t.Context(), func(j *Snapshot) error {
		b, ok, err := j.Batches.ByToken("mwaaaaaaaa")
		if want := provider.Amount(6, "USD"); !ok || b.Cost != want || len(b.Evidence.Machines) != 0 {
			t.Errorf("Batches.ByToken(mwaaaaaaaa) = cost %v, %v, want %v", b.Cost, ok, want)
		}
		return err
	})
	if err != nil {
		t.Errorf("View() = %v, want nil", err)
	}
	if at, err := s.Backups().Last(); err != nil || !at.Equal(today) {
		t.Errorf("Backups.Last() = %v, %v, want one from before the migration", at, err)
	}
}

// stocked is a journal with one order per state, all of them old.
func stocked(t *testing.T, o Options) *Store {
	t.Helper()
	o.Now = func() time.Time { return today.AddDate(-2, 0, 0) }
	s, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	k := Key{Account: "acme", Product: "zenlayer-bmc"}
	err = s.Update(t.Context(), func(tx *Tx) error {
		for _, state := range States() {
			id := string(state)
			o := Order{ID: id, Profile: id, Key: k, Created: today.AddDate(-2, 0, 0), Spec: provider.Spec{Count: 2}}
			if _, err := tx.Orders.Add(o); err != nil {
				return err
			}
			b := Batch{ID: id, Order: id, N: 1, Key: k, Token: id, Wanted: 2, Cost: provider.Amount(4, "USD")}
			if err := tx.Batches.Add(b); err != nil {
				return err
			}
			if _, err := tx.Batches.Move(id, []State{Intent}, state, "", Patch{}); err != nil {
				return err
			}
			i := Instance{
				Instance: provider.Instance{ID: provider.InstanceID(id), Status: provider.StatusRunning},
				Key:      k, Batch: id,
			}
			if state == Closed || state == Accepted {
				if _, err := tx.Instances.Put(i); err != nil {
					return err
				}
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

func TestPruneKeepsWhatIsOpen(t *testing.T) {
	t.Parallel()
	Each(t, func() time.Time { return today }, func(t *testing.T, o Options) {
		t.Helper()
		s := stocked(t, o)
		prune := func(before time.Time) (n int) {
			t.Helper()
			err := s.Update(t.Context(), func(tx *Tx) (err error) {
				n, err = tx.Orders.Prune(before)
				return err
			})
			if err != nil {
				t.Fatalf("Prune() = %v, want nil", err)
			}
			return n
		}
		if got := prune(today.AddDate(-3, 0, 0)); got != 0 {
			t.Errorf("Prune() of what is older than three years = %d, want none", got)
		}
		if got := prune(today.AddDate(-1, 0, 0)); got != 2 {
			t.Errorf("Prune() of what is older than a year = %d, want 2: rejected and not sent", got)
		}
		err := s.View(t.Context(), func(j *Snapshot) error {
			orders, err := j.Orders.List()
			if err != nil {
				return err
			}
			var left []string
			for _, o := range orders {
				left = append(left, o.ID)
			}
			if got, want := strings.Join(left, " "), "accepted ambiguous closed intent sent unresolved"; got != want {
				t.Errorf("orders left = %q, want %q", got, want)
			}
			for token, want := range map[string]bool{"closed": false, "rejected": true, "accepted": false} {
				if got, err := j.pruned(token); err != nil || got != want {
					t.Errorf("Pruned(%s) = %v, %v, want %v", token, got, err, want)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestBought(t *testing.T) {
	t.Parallel()
	Each(t, func() time.Time { return today }, func(t *testing.T, o Options) {
		t.Helper()
		s := stocked(t, o)
		day := today.AddDate(-2, 0, 0).Truncate(24 * time.Hour)
		err := s.Update(t.Context(), func(j *Tx) error {
			for _, c := range []struct {
				name  string
				since time.Time
				want  int64 // USD
			}{
				{"the day", day, 24}, // all but rejected and not sent
				{"the day before", day.Add(-24 * time.Hour), 0},
				{"the day after", day.Add(24 * time.Hour), 0},
			} {
				got, err := j.Bought(Scope{Since: c.since, Until: c.since.Add(24 * time.Hour)})
				if err != nil || got.Money["USD"].Micros != c.want*1e6 || got.Unknown || got.Machines*2 != int(c.want) {
					t.Errorf("Bought(%s) = %+v, %v, want %d USD", c.name, got, err, c.want)
				}
			}
			for order, want := range map[string]int64{"closed": 4, "rejected": 0, "unresolved": 4, "none": 0} {
				if got, err := j.Bought(Scope{Order: order}); err != nil || got.Money["USD"].Micros != want*1e6 {
					t.Errorf("Bought(%s) = %+v, %v, want %d USD", order, got, err, want)
				}
				if got, err := j.Bought(Scope{Profile: order}); err != nil || got.Money["USD"].Micros != want*1e6 {
					t.Errorf("Bought(profile %s) = %+v, %v, want %d USD", order, got, err, want)
				}
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// TestReleaseIsNotOverwritten has a poll's answer come after a person has asked to give the machine back.
func TestReleaseIsNotOverwritten(t *testing.T) {
	t.Parallel()
	Each(t, func() time.Time { return today }, func(t *testing.T, o Options) {
		t.Helper()
		s := stocked(t, o)
		k := Key{Account: "acme", Product: "zenlayer-bmc"}
		err := s.Update(t.Context(), func(tx *Tx) error {
			before, err := tx.Instances.InBatch("closed")
			if err != nil {
				return err
			}
			if _, _, err := tx.Instances.AskRelease(k, []provider.InstanceID{"closed"}); err != nil {
				return err
			}
			if _, err := tx.Instances.Put(before[0]); err != nil {
				return err
			}
			after, err := tx.Instances.InBatch("closed")
			if err != nil || !after[0].ReleaseAt.Equal(today) || !after[0].CheckAt.Equal(today) {
				t.Errorf("Instances.InBatch() = %+v, %v, want the release, and its check, kept", after, err)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// TestClampDue writes with a clock that is a year ahead.
func TestClampDue(t *testing.T) {
	t.Parallel()
	Each(t, func() time.Time { return today }, func(t *testing.T, o Options) {
		t.Helper()
		s := stocked(t, o)
		k := Key{Account: "acme", Product: "zenlayer-bmc"}
		ahead := today.AddDate(1, 0, 0)
		latest := Times{
			Deadline: today.Add(1 * time.Minute), Settle: today.Add(2 * time.Minute), Look: today.Add(3 * time.Minute),
			Poll: today.Add(4 * time.Minute), Check: today.Add(5 * time.Minute),
		}
		err := s.Update(t.Context(), func(tx *Tx) error {
			for _, id := range []string{"ambiguous", "rejected"} {
				if err := tx.Batches.Change(id, Patch{Deadline: &ahead, SettleAt: &ahead, LookAt: &ahead}); err != nil {
					return err
				}
			}
			if err := tx.Watches.Put(Watch{Key: k, Polled: ahead, Next: ahead}); err != nil {
				return err
			}
			if err := tx.ClampDue(k, latest); err != nil {
				return err
			}
			open, _, err := tx.Batches.Get("ambiguous")
			if err != nil || !open.Deadline.Equal(latest.Deadline) || !open.SettleAt.Equal(latest.Settle) ||
				!open.LookAt.Equal(latest.Look) {
				t.Errorf("Batch(ambiguous) = %+v, %v, want its times within %+v", open, err, latest)
			}
			closed, _, err := tx.Batches.Get("rejected")
			if err != nil || !closed.LookAt.Equal(ahead) {
				t.Errorf("Batch(rejected) looks at %v, %v, want it as it was", closed.LookAt, err)
			}
			w, err := tx.Watches.Get(k)
			if err != nil || !w.Polled.Equal(today) || !w.Next.Equal(latest.Poll) {
				t.Errorf("Watch() = %+v, %v, want it within %+v", w, err, latest)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	})
}

// TestBackupIsWholeOrAbsent leaves what an interrupted backup leaves, and makes the next one.
func TestBackupIsWholeOrAbsent(t *testing.T) {
	t.Parallel()
	s := stocked(t, Options{Dir: t.TempDir()})
	dir := filepath.Dir(s.path)
	left := filepath.Join(dir, "journal-20261119T000000.000Z.db.partial")
	other := filepath.Join(dir, "journal-of-someone.db")
	for _, path := range []string{left, other} {
		if err := os.WriteFile(path, []byte("half"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if at, err := s.Backups().Last(); err != nil || !at.IsZero() {
		t.Errorf("Backups.Last() = %v, %v, want none", at, err)
	}
	path, err := s.Backups().Make(t.Context(), 7)
	if err != nil {
		t.Fatalf("Backup() = %v, want nil", err)
	}
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("Stat(%s) = %v, want it gone", left, err)
	}
	if _, err := os.Stat(other); err != nil {
		t.Errorf("Stat(%s) = %v, want it kept", other, err)
	}
	if n := count(t, path); n != len(States()) {
		t.Errorf("orders in the backup = %d, want %d", n, len(States()))
	}
}

func count(t *testing.T, path string) (n int) {
	t.Helper()
	db, err := connect(readerDSN(path), 1)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if err := db.QueryRowContext(t.Context(), "select count(*) from orders").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}
