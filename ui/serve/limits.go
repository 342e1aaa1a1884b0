package serve

import (
	"context"
	"errors"

	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/step"
)

// said words what a limit of the person's does not allow, as a refusal; any other error stays.
func (d *desk) said(err error) error {
	r, ok := errors.AsType[*policy.Refusal](err)
	if !ok || !r.Person {
		return err
	}
	return &Refusal{Limit: true, text: step.Limit(d.text, r)}
}

// covered reports why more of an order may not be bought without somebody else's yes, nil when it may: the order is below what
// needs one, or what was said yes to is no less, and the yes holds.
func (d *desk) covered(v order.View) error {
	if d.server.opt.Access.Approval(ProfileOf(v.Profile, v.Account), v.Quote, v.Wanted) == 0 {
		return nil
	}
	if a := v.Approval; a != nil && a.State == order.AskedUsed && d.server.opt.Now().Before(a.Expires) {
		return nil
	}
	return d.refuse("serve.no_approval")
}

// buys buys more of an order, within the limits of the person and of what was approved.
func (d *desk) buys(ctx context.Context, what string, id order.ID, machines func(order.View) int, do func(step.Orders) error) error {
	p, _, err := d.deciding(ctx, id)
	if err != nil {
		return d.refused(ctx, what, id, err)
	}
	v, err := d.server.opt.Orders.Order(ctx, id) // not the hub's: it may be a moment behind
	if err != nil {
		return err
	}
	if !p.Uses(ProfileOf(v.Profile, v.Account)) {
		return d.refused(ctx, what, id, d.refuse("serve.no_profile", "Profile", ProfileOf(v.Profile, v.Account)))
	}
	if n := machines(v); n > 0 { // otherwise the journal says why there is nothing to buy
		if err := d.covered(v); err != nil {
			return d.refused(ctx, what, id, err)
		}
	}
	return d.did(what, id, d.said(do(d.buyer(p))))
}

// Send sends an order that somebody else has approved, within the limits of the person.
func (d *desk) Send(ctx context.Context, id order.ID, s order.Dispatch) error {
	p, _, err := d.deciding(ctx, id)
	if err != nil {
		return d.refused(ctx, "send", id, err)
	}
	return d.did("send", id, d.said(d.buyer(p).Send(ctx, id, s)))
}

// Decide says yes or no to an order of somebody else's.
func (d *desk) Decide(ctx context.Context, id order.ID, v order.Verdict) error {
	what := "deny"
	if v.Yes {
		what = "approve"
	}
	p, err := d.person()
	if err != nil {
		return d.refused(ctx, what, id, err)
	}
	if _, err := d.Order(ctx, id); err != nil {
		return err
	}
	if !p.Has(config.RoleApprover) {
		return d.refused(ctx, what, id, d.refuse("serve.no_verdict", "Role", d.roles(p)))
	}
	if err := d.did(what, id, d.mine().Decide(ctx, id, v)); err != nil {
		return err
	}
	d.server.opt.Asked(id)
	return nil
}
