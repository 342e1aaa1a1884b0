package journal

import (
	"database/sql"
	"time"
)

// LaterState is how far the release of an order at a time has come.
type LaterState string

// The states. The zero value is that it is to come.
const (
	LaterStarted LaterState = "started" // requests may be on their way
	LaterHeld    LaterState = "held"    // it was not made: a person decides
	LaterDone    LaterState = "done"
)

// Later is the release of an order at a time.
type Later struct {
	Order   string
	At      time.Time
	By      string // who wants it; "" when it is not known
	Set     time.Time
	State   LaterState
	Owner   string    // the program that has started it
	Started time.Time // zero before
	Why     string    // why it is held
	Bound   bool      // who wants it was signed in, so that the rules for people bind them
	Changes int       // decisions about the order when it was set
}

// Releases reads what is to be released at a time.
type Releases struct{ *reader }

// ReleaseWriter reads and changes what is to be released at a time.
type ReleaseWriter struct {
	Releases
	*change
}

const laterColumns = `order_id, at, asked_by, set_at, state, owner, started_at, why, bound, changes`

func scanLater(r *sql.Rows) (Later, error) {
	var (
		l                Later
		at, set, started int64
		bound            int
	)
	err := r.Scan(&l.Order, &at, &l.By, &set, &l.State, &l.Owner, &started, &l.Why, &bound, &l.Changes)
	l.Bound = bound != 0
	l.At, l.Set, l.Started = fromMillis(at), fromMillis(set), fromMillis(started)
	return l, err
}

// Get returns when an order is to be released; false when that is not planned.
func (s Releases) Get(order string) (Later, bool, error) {
	return first(query(s.reader, scanLater, `select `+laterColumns+` from later where order_id = ?1`, order))
}

// List returns those of all orders, the next one first.
func (s Releases) List() ([]Later, error) {
	return query(s.reader, scanLater, `select `+laterColumns+` from later order by at, order_id`)
}

// Put writes when an order is to be released, or what came of it, in place of what there was.
func (t ReleaseWriter) Put(l Later) error {
	_, err := t.exec(`insert into later(`+laterColumns+`) values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
		on conflict (order_id) do update set at = excluded.at, asked_by = excluded.asked_by, set_at = excluded.set_at,
			state = excluded.state, owner = excluded.owner, started_at = excluded.started_at, why = excluded.why,
			bound = excluded.bound, changes = excluded.changes`,
		l.Order, millis(l.At), l.By, millis(l.Set), l.State, l.Owner, millis(l.Started), l.Why, number(l.Bound), l.Changes)
	return err
}

// Delete lets an order run on.
func (t ReleaseWriter) Delete(order string) error {
	_, err := t.exec(`delete from later where order_id = ?1`, order)
	return err
}
