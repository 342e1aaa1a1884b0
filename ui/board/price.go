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
	pricing *pricing // that has asked
	digest  string   // of what was asked for
	quote   provider.Quote
	err     error           // why that is not known
	known   bool            // it was answered
	draft   step.Draft      // what was asked for, with the names of its answers
	left    []policy.Budget // what limits leave who asks, without the order
}

// pricing is what an order that waits was to cost, and costs by now.
type pricing struct {
	model  *model
	orders step.Orders
	price  priceNow
}

// ask asks once what an order costs now that waits; nil when that is not to be asked.
func (p *pricing) ask() tea.Cmd {
	v, one := p.model.one()
	if !one || v.Status != order.Waiting || v.Approval == nil || p.price.digest == v.Approval.Digest {
		return nil
	}
	p.price = priceNow{digest: v.Approval.Digest}
	ctx := p.model.env.Ctx
	return func() tea.Msg {
		now := priceNow{pricing: p, digest: v.Approval.Digest, known: true}
		now.draft = step.Ordered(ctx, p.model.env, v)
		now.quote, now.err = p.orders.Requote(ctx, v.Account, v.Spec, v.Quote)
		if stale, ok := errors.AsType[*order.Stale](now.err); ok {
			now.quote, now.err = stale.Is, nil
		}
		of := order.Budget{By: v.By, Profile: v.Profile, Except: v.ID}
		now.left, _ = p.orders.Budgets(ctx, of) // the order is checked against them, whatever is known here
		return now
	}
}

// take reports whether now is what was asked for last, and keeps it then.
func (p *pricing) take(now priceNow) bool {
	if now.pricing != p || now.digest != p.price.digest {
		return false
	}
	p.price = now
	return true
}

// rows are labels and values of what an order that waits costs: as it was asked for, by now, and what limits and the
// threshold count of it.
func (p *pricing) rows(v order.View) [][2]string {
	e, months := p.model.env, v.Spec.Billing.Months
	var rows [][2]string
	if v.Quote.Known() {
		rows = append(rows, [2]string{e.T("asked_price.was"), e.Prices().Total(v.Quote, months)})
	} else {
		rows = append(rows, [2]string{e.T("asked_price.was"), e.T("review.unpriced")})
	}
	switch now := p.price; {
	case v.Approval == nil || now.digest != v.Approval.Digest:
	case !now.known:
		rows = append(rows, [2]string{e.T("asked_price.now"), e.T("price.asking")})
	case now.err != nil:
		rows = append(rows, [2]string{e.T("asked_price.now"), e.Errors().Text(now.err)})
	case now.quote.Known():
		rows = append(rows, [2]string{e.T("asked_price.now"), e.Join().Clauses(e.Prices().Total(now.quote, months),
			difference(e, v.Quote, now.quote))})
	}
	if due, err := v.Quote.Due(); err == nil {
		counted := e.T("asked_price.month", "Money", step.Money(due))
		if !v.Quote.Term.IsZero() {
			counted = e.T("asked_price.term", "Money", step.Money(due))
		}
		rows = append(rows, [2]string{e.T("asked_price.counted"), counted})
	}
	if v.Approval != nil && p.price.digest == v.Approval.Digest {
		for _, l := range e.Limits().Words(p.price.left, v.Quote, v.By) {
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

// lines are the rows for a question.
func (p *pricing) lines(v order.View) []string {
	var lines []string
	for _, r := range p.rows(v) {
		lines = append(lines, p.model.env.Join().Labelled(r[0], r[1]))
	}
	return lines
}

// ordered is what is in the place of the machines while there are none: of an order that waits for approval all that
// was ordered, so that nobody approves what they have not seen.
func (p *pricing) ordered(w int) []string {
	e := p.model.env
	v, one := p.model.one()
	if !one || v.Status != order.Waiting {
		return []string{"", e.Theme.Dim.Render(e.T("board.no_machines"))}
	}
	s := &sheet{env: e, w: w, lines: []string{""}}
	d := step.Draft{Spec: v.Spec, Product: p.model.product(v.Product)}
	if d.Product == nil {
		return s.lines
	}
	if now := p.price; now.known && v.Approval != nil && now.digest == v.Approval.Digest && now.draft.Product != nil {
		d = now.draft
	}
	for _, r := range p.rows(v) {
		s.row(r[0], r[1])
	}
	for _, f := range d.Product.Fields {
		s.row(e.Fields().Label(f), e.Answers().Of(d, f))
	}
	return s.lines
}
