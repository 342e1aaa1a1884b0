package step

import (
	"context"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
)

// StartKind is what an order begins with.
type StartKind string

// The kinds.
const (
	StartDraft    StartKind = "draft"    // answers of an order that was not placed
	StartTemplate StartKind = "template" // an order file
	StartOrder    StartKind = "order"    // an order that was placed
	StartTour     StartKind = "tour"     // no order: a guided tour
	StartKeys     StartKind = "keys"     // no order: where keys are looked for
)

// Start is something that an order can begin with, in place of a product alone.
type Start struct {
	Kind  StartKind
	Name  string       // of a template its file, of an order its id
	At    time.Time    // of a draft its latest answer, of an order when it was placed
	Since time.Time    // of a draft that another session has open, when it was opened
	Word  order.Status // what came of an order
	Draft Draft
	// Open returns Draft with what is read only when it is wanted, such as secrets. nil: Draft is all.
	Open func() (Draft, error)
	// Drop forgets it; nil: it stays.
	Drop func(context.Context)
	Why  string // why it cannot be chosen, in words; "" when it can
}

// Like is what a draft began with, to compare its answers with.
type Like struct {
	Name   string         // of the order or the file
	Spec   provider.Spec  // its answers; those that are not there are not compared
	Quote  provider.Quote // what it cost; the zero value is not known
	Script bool           // it had a start script, which is kept nowhere
	Placed bool           // it was an order, and not a file
}

// Begin says that the order begins with the answers of Start.
type Begin struct{ Start Start }

func (Begin) move() {}

// Since is when something began: the time of day alone where that was today.
func (e *Env) Since(t time.Time) string {
	t, now := t.UTC(), e.Now().UTC()
	if t.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return t.Format("15:04")
	}
	return t.Format("2006-01-02 15:04")
}
