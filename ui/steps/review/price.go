package review

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// mostTaken is how many names that exist already are named.
const mostTaken = 3

// offer is what the vendor says now: the price, and what the account can spend.
type offer struct {
	quote   provider.Quote
	balance *provider.Money       // nil where the vendor does not say
	clashes []string              // names that the zone has already
	limits  func() []step.Limited // what limits leave, in words
	unasked bool                  // whether it has them is not known
	free    *provider.Spec        // the order with names that the zone has not; nil: those it has are free, or none are
}

// price is what the vendor says of the order, or is being asked.
type price struct {
	load  *widget.Load[offer]
	moved bool // the names of the order have numbers that are free, in place of those that are not
}

// ask asks for the price of exactly this order.
func (p *price) ask(o *order) tea.Cmd {
	e, r, spec, payer := o.env, o.draft.Reader(), o.draft.Spec.Clone(), o.draft.Account
	account, profile := payer.ID, payer.Profile
	return tea.Batch(step.Tick(), p.load.Start(e.Ctx, func(ctx context.Context) (offer, error) {
		var got offer
		var err error
		if got.quote, err = r.Quote(ctx, spec); err != nil {
			return got, err
		}
		if b, ok := provider.As[provider.Balancer](r); ok {
			if m, err := b.Balance(ctx); err == nil { // the order may be placed without knowing it
				got.balance = &m
			}
		}
		if e.Clashes != nil {
			got.clashes, err = e.Clashes(ctx, account, spec)
			if got.unasked = err != nil; len(got.clashes) > 0 {
				if free, ok, no := e.Names().Free(ctx, r, account, spec); ok && no == nil {
					got.free = &free
				}
			}
		}
		got.limits = e.Limits().For(ctx, profile, got.quote)
		return got, nil
	}))
}

// Close ends the request.
func (p *price) Close() { p.load.Cancel() }

// known reports whether the vendor has said it.
func (p *price) known() bool { return p.load.State() == widget.LoadReady }

// busy reports whether the vendor is being asked.
func (p *price) busy() bool { return p.load.State() == widget.LoadBusy }

// quote is what the vendor has said; the zero value before.
func (p *price) quote() provider.Quote { return p.load.Value().quote }

// renumber has names that nobody typed go on behind those that the zone has.
func (p *price) renumber(o *order) {
	p.moved = false
	free := p.load.Value().free
	if !p.known() || free == nil || !step.Suggests(o.draft) {
		return
	}
	o.draft = o.draft.Clone()
	o.draft.Spec.Name, o.draft.Spec.Hostname = free.Name, free.Hostname
	o.draft.Renumbered, p.moved = free.Name, true
}

// clashing says which names the zone has already; "" when it has none. They may be used twice; the vendors know
// machines by their ids.
func (p *price) clashing(o *order) string {
	taken := p.load.Value().clashes
	if len(taken) == 0 || p.moved {
		return ""
	}
	return o.env.Names().Taken(taken, mostTaken)
}

// taken says which names the zone has already, and which there are instead.
func (p *price) taken(o *order) string {
	got, e := p.load.Value(), o.env
	text := e.Names().Taken(got.clashes, mostTaken)
	switch {
	case p.moved:
		return e.Join().Sentences(text, e.T("review.renumbered", "Name", o.draft.Spec.Name))
	case got.free != nil:
		return e.Join().Sentences(text, e.T("review.free_names", "Name", got.free.Name))
	}
	return text
}

// costs words the price: by hour and month, or for the term and a month of it.
func (p *price) costs(o *order) string {
	q, e, months := p.quote(), o.env, o.draft.Spec.Billing.Months
	due, err := q.Due()
	total, month := e.Prices().Total(q, months), e.Prices().Due(q)
	switch {
	case err != nil:
		return e.T("review.unpriced")
	case q.Term.IsZero():
	case months > 1:
		due.Micros /= int64(months)
		month = step.Money(due)
	default:
		return e.T("review.costs", "Price", total)
	}
	return e.T("review.costs_month", "Price", total, "Month", e.T("price.month", "Money", month))
}
