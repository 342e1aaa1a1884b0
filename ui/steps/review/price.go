package review

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// mostTaken is how many names that exist already are named.
const mostTaken = 3

// taken says which names the zone has already. They may be used twice; the vendors know machines by their ids.
func (s *Screen) taken(names []string) string {
	return s.env.Taken(names, mostTaken)
}

// takenText says so, and which names there are instead.
func takenText(s *Screen) string {
	o, e := s.load.Value(), s.env
	text := s.taken(o.clashes)
	switch {
	case s.moved:
		return e.Text.Join().Sentences(text, e.T("review.renumbered", "Name", s.draft.Spec.Name))
	case o.free != nil:
		return e.Text.Join().Sentences(text, e.T("review.free_names", "Name", o.free.Name))
	}
	return text
}

// renumber has names that nobody typed go on behind those that the zone has.
func renumber(s *Screen) {
	s.moved = false
	o := s.load.Value()
	if s.load.State() != widget.LoadReady || o.free == nil || !step.Suggests(s.draft) {
		return
	}
	s.draft = s.draft.Clone()
	s.draft.Spec.Name, s.draft.Spec.Hostname = o.free.Name, o.free.Hostname
	s.draft.Renumbered, s.moved = o.free.Name, true
}

// before is the price that was agreed to, or that of the order that this one began with, for as many machines.
func (s *Screen) before() (provider.Quote, bool) {
	if q, ok := step.PriceBefore(s.fault); ok {
		return q, true
	}
	l := s.draft.Like
	if l == nil || !l.Quote.Known() {
		return provider.Quote{}, false
	}
	q := l.Quote
	q.Count = s.draft.Spec.Machines()
	return q, true
}

// changed is the row of a price; one that has changed since it was agreed to is marked, with the old one before it.
func (s *Screen) changed(r row, price func(provider.Quote) string) row {
	r.value = price(s.load.Value().quote)
	if q, ok := s.before(); ok {
		if old := price(q); old != "" && old != r.value {
			r.value, r.kind = s.was(old, r.value), warned
		}
	}
	return r
}

// was is an answer or a price with the one before it.
func (s *Screen) was(old, now string) string {
	return s.env.T("review.changed", "Was", old, "Arrow", s.env.Theme.Glyph.Change, "Is", now)
}

func (s *Screen) priceRows() {
	e := s.env
	s.rows = append(s.rows, row{label: e.T("review.price"), kind: heading})
	switch s.load.State() {
	case widget.LoadFailed:
		why, hint := e.Failure(s.load.Err())
		s.rows = append(s.rows, row{label: e.T("price.failed"), value: why, kind: bad}, row{value: hint, kind: faint})
		return
	case widget.LoadReady:
	default:
		s.rows = append(s.rows, row{label: e.T("price.asking"), kind: faint})
		return
	}
	o := s.load.Value()
	q, months := o.quote, s.draft.Spec.Billing.Months
	if !q.Known() {
		s.rows = append(s.rows, row{value: e.T("review.unpriced"), kind: faint})
		return
	}
	for i, l := range q.Lines {
		s.rows = append(s.rows, s.changed(row{label: e.T("item." + l.Item), kind: faint}, func(other provider.Quote) string {
			if same, ok := other.Same(q, i); ok {
				return e.PriceLine(same)
			}
			return ""
		}))
	}
	s.rows = append(
		s.rows,
		s.changed(row{label: e.T("review.each")}, func(q provider.Quote) string {
			q.Count = 1
			return e.Price(q, months)
		}),
		s.changed(row{label: e.T("review.total", "Count", q.Count), kind: strong},
			func(q provider.Quote) string { return e.Total(q, months) }),
	)
	if q.Term.IsZero() {
		s.rows = append(s.rows, s.changed(row{label: e.T("review.month")},
			func(q provider.Quote) string { return e.T("price.month", "Money", e.Due(q)) }))
	} else {
		s.rows = append(s.rows, s.changed(row{label: e.T("review.deducted"), kind: strong}, e.Due))
	}
	if b := o.balance; b != nil {
		r := row{label: e.T("review.balance"), value: step.Money(*b)}
		if due, err := q.Due(); err == nil && b.Currency == due.Currency && b.Micros < due.Micros {
			r.kind, r.value = bad, r.value+"  "+e.T("review.too_little")
		}
		s.rows = append(s.rows, r)
		if due, err := q.Due(); err == nil && b.Currency == due.Currency && b.Micros >= due.Micros {
			after := "terms.after"
			if q.Term.IsZero() { // nothing is charged when it is ordered
				after = "terms.after_month"
			}
			rest := provider.Money{Micros: b.Micros - due.Micros, Currency: b.Currency}
			s.rows = append(s.rows, row{label: e.T(after), value: step.Money(rest), kind: faint})
		}
	}
}

// limitRows say what limits leave, and which of them the order does not fit.
func limitRows(s *Screen) {
	if s.load.State() != widget.LoadReady {
		return
	}
	label := s.env.T("budget.label")
	for _, l := range s.load.Value().limits() {
		r := row{label: label, value: l.Text}
		if l.Short {
			r.kind = bad
		}
		s.rows, label = append(s.rows, r), ""
	}
}
