package serve

import (
	"context"
	"errors"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/order"
)

// purchase is what somebody wants to buy, be it a new order or more of one that there is.
type purchase struct {
	quote    provider.Quote // of the whole order
	machines int
	order    bool     // it is a new order
	id       order.ID // an order that is counted already, and this is it; "" for none
}

// due is what the purchase costs.
func (b purchase) due() provider.Quote {
	b.quote.Count = b.machines
	return b.quote
}

// within holds a purchase against its person's limits, before the vendor is asked for anything. What is bought with the context
// that it returns is held against them once more where it is written down: no other purchase of the person's, in whatever
// session on whatever host, can take what is left for this one.
func (d *desk) within(ctx context.Context, p config.Person, b purchase) (context.Context, error) {
	all, err := d.server.opt.Orders.Orders(ctx) // not the hub's: it may be a moment behind
	if err != nil {
		return ctx, err
	}
	allow := func(all []order.View) error { return d.allow(p, b, all) }
	return order.Within(ctx, allow), allow(all)
}

// allow is nil when the person may buy b, after all that was ordered.
func (d *desk) allow(p config.Person, b purchase, all []order.View) error {
	n, spent := d.today(b, all)
	if b.order && p.PerDay > 0 && n >= p.PerDay {
		return d.limit("serve.limit_orders", "Limit", p.PerDay)
	}
	var e *config.LimitError
	if err := p.Limits.Check(b.due(), b.machines, spent); !errors.As(err, &e) {
		return err
	}
	switch e.Name {
	case config.LimitInstances:
		return d.limit("serve.limit_instances", "Limit", e.MostCount, "Got", e.GotCount)
	case config.LimitPerDay:
		return d.limit("serve.limit_day", "Limit", e.Most.String(), "Got", e.Got.String())
	default:
		return d.limit("serve.limit_price", "Limit", e.Most.String(), "Got", e.Got.String())
	}
}

// today is how many orders of the person were sent, or wait to be, on this UTC day, and what was bought for them on it. What
// was refused does not count.
func (d *desk) today(b purchase, all []order.View) (n int, spent provider.Money) {
	day := d.server.opt.Now().UTC().Truncate(24 * time.Hour)
	spent.Currency = b.quote.Month.Currency
	for _, v := range all {
		if v.By != d.user || v.ID == b.id {
			continue
		}
		cost, begun := bought(v, day)
		if begun {
			n++
		}
		if cost.Currency == spent.Currency {
			spent.Micros += cost.Micros
		}
	}
	return n, spent
}

// bought is what was bought for an order from day on, or is about to be, and whether the order was sent, or asked for, since
// then.
func bought(v order.View, day time.Time) (cost provider.Money, begun bool) {
	if v.Word == order.Waiting {
		if v.Created.Before(day) {
			return cost, false
		}
		cost, _ = v.Quote.Due()
		return cost, true
	}
	claimed := 0
	for _, b := range v.Batches {
		if b.State == order.BatchRejected || b.State == order.BatchNotSent || b.State == order.BatchClosed && b.Found == 0 {
			continue
		}
		claimed += b.Wanted
		if !b.Created.Before(day) {
			cost, _ = cost.Plus(b.Cost)
			begun = !v.Batches[0].Created.Before(day)
		}
	}
	if v.Word == order.Sending { // its other requests are not written down yet
		rest := v.Quote
		rest.Count = max(v.Wanted-claimed, 0)
		due, _ := rest.Due()
		cost, _ = cost.Plus(due)
	}
	return cost, begun
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
func (d *desk) buys(ctx context.Context, what string, id order.ID, machines func(order.View) int, do func(context.Context) error) error {
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
		if ctx, err = d.within(ctx, p, purchase{quote: v.Quote, machines: n}); err != nil {
			return d.refused(ctx, what, id, err)
		}
	}
	return d.did(what, id, do(ctx))
}

// Send sends an order that somebody else has approved, within the limits of the person.
func (d *desk) Send(ctx context.Context, id order.ID, s order.Dispatch) error {
	p, v, err := d.deciding(ctx, id)
	if err != nil {
		return d.refused(ctx, "send", id, err)
	}
	if ctx, err = d.within(ctx, p, purchase{quote: v.Quote, machines: v.Wanted, order: true, id: id}); err != nil {
		return d.refused(ctx, "send", id, err)
	}
	return d.did("send", id, d.mine().Send(ctx, id, s))
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
