package board

import (
	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/state/meter"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
)

// metered are the lines of a machine's page on what it costs.
func metered(s *sheet, v order.View, r row) {
	e, m := s.b.env, v.Meter(r.InstanceView, s.b.now)
	until, since := stamp(m.Until), stamp(m.Since)
	s.row(e.T("meter.billing"), e.T("meter."+string(m.State), "Since", since, "Until", until))
	if !v.Quote.Known() {
		return
	}
	s.row(e.T("meter.spent"), step.Money(m.Spent))
	if !m.Month.IsZero() {
		s.row(e.T("meter.goes_on"), e.T("meter.rate", "Hour", step.Money(m.Hour), "Month", step.Money(m.Month)))
	}
}

// costs says what the orders have cost so far and go on to cost; "" where nothing is known to cost anything.
func costs(e *step.Env, s *meter.Sum) string {
	if len(s.Spent()) == 0 {
		return ""
	}
	if len(s.Month()) == 0 {
		return e.T("meter.all_spent", "Spent", step.Amounts(s.Spent()))
	}
	return e.T("meter.all", "Spent", step.Amounts(s.Spent()), "Hour", step.Amounts(s.Hour()), "Month",
		step.Amounts(s.Month()))
}

// renewing warns of machines that are renewed soon: how many, when the first one is, and what it costs.
func renewing(b *Board, add func(lipgloss.Style, string)) {
	n, first := 0, order.Renewal{}
	for _, r := range order.Renewals(b.views, b.now) {
		if r.Soon(b.now) {
			if n == 0 {
				first = r
			}
			n++
		}
	}
	if n > 0 {
		add(b.env.Theme.Warn, b.env.Theme.Glyph.Warn+" "+b.env.T("renewals.warning", "Count", n, "Date",
			first.At.UTC().Format("2006-01-02"), "Price", step.Money(first.Price)))
	}
}
