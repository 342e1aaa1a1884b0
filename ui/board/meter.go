package board

import (
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/meter"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
)

// metered are the lines of a machine's page on what it costs.
func metered(s *sheet, v order.View, r row) {
	e, m := s.b.env, v.Meter(*r.InstanceView, s.b.now)
	until, since := stamp(m.Until), stamp(m.Since)
	id := "meter." + string(m.State)
	if m.State == meter.Billed && !v.Quote.Known() {
		id = "meter.by_contract"
	}
	s.row(e.T("meter.billing"), e.T(id, "Since", since, "Until", until))
	if !v.Quote.Known() {
		return
	}
	s.row(e.T("meter.spent"), step.Money(m.Spent))
	if !m.Month.IsZero() {
		s.row(e.T("meter.goes_on"), e.T("meter.rate", "Hour", step.Money(m.Hour), "Month", step.Money(m.Month)))
	}
}

// costs says what the orders have cost so far and go on to cost, and what machines that failed may cost; "" where
// nothing is known to cost anything. What may be cut in a small window comes last.
func costs(e *step.Env, views []order.View, now time.Time) string {
	s, f := order.Meters(views, now), failures(views)
	var text, begun, failed string
	switch {
	case len(s.Spent()) == 0:
	case len(s.Month()) == 0:
		text = e.T("meter.all_spent", "Spent", step.Amounts(s.Spent()))
	default:
		text = e.T("meter.all", "Spent", step.Amounts(s.Spent()), "Hour", step.Amounts(s.Hour()), "Month",
			step.Amounts(s.Month()))
		if slices.ContainsFunc(views, func(v order.View) bool { return v.Quote.Known() && v.Quote.Term.IsZero() }) {
			begun = e.T("meter.begun")
		}
	}
	if hour := f.sum.Hour(); len(hour) > 0 {
		failed = e.T("meter.failed", "Count", f.n, "Hour", step.Amounts(hour))
	}
	return e.Text.Join().Sentences(text, failed, begun)
}

// failed is how many machines failed and exist, and what they would cost by the hour if the vendor charges for them.
type failed struct {
	n   int
	sum meter.Sum
}

func failures(views []order.View) failed {
	var f failed
	for _, v := range views {
		if n := v.Count(provider.StatusFailed); n > 0 && v.Quote.Known() && v.Quote.Term.IsZero() {
			f.n += n
			if hour, err := v.Quote.Hour.Times(n); err == nil { // what is too large is left out, as the meter does
				_ = f.sum.Add(meter.Reading{Hour: hour})
			}
		}
	}
	return f
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
		b.money = billing{k, costs(b.env, b.views, k.at), renewing(b, k.at)}
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
