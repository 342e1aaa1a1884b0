package order

import (
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// Actor is who does something, and what binds them beside what binds everybody. The zero value is somebody without a
// name who may not adopt machines that nothing speaks for.
type Actor struct {
	Name   string
	Key    string        // the SHA-256 fingerprint of the key that they signed in with; "" where nobody signs in
	Limits policy.Limits // of what they order; those of a day count what is in their name, on whatever host
	Rules  Rules         // nil: none
	// Adopts lets them say that machines are an order's although nothing at the vendor speaks for it.
	Adopts bool
}

// Subject is the order that rules are asked about.
type Subject struct {
	ID      ID
	Profile string
	Account string
	By      string // who placed it
	AskedBy string // who asks for a yes to it; "" when nobody does
}

// Rules are those of the day. They are asked in the transaction that depends on the answer and must not wait.
type Rules interface {
	// May says why they may not do with the order what they are about to, or may not any more; nil when they may.
	May(o Subject) error
	// Lasts is for how long a yes of somebody else to n machines at q holds; 0: none is needed.
	Lasts(o Subject, q provider.Quote, n int) time.Duration
	// Approves says why somebody may not say yes to the order, or may not any more; nil when they may.
	Approves(name string, o Subject) error
}

func subject(o journal.Order) Subject {
	return Subject{ID: ID(o.ID), Profile: o.Profile, Account: o.Key.Account, By: o.By}
}

func (r rows) subject() Subject {
	o := subject(r.order)
	if r.approval != nil {
		o.AskedBy = r.approval.AskedBy
	}
	return o
}

func (a Actor) may(o journal.Order) error {
	if a.Rules == nil {
		return nil
	}
	return a.Rules.May(subject(o))
}

func (a Actor) lasts(o Subject, q provider.Quote, n int) time.Duration {
	if a.Rules == nil {
		return 0
	}
	return a.Rules.Lasts(o, q, n)
}

func (a Actor) approves(name string, o Subject) error {
	if a.Rules == nil {
		return nil
	}
	return a.Rules.Approves(name, o)
}
