package serve

import (
	"errors"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/step"
)

// said words what a limit or a rule of the person's does not allow, as a refusal; any other error stays.
func (d *authorizedOrders) said(err error) error {
	if errors.Is(err, order.ErrUncovered) {
		return d.refuse("serve.no_approval")
	}
	if denied, ok := errors.AsType[*policy.Denied](err); ok {
		return d.denied(denied)
	}
	r, ok := errors.AsType[*policy.Refusal](err)
	if !ok || !r.Person {
		return err
	}
	return &Refusal{Limit: true, text: step.Limit(d.text, r)}
}

// actor is the person, bound by what the files say.
func (d *authorizedOrders) actor() order.Actor {
	return order.Actor{
		Name: d.user, Key: d.key, People: d.server.opt.Access,
		Refusals: func() (int, bool) { return d.server.admit(d.user) },
	}
}

// denied words what the person may not do.
func (d *authorizedOrders) denied(e *policy.Denied) error {
	switch e.Why {
	case policy.ByProfile:
		return d.refuse("serve.no_profile", "Profile", e.Profile)
	case policy.NotOwn:
		return d.refuse("serve.not_own", "Name", e.Of)
	case policy.Stranger, policy.Unseen:
		return d.refuse("serve.nobody", "Name", e.Person.Name)
	case policy.ByRole:
	}
	switch e.Action { //nolint:exhaustive // the others are decisions about an order
	case policy.Approve, policy.Deny:
		return d.refuse("serve.no_verdict", "Role", d.roles(e.Person))
	case policy.Order, policy.Price:
		return d.refuse("serve.no_order", "Role", d.roles(e.Person))
	}
	return d.refuse("serve.no_decision", "Role", d.roles(e.Person))
}
