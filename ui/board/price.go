package board

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/step"
)

// priceNow is what an order that waits for someone's yes costs by now.
type priceNow struct {
	board  *Board
	digest string // of what was asked for
	quote  provider.Quote
	err    error           // why that is not known
	known  bool            // it was answered
	left   []policy.Budget // what limits leave who asks, without the order
}

// reprice asks once what an order costs now that waits; nil when that is not to be asked.
func reprice(b *Board) tea.Cmd {
	if b.id == "" || len(b.views) == 0 || b.views[0].Status != order.Waiting || b.views[0].Approval == nil {
		return nil
	}
	v := b.views[0]
	if b.price.digest == v.Approval.Digest {
		return nil
	}
	b.price = priceNow{digest: v.Approval.Digest}
	return func() tea.Msg {
		p := priceNow{board: b, digest: v.Approval.Digest, known: true}
		p.quote, p.err = b.orders.Requote(b.env.Ctx, v.Account, v.Spec, v.Quote)
		if stale, ok := errors.AsType[*order.Stale](p.err); ok {
			p.quote, p.err = stale.Is, nil
		}
		of := order.Budget{By: v.By, Profile: v.Profile, Except: v.ID}
		p.left, _ = b.orders.Budgets(b.env.Ctx, of) // the order is checked against them, whatever is known here
		return p
	}
}

// priced are labels and values of what an order that waits costs: as it was asked for, by now, and what limits and the
// threshold count of it.
func priced(b *Board, v order.View) [][2]string {
	e, months := b.env, v.Spec.Billing.Months
	var rows [][2]string
	if v.Quote.Known() {
		rows = append(rows, [2]string{e.T("asked_price.was"), e.Prices().Total(v.Quote, months)})
	} else {
		rows = append(rows, [2]string{e.T("asked_price.was"), e.T("review.unpriced")})
	}
	switch p := b.price; {
	case v.Approval == nil || p.digest != v.Approval.Digest:
	case !p.known:
		rows = append(rows, [2]string{e.T("asked_price.now"), e.T("price.asking")})
	case p.err != nil:
		rows = append(rows, [2]string{e.T("asked_price.now"), e.Errors().Text(p.err)})
	case p.quote.Known():
		rows = append(rows, [2]string{e.T("asked_price.now"), e.Join().Clauses(e.Prices().Total(p.quote, months),
			difference(e, v.Quote, p.quote))})
	}
	if due, err := v.Quote.Due(); err == nil {
		counted := e.T("asked_price.month", "Money", step.Money(due))
		if !v.Quote.Term.IsZero() {
			counted = e.T("asked_price.term", "Money", step.Money(due))
		}
		rows = append(rows, [2]string{e.T("asked_price.counted"), counted})
	}
	if p := b.price; v.Approval != nil && p.digest == v.Approval.Digest {
		for _, l := range e.Limits().Words(p.left, v.Quote, v.By) {
			rows = append(rows, [2]string{e.T("budget.label"), l.Text})
		}
	}
	return rows
}

// difference says by how much a price has moved.
func difference(e *step.Env, was, is provider.Quote) string {
	a, err := was.Due()
	b, also := is.Due()
	if err != nil || also != nil || a.Currency != b.Currency {
		return e.T("asked_price.foreign")
	}
	d, term := provider.Money{Micros: b.Micros - a.Micros, Currency: a.Currency}, !was.Term.IsZero()
	switch {
	case d.Micros == 0:
		return e.T("asked_price.same")
	case d.Micros > 0 && term:
		return e.T("asked_price.more_term", "Money", step.Money(d))
	case d.Micros > 0:
		return e.T("asked_price.more_month", "Money", step.Money(d))
	}
	d.Micros = -d.Micros
	if term {
		return e.T("asked_price.less_term", "Money", step.Money(d))
	}
	return e.T("asked_price.less_month", "Money", step.Money(d))
}

// pricedLines are [priced] for a question.
func pricedLines(b *Board, v order.View) []string {
	var lines []string
	for _, r := range priced(b, v) {
		lines = append(lines, b.env.Join().Labelled(r[0], r[1]))
	}
	return lines
}
