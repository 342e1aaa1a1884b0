package board

import (
	"time"

	"github.com/metalwright/metalwright/state/meter"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
)

// metered are the lines of a machine's page on what it costs.
func metered(s *sheet, v order.View, r row) {
	e, m := s.b.env, v.Meter(*r.InstanceView, s.b.now)
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

// billing is what the orders cost, in words, and of when. It is the same on most frames, and adding up is dear.
type billing struct {
	of             billingKey
	costs, warning string
}

// billingKey is what those words depend on.
type billingKey struct {
	at                     time.Time // in steps
	machines, coming, gone int
	words                  text.Identity
}

// billingSteps are how often the words change by the time alone.
const billingSteps = 10 * time.Second

// billed is what the orders cost now.
func billed(b *Board) billing {
	sum := &b.rows.sum
	k := billingKey{b.now.Truncate(billingSteps), sum.machines, sum.coming, sum.gone, b.env.Text.Identity()}
	if k != b.money.of {
		b.money = billing{k, costs(b.env, order.Meters(b.views, k.at)), renewing(b, k.at)}
	}
	return b.money
}

// renewing warns of machines that are renewed soon: how many, when the first one is, and what it costs; "" for none.
func renewing(b *Board, now time.Time) string {
	n, first := 0, order.Renewal{}
	for _, r := range order.Renewals(b.views, now) {
		if r.Soon(now) {
			if n == 0 {
				first = r
			}
			n++
		}
	}
	if n == 0 {
		return ""
	}
	return b.env.T("renewals.warning", "Count", n, "Date", first.At.UTC().Format(time.DateOnly), "Price",
		step.Money(first.Price))
}
