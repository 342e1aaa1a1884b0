package serve

import (
	"errors"
	"fmt"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/step"
)

// said words what a limit or a rule of the person's does not allow, as a refusal; any other error stays.
func (d *authorizedOrders) said(err error) error {
	if errors.Is(err, order.ErrUncovered) {
		return d.refuse("serve.no_approval")
	}
	r, ok := errors.AsType[*policy.Refusal](err)
	if !ok || !r.Person {
		return err
	}
	return &Refusal{Limit: true, text: step.Limit(d.text, r)}
}

// rules are those of the day, as the files have them, for one person.
type rules struct{ orders *authorizedOrders }

var _ order.Rules = rules{}

// actor is the person, bound by the rules of the day and by limits of their own.
func (d *authorizedOrders) actor() order.Actor {
	p, _ := d.server.opt.Access.Person(d.user) // who is nobody any more is refused by the rules
	return order.Actor{
		Name: d.user, Key: d.key, Limits: p.Limits, Rules: rules{d}, Adopts: p.Ever(policy.AdoptBeyond),
		Refusals: func() (int, bool) { return d.server.admit(d.user) },
	}
}

// May says why the person may not do the action with an order; nil when they may. One that they do not see is not
// there.
func (r rules) May(a policy.Action, o order.Subject) error {
	p, err := r.orders.person()
	profile := policy.ProfileOf(o.Profile, o.Account)
	switch {
	case err != nil:
		return err
	case a != policy.Order && !p.Sees(profile, o.By):
		return fmt.Errorf("%w: %s", order.ErrNotFound, o.ID)
	case !p.May(a, o.By):
		return r.orders.forbidden(p, a, o.By)
	case !p.Uses(profile):
		return r.orders.refuse("serve.no_profile", "Profile", profile)
	case a == policy.AcceptQuote && o.AskedBy != "" && o.AskedBy != p.Name: // who asked for a yes asks again
		return r.orders.refuse("serve.not_own", "Name", o.AskedBy)
	}
	return nil
}

// Lasts is for how long a yes to n machines at q holds; 0: none is needed.
func (r rules) Lasts(o order.Subject, q provider.Quote, n int) time.Duration {
	return r.orders.server.opt.Access.Approval(policy.ProfileOf(o.Profile, o.Account), q, n)
}

// Approves says why somebody may not say yes to the order; nil when they may. Who could sign in with a key of who asks
// may be the same.
func (r rules) Approves(name string, o order.Subject) error {
	access := r.orders.server.opt.Access
	p, known := access.Person(name)
	switch {
	case !known || !p.Sees(policy.ProfileOf(o.Profile, o.Account), o.By):
		return r.orders.refuse("serve.nobody", "Name", name)
	case !p.May(policy.Approve, o.By):
		return r.orders.forbidden(p, policy.Approve, o.By)
	case access.shared(name, o.By) || access.shared(name, o.AskedBy):
		return order.ErrOwnKey
	}
	return nil
}

// forbidden is the refusal of what the person's role does not allow, with an order of by's.
func (d *authorizedOrders) forbidden(p config.Person, a policy.Action, by string) error {
	switch {
	case a == policy.Approve || a == policy.Deny:
		if p.Ever(a) {
			return order.ErrOwn
		}
		return d.refuse("serve.no_verdict", "Role", d.roles(p))
	case a == policy.Order || a == policy.Price:
		return d.refuse("serve.no_order", "Role", d.roles(p))
	case !p.Ever(a):
		return d.refuse("serve.no_decision", "Role", d.roles(p))
	}
	return d.refuse("serve.not_own", "Name", by)
}
