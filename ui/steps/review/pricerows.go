package review

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// prices are what the order costs, by parts, and what the account has.
func (b *builder) prices() {
	e := b.env
	b.add(row{label: e.T("review.price"), kind: heading})
	switch b.price.load.State() {
	case widget.LoadFailed:
		why, hint := e.Errors().Failure(b.price.load.Err())
		b.add(row{label: e.T("price.failed"), value: why, kind: bad}, row{value: hint, kind: faint})
		return
	case widget.LoadReady:
	default:
		b.add(row{label: e.T("price.asking"), kind: faint})
		return
	}
	o := b.price.load.Value()
	q, months := o.quote, b.draft.Spec.Billing.Months
	if !q.Known() {
		b.add(row{value: e.T("review.unpriced"), kind: faint})
		return
	}
	for i, l := range q.Lines {
		b.add(b.changed(row{label: e.T("item." + l.Item), kind: faint}, func(other provider.Quote) string {
			if same, ok := other.Same(q, i); ok {
				return e.Prices().Line(same)
			}
			return ""
		}))
	}
	if q.Count > 1 {
		b.add(b.changed(row{label: e.T("review.each")}, func(q provider.Quote) string {
			q.Count = 1
			return e.Prices().Each(q, months)
		}))
	}
	b.add(b.changed(row{label: e.T("review.total", "Count", q.Count), kind: strong},
		func(q provider.Quote) string { return e.Prices().Total(q, months) }))
	if q.Term.IsZero() {
		b.add(b.changed(row{label: e.T("review.month")},
			func(q provider.Quote) string { return e.T("price.month", "Money", e.Prices().Due(q)) }))
	} else {
		b.add(b.changed(row{label: e.T("review.deducted"), kind: strong}, e.Prices().Due))
	}
	if m := o.balance; m != nil {
		r := row{label: e.T("review.balance"), value: step.Money(*m)}
		if due, err := q.Due(); err == nil && m.Currency == due.Currency && m.Micros < due.Micros {
			r.kind, r.value = bad, r.value+"  "+e.T("review.too_little")
		}
		b.add(r)
		if due, err := q.Due(); err == nil && m.Currency == due.Currency && m.Micros >= due.Micros {
			after := "terms.after"
			if q.Term.IsZero() { // nothing is charged when it is ordered
				after = "terms.after_month"
			}
			rest := provider.Money{Micros: m.Micros - due.Micros, Currency: m.Currency}
			b.add(row{label: e.T(after), value: step.Money(rest), kind: faint})
		}
	}
}

// changed is the row of a price; one that has changed since it was agreed to is marked, with the old one before it.
func (b *builder) changed(r row, price func(provider.Quote) string) row {
	r.value = price(b.price.quote())
	if q, ok := b.before(); ok {
		if old := price(q); old != "" && old != r.value {
			r.value, r.kind = b.was(old, r.value), warned
		}
	}
	return r
}

// limits say what limits leave, and which of them the order does not fit.
func (b *builder) limits() {
	if !b.price.known() {
		return
	}
	label := b.env.T("budget.label")
	for _, l := range b.price.load.Value().limits() {
		r := row{label: label, value: l.Text}
		if l.Short {
			r.kind = bad
		}
		b.add(r)
		label = ""
	}
}
