package order

import (
	"cmp"
	"database/sql"
	"errors"
	"path/filepath"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5"
	_ "modernc.org/sqlite" // opens the file as another program does

	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/journal/pgtest"
)

// pointsOfBuying are where a purchase is written down and sent, and how many requests may be made when the database is
// no longer as it has to be from there on.
var pointsOfBuying = []struct {
	point    string
	requests int
}{
	{"before intent", 0},
	{"before sent", 0},
	{"after sent", 1}, // of two batches
	{"after answer", 1},
}

// spoilt buys three machines in two requests on a journal that is spoilt at the point.
func spoilt(t *testing.T, v *cloud, j journal.Options, point string, spoil func()) (*world, error) {
	t.Helper()
	var once sync.Once
	w := v.openOn(t, bmcID, j, newClock(start), func(o *Options) {
		o.Point = func(name string) {
			if name == point {
				once.Do(spoil)
			}
		}
	})
	_, err := place(t.Context(), w.As("ann"), w.confirmed(t, 3))
	w.running.sending.Wait()
	return w, err
}

// boughtUpTo checks how many requests there were, that what they bought is known, and that the order was refused for
// the reason if nothing of it was written down.
func (w records) boughtUpTo(t *testing.T, v *cloud, point string, requests int, err error, want journal.Reason) {
	t.Helper()
	if got := v.requests(); got != requests {
		t.Errorf("purchase requests = %d, want %d", got, requests)
	}
	e, _ := errors.AsType[*journal.Error](err)
	if point == "before intent" && (e == nil || e.Reason != want) || point != "before intent" && err != nil {
		t.Errorf("Place() = %v, want reason %s when nothing was written down, else nil", err, want)
	}
	for _, o := range w.orders(t) {
		for _, b := range o.Batches {
			if waits := b.State == BatchIntent || b.State == BatchSent; waits || b.Found != len(v.ledger(t).Machines) &&
				b.N == 1 {
				t.Errorf("batch %d is %s with %d machines, want the outcome of the request and its %d machines",
					b.N, b.State, b.Found, len(v.ledger(t).Machines))
			}
		}
	}
}

// TestServerChangesSettings switches off, under a running host, what makes the server keep what it confirms.
func TestServerChangesSettings(t *testing.T) { //nolint:tparallel // they change one server
	t.Parallel()
	var server pgtest.Server
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Errorf("Stop() = %v, want nil", err)
		}
	})
	for _, setting := range []struct{ name, bad string }{
		{"fsync", "off"}, {"full_page_writes", "off"}, {"synchronous_commit", "off"}, {"synchronous_commit", "local"},
	} {
		for _, c := range pointsOfBuying[:3] {
			t.Run(setting.name+" "+setting.bad+", "+c.point, func(t *testing.T) {
				v := newCloud(t)
				database := server.Database(t)
				w, err := spoilt(t, v, timeless(database), c.point, func() { server.Set(t, setting.name, setting.bad) })
				w.boughtUpTo(t, v, c.point, c.requests, err, journal.ReasonSettings)
				server.Set(t, setting.name, "on")
			})
		}
	}
}

// TestTablesBecomeNewer has a newer program change the tables under a running one: it buys nothing more, and what it
// has bought is written down.
func TestTablesBecomeNewer(t *testing.T) {
	t.Parallel()
	for _, c := range pointsOfBuying {
		t.Run("server, "+c.point, func(t *testing.T) {
			t.Parallel()
			v, j := newCloud(t), timeless(postgres.Database(t))
			w, err := spoilt(t, v, j, c.point, func() { newerServer(t, j) })
			w.boughtUpTo(t, v, c.point, c.requests, err, journal.ReasonNewer)
		})
		t.Run("file, "+c.point, func(t *testing.T) {
			t.Parallel()
			v, j := newCloud(t), journal.Options{Dir: t.TempDir()}
			w, err := spoilt(t, v, j, c.point, func() { newerFile(t, j.Dir) })
			w.boughtUpTo(t, v, c.point, c.requests, err, journal.ReasonNewer)
		})
	}
}

func newerServer(t *testing.T, j journal.Options) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), j.Server)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Exec(t.Context(), "update "+cmp.Or(j.Schema, "metalwright")+".meta set value = '999' where key = 'schema'")
	if err = errors.Join(err, c.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
}

func newerFile(t *testing.T, dir string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, journal.File))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.ExecContext(t.Context(), "pragma busy_timeout = 5000; pragma user_version = 999")
	if err = errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}
