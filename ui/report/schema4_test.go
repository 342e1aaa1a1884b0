package report

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/journal/pgtest"
	"github.com/metalwright/metalwright/state/order"
)

// schema4 is a journal of the fourth schema, as a program of that time wrote it on the simulated cloud: orders of all
// three products, at every state in which that program could leave one. orders.json is what it said of them.
const schema4 = "testdata/schema4"

// TestOrdersOfSchema4 migrates the journal on either engine: of every order the program says all that the one which
// placed it said.
func TestOrdersOfSchema4(t *testing.T) {
	t.Parallel()
	server := &pgtest.Server{}
	t.Cleanup(func() {
		if err := server.Stop(); err != nil {
			t.Errorf("Stop() = %v, want nil", err)
		}
	})
	for name, load := range map[string]func(*testing.T, *pgtest.Server) journal.Options{
		"sqlite": loadSQLite, "postgres": loadPostgres,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := load(t, server)
			o.OwnClock = true
			o.Now = func() time.Time { return time.Date(2026, 11, 28, 15, 4, 0, 0, time.UTC) }
			store, err := journal.Open(t.Context(), o)
			if err != nil {
				t.Fatalf("Open() of schema 4 = %v, want nil", err)
			}
			t.Cleanup(func() { _ = store.Close() }) // it was only read
			sameOrders(t, order.New(order.Options{Store: store, Dir: t.TempDir(), Now: o.Now}))
			wholeAudit(t, store)
		})
	}
}

// sameOrders compares all orders with what was said of them.
func sameOrders(t *testing.T, orders *order.Service) {
	t.Helper()
	var want struct{ Orders []map[string]any }
	if err := json.Unmarshal([]byte(read(t, "orders.json")), &want); err != nil {
		t.Fatal(err)
	}
	views, err := orders.Views.Orders(t.Context())
	if err != nil || len(views) != len(want.Orders) {
		t.Fatalf("Orders() = %d orders, %v, want %d", len(views), err, len(want.Orders))
	}
	states := map[string]int{}
	for n, v := range views {
		text, err := json.Marshal(toOrder(v, true))
		if err != nil {
			t.Fatal(err)
		}
		var got any
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatal(err)
		}
		for _, d := range missing(v.Spec.Name, want.Orders[n], got) {
			t.Error(d)
		}
		for _, b := range v.Batches {
			states[string(b.State)]++
		}
	}
	for _, s := range []journal.State{
		journal.Intent, journal.Sent, journal.Ambiguous, journal.Accepted, journal.Rejected, journal.NotSent, journal.Closed,
	} {
		if states[string(s)] == 0 {
			t.Errorf("no batch is %s: the journal lacks an order of that kind", s)
		}
	}
}

// missing lists where got lacks what want has; it may have more.
func missing(at string, want, got any) []string {
	var all []string
	switch want := want.(type) {
	case map[string]any:
		is, _ := got.(map[string]any)
		for _, k := range slices.Sorted(maps.Keys(want)) {
			all = append(all, missing(at+"."+k, want[k], is[k])...)
		}
	case []any:
		is, _ := got.([]any)
		if len(is) != len(want) {
			return []string{fmt.Sprintf("%s has %d, want %d", at, len(is), len(want))}
		}
		for n := range want {
			all = append(all, missing(fmt.Sprintf("%s[%d]", at, n), want[n], is[n])...)
		}
	default:
		if got != want {
			return []string{fmt.Sprintf("%s = %v, want %v", at, got, want)}
		}
	}
	return all
}

// wholeAudit checks that the audit is as it was written.
func wholeAudit(t *testing.T, store *journal.Store) {
	t.Helper()
	rows := 0
	err := store.View(t.Context(), func(s *journal.Snapshot) error {
		_, err := s.Audit.Verify(journal.Head{}, func(journal.Entry) { rows++ })
		return err
	})
	if err != nil || rows == 0 {
		t.Errorf("Audit.Verify() = %v after %d rows, want nil after some", err, rows)
	}
}

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(schema4, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func loadSQLite(t *testing.T, _ *pgtest.Server) journal.Options {
	t.Helper()
	dir := t.TempDir()
	db, err := sql.Open("sqlite", filepath.Join(dir, journal.File))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"sqlite.sql", "rows.sql"} {
		if _, err := db.ExecContext(t.Context(), read(t, name)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return journal.Options{Dir: dir}
}

func loadPostgres(t *testing.T, server *pgtest.Server) journal.Options {
	t.Helper()
	server.Database(t) // starts it
	const schema = "metalwright_sim"
	server.Exec(t, read(t, "postgres.sql")+"set search_path = "+schema+";\n"+read(t, "rows.sql"))
	return journal.Options{Server: server.Of(t, "postgres:///postgres"), Schema: schema}
}
