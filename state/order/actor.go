package order

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// Actor is the person or program that does something.
type Actor struct {
	Name string // "" when it is not known
	Key  string // the SHA-256 fingerprint of the key that they signed in with; "" without sign-in
	// People binds them by role, profile and limits of their own. nil is for someone who runs the program themselves:
	// nothing binds them but what binds everybody.
	People People
	// Refusals limits the rows of the audit that say what was refused to them: false for one too many. leftOut is how
	// many were before it. nil sets no limit.
	Refusals func() (leftOut int, ok bool)
}

// People is who may do what, as it is today: it is asked again in the transaction that depends on the answer, and must
// not wait.
type People interface {
	// Person returns the person of the name; false when there is nobody of that name, who may do nothing.
	Person(name string) (policy.Person, bool)
	// Approval is how long another person's approval of n machines at q is valid; 0 when no approval is needed.
	Approval(profile string, q provider.Quote, n int) time.Duration
	// OneKey reports whether one key can sign in under both names: they may be one person.
	OneKey(one, other string) bool
}

func subject(o journal.Order) policy.Subject {
	return policy.Subject{ID: o.ID, Profile: policy.ProfileOf(o.Profile, o.Key.Account), By: o.By}
}

func (r rows) subject() policy.Subject {
	o := subject(r.order)
	if r.approval != nil {
		o.AskedBy = r.approval.RequestedBy
	}
	return o
}

// person is the person of the name as people have them today.
func (a Actor) person(name string) policy.Person {
	p, _ := a.People.Person(name)
	p.Name = cmp.Or(p.Name, name)
	return p
}

// may returns why they may not do something with an order; nil when they may.
func (a Actor) may(what policy.Action, o policy.Subject) error {
	if a.People == nil {
		return nil
	}
	err := a.person(a.Name).Check(what, o)
	d, ok := errors.AsType[*policy.Denied](err)
	switch {
	case ok && d.Why == policy.Unseen:
		return fmt.Errorf("%w: %s", ErrNotFound, o.ID)
	case ok && d.Why == policy.NotOwn && (what == policy.Approve || what == policy.Deny):
		return ErrOwn
	}
	return err
}

// lasts is how long another person's approval of the order is valid; 0 when no approval is needed.
func (a Actor) lasts(o policy.Subject, q provider.Quote, n int) time.Duration {
	if a.People == nil {
		return 0
	}
	return a.People.Approval(o.Profile, q, n)
}

// approves returns why someone may not, or may no longer, approve the order; nil when they may.
func (a Actor) approves(name string, o policy.Subject) error {
	if a.People == nil {
		return nil
	}
	if err := a.person(name).Check(policy.Approve, o); err != nil {
		return err
	}
	if a.People.OneKey(name, o.By) || a.People.OneKey(name, o.AskedBy) {
		return ErrOwnKey
	}
	return nil
}

// limits are those of their own orders; the limits per day count all orders in their name, on any host.
func (a Actor) limits() policy.Limits {
	if a.People == nil {
		return policy.Limits{}
	}
	return a.person(a.Name).Limits
}

// adopts reports whether they may assign machines to an order even when the vendor shows no evidence for it.
func (a Actor) adopts() bool { return a.People == nil || a.person(a.Name).Ever(policy.AdoptBeyond) }
