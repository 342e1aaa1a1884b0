package order

import (
	"cmp"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/journal/pgtest"
)

// postgres is the server of all tests here; the first one that needs it starts it.
var postgres pgtest.Server

// timeless is a journal on the server for a clock that is moved by hand.
func timeless(database string) journal.Options {
	return journal.Options{Server: database, Lease: 365 * 24 * time.Hour, OwnClock: true}
}

// free ends all leases, whoever is dead and had them.
func free(t *testing.T, j journal.Options) {
	t.Helper()
	c, err := pgx.Connect(t.Context(), j.Server)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.Exec(t.Context(), "delete from "+cmp.Or(j.Schema, "metalwright")+".leases"); err != nil {
		t.Fatal(err)
	}
	if err := c.Close(t.Context()); err != nil {
		t.Error(err)
	}
}
