package order

import (
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// Actor is the person or program that does something, with the limits and rules that bind it in addition to those that
// bind everyone. The zero value has no name and may not adopt machines without evidence.
type Actor struct {
	Name   string
	Key    string        // the SHA-256 fingerprint of the key that they signed in with; "" without sign-in
	Limits policy.Limits // on their orders; the limits per day count all orders in their name, on any host
	Rules  Rules         // nil: no rules
	// Adopts allows assigning machines to an order even when the vendor shows no evidence for it.
	Adopts bool
	// Refusals limits the rows of the audit that say what was refused to them: false for one too many. leftOut is how many
	// were before it. nil sets no limit.
	Refusals func() (leftOut int, ok bool)
}

// Subject is the order that rules are asked about.
type Subject struct {
	ID      ID
	Profile string
	Account string
	By      string // who placed it
	AskedBy string // who asks for its approval; "" when no approval is asked for
}

// Rules are those of the day. They are asked in the transaction that depends on the answer and must not wait.
type Rules interface {
	// May returns why they may not, or may no longer, do something with the order; nil when they may. An order that they
	// do not see is [ErrNotFound].
	May(a policy.Action, o Subject) error
	// Lasts is how long another person's approval of n machines at q is valid; 0 when no approval is needed.
	Lasts(o Subject, q provider.Quote, n int) time.Duration
	// Approves returns why this person may not, or may no longer, approve the order; nil when they may.
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

func (a Actor) may(what policy.Action, o Subject) error {
	if a.Rules == nil {
		return nil
	}
	return a.Rules.May(what, o)
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
