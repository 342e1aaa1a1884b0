package journal

import (
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/metalwright/metalwright/state/journal/pgtest"
)

// postgres is the server of all tests here; the first one that needs it starts it.
var postgres pgtest.Server

func TestMain(m *testing.M) {
	m.Run()
	if err := postgres.Stop(); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

// Engine is one of the databases that a journal may be kept in.
type Engine struct {
	Name string
	// New returns the options of a journal that does not exist yet.
	New func(t *testing.T, now func() time.Time) Options
}

// Engines are all of them.
func Engines() []Engine {
	return []Engine{
		{"sqlite", func(t *testing.T, now func() time.Time) Options {
			t.Helper()
			return Options{Dir: t.TempDir(), Now: now}
		}},
		{"postgres", func(t *testing.T, now func() time.Time) Options {
			t.Helper()
			return Options{Server: postgres.Database(t), Now: now, OwnClock: true}
		}},
	}
}

// Restored returns the URL of a new database with what pg_dump writes of another one.
func Restored(t *testing.T, database string) string {
	t.Helper()
	return postgres.Restored(t, database)
}

// Each runs the test on a new journal of each engine.
func Each(t *testing.T, now func() time.Time, test func(t *testing.T, o Options)) {
	t.Helper()
	for _, e := range Engines() {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			test(t, e.New(t, now))
		})
	}
}

// newServer is a server of the test's own, which it may restart.
func newServer(t *testing.T) *pgtest.Server {
	t.Helper()
	own := &pgtest.Server{}
	t.Cleanup(func() {
		if err := own.Stop(); err != nil {
			t.Errorf("Stop() = %v, want nil", err)
		}
	})
	return own
}
