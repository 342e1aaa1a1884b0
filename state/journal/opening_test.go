package journal_test

import (
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"modernc.org/sqlite"

	"github.com/metalwright/metalwright/state/journal"
)

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	write := func(t *testing.T, dir, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, journal.File), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(t *testing.T, dir, statement string) {
		t.Helper()
		c, err := sqlite.NewConnector("file:" + filepath.Join(dir, journal.File))
		if err != nil {
			t.Fatal(err)
		}
		db := sql.OpenDB(c)
		if _, err := db.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		name string
		make func(t *testing.T, dir string)
		want journal.Reason
	}{
		{"no database", func(t *testing.T, dir string) {
			t.Helper()
			write(t, dir, strings.Repeat("this is not a database. ", 100))
		}, journal.ReasonCorrupt},
		{"cut short", func(t *testing.T, dir string) {
			t.Helper()
			s, err := journal.Open(t.Context(), options(dir))
			if err != nil {
				t.Fatal(err)
			}
			place(t, s)
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			st, err := os.Stat(s.Path())
			if err != nil {
				t.Fatal(err)
			}
			if err := os.Truncate(s.Path(), st.Size()/2); err != nil {
				t.Fatal(err)
			}
		}, journal.ReasonCorrupt},
		{
			"another program's", func(t *testing.T, dir string) { t.Helper(); run(t, dir, "create table x(a)") },
			journal.ReasonCorrupt,
		},
		{
			"newer", func(t *testing.T, dir string) { t.Helper(); run(t, dir, "pragma user_version = 999") },
			journal.ReasonNewer,
		},
		{"read-only directory", func(t *testing.T, dir string) {
			t.Helper()
			if err := os.Chmod(dir, 0o500); err != nil {
				t.Fatal(err)
			}
		}, journal.ReasonReadOnly},
		{"read-only file", func(t *testing.T, dir string) {
			t.Helper()
			write(t, dir, "")
			if err := os.Chmod(filepath.Join(dir, journal.File), 0o400); err != nil {
				t.Fatal(err)
			}
		}, journal.ReasonReadOnly},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			c.make(t, dir)
			_, err := journal.Open(t.Context(), options(dir))
			if got := reason(err); got != c.want {
				t.Errorf("Open() = %v (reason %q), want reason %q", err, got, c.want)
			}
		})
	}
}

// TestEmptiedWhileOpen reads a journal whose tables another program took away after it was opened, as when its file is
// cut to nothing: it is damaged.
func TestEmptiedWhileOpen(t *testing.T) {
	t.Parallel()
	for _, statement := range []string{"drop table orders", "alter table orders drop column script_sha256"} {
		t.Run(statement, func(t *testing.T) {
			t.Parallel()
			s, err := journal.Open(t.Context(), options(t.TempDir()))
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			place(t, s)
			c, err := sqlite.NewConnector("file:" + s.Path() + "?_pragma=foreign_keys(0)")
			if err != nil {
				t.Fatal(err)
			}
			db := sql.OpenDB(c)
			defer func() { _ = db.Close() }()
			if _, err := db.ExecContext(t.Context(), statement); err != nil {
				t.Fatal(err)
			}
			err = s.View(t.Context(), func(v *journal.Snapshot) error {
				_, err := v.Orders.List()
				return err
			})
			if reason(err) != journal.ReasonCorrupt {
				t.Errorf("View() = %v (reason %q), want reason %q", err, reason(err), journal.ReasonCorrupt)
			}
		})
	}
}

func TestOpenReader(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o journal.Options) {
		t.Helper()
		if _, err := journal.OpenReader(t.Context(), o); reason(err) != journal.ReasonMissing {
			t.Errorf("OpenReader() of nothing = %v, want reason missing", err)
		}
		place(t, open(t, o))
		r, err := journal.OpenReader(t.Context(), o)
		if err != nil {
			t.Fatalf("OpenReader() = %v, want a store", err)
		}
		defer func() { _ = r.Close() }()
		view(t, r, func(v *journal.Snapshot) error {
			orders, err := v.Orders.List()
			if len(orders) != 1 {
				t.Errorf("Orders() = %d, want 1", len(orders))
			}
			return err
		})
		err = r.Update(t.Context(), func(*journal.Tx) error { return nil })
		if reason(err) != journal.ReasonReader {
			t.Errorf("Update() of a reader = %v, want reason reader", err)
		}
	})
}

func TestRemovedWhileOpen(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := open(t, options(dir))
	if err := os.Rename(filepath.Join(dir, journal.File), filepath.Join(dir, "gone")); err != nil {
		t.Fatal(err)
	}
	err := s.Update(t.Context(), func(*journal.Tx) error { return nil })
	if reason(err) != journal.ReasonMissing {
		t.Errorf("Update() after the file was removed = %v, want reason missing", err)
	}
	err = s.View(t.Context(), func(*journal.Snapshot) error { return nil })
	if reason(err) != journal.ReasonMissing {
		t.Errorf("View() after the file was removed = %v, want reason missing", err)
	}
}

func TestTwoProgramsSeeEachOther(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o journal.Options) {
		t.Helper()
		a := open(t, o)
		tick := make(chan time.Time)
		o.Tick = tick
		b, err := journal.Open(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = b.Close() }()
		changes, done := b.Changes()
		defer done()
		place(t, a)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		for woken := false; !woken; {
			select {
			case tick <- at:
			case <-changes:
				woken = true
			case <-ctx.Done():
				t.Fatal("the other program's change was not seen")
			}
		}
		view(t, b, func(v *journal.Snapshot) error {
			orders, err := v.Orders.List()
			if len(orders) != 1 {
				t.Errorf("Orders() = %d, want 1", len(orders))
			}
			return err
		})
	})
}

// TestWritesWake wants a change of another program to be seen without a clock that says when to look.
func TestWritesWake(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o journal.Options) {
		t.Helper()
		a, b := open(t, o), open(t, o)
		changes, done := b.Changes()
		defer done()
		place(t, a)
		select {
		case <-changes:
		case <-time.After(10 * time.Second): // sooner than it is looked at anyway
			t.Error("the other program's change was not seen")
		}
	})
}

func TestManyOpenAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, o journal.Options) {
		t.Helper()
		errs := make(chan error)
		for range 8 {
			go func() {
				s, err := journal.Open(t.Context(), o)
				if err == nil {
					err = s.Close()
				}
				errs <- err
			}()
		}
		for range 8 {
			if err := <-errs; err != nil {
				t.Errorf("Open() = %v, want nil", err)
			}
		}
	})
}
