package board

import (
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/meter"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
)

// metered are the lines of a machine's page on what it costs.
func (p *machinePage) metered(s *sheet, v order.View, r row) {
	e, m := s.env, v.Meter(*r.InstanceView, p.model.now)
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
	switch {
	case m.Month.IsZero():
	case !v.Quote.Term.IsZero():
		s.row(e.T("meter.goes_on"), e.Prices().Each(v.Quote, v.Spec.Billing.Months))
	default:
		s.row(e.T("meter.goes_on"), e.T("meter.rate", "Hour", e.T("price.hour", "Money", step.Rate(m.Hour)), "Month",
			e.T("price.month", "Money", step.Money(m.Month))))
	}
}

// costs are sentences on what the orders have cost so far and go on to cost, and what machines that failed may cost;
// none where nothing is known to cost anything. What a small window may leave out comes last.
func costs(e *step.Env, views []order.View, now time.Time) (all []string) {
	var prepaid, hourly []order.View
	for _, v := range views {
		if v.Quote.Term.IsZero() {
			hourly = append(hourly, v)
		} else {
			prepaid = append(prepaid, v)
		}
	}
	spent, runs, f := order.Meters(views, now).Spent(), order.Meters(hourly, now), failures(views)
	term := terms(e, prepaid, now)
	switch {
	case len(spent) == 0:
	case len(runs.Month()) > 0 && term != "":
		all = append(all, e.T("meter.all_both", "Spent", step.Amounts(spent), "Hour", e.Prices().Hourly(runs.Hour()), "Month",
			e.Prices().Monthly(runs.Month()), "Prepaid", term))
	case len(runs.Month()) > 0:
		all = append(all, e.T("meter.all", "Spent", step.Amounts(spent), "Hour", e.Prices().Hourly(runs.Hour()), "Month",
			e.Prices().Monthly(runs.Month())))
	case term != "":
		all = append(all, e.T("meter.all_prepaid", "Spent", step.Amounts(spent), "Prepaid", term))
	default:
		all = append(all, e.T("meter.all_spent", "Spent", step.Amounts(spent)))
	}
	if hour := f.sum.Hour(); len(hour) > 0 {
		all = append(all, e.T("meter.failed", "Count", f.n, "Hour", e.Prices().Hourly(hour)))
	}
	if len(runs.Month()) > 0 {
		all = append(all, e.T("meter.begun"))
	}
	return all
}

// terms words what prepaid machines go on to cost: for their term where it is one order's, and else by the month; ""
// for nothing.
func terms(e *step.Env, prepaid []order.View, now time.Time) string {
	month := order.Meters(prepaid, now).Month()
	switch {
	case len(month) == 0:
		return ""
	case len(prepaid) > 1:
		return e.Prices().Monthly(month)
	}
	v := prepaid[0]
	q := v.Quote
	q.Count = 0
	for _, i := range v.Instances {
		if !v.Meter(i, now).Month.IsZero() {
			q.Count++
		}
	}
	return e.Prices().Total(q, v.Spec.Billing.Months)
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

// bill is what the orders cost, in words.
type bill struct {
	costs   []string // sentences
	warning string
}

// billing has what the orders cost in words. They are the same on most frames, and adding up is dear.
type billing struct {
	model *model
	sum   *tally
	of    billingKey // of last
	last  bill
}

// billingKey is what those words depend on.
type billingKey struct {
	at                     time.Time // in steps
	machines, coming, gone int
	words                  text.Identity
}

// billingSteps are how often the words change by the time alone.
const billingSteps = 10 * time.Second

// now is what the orders cost by now.
func (b *billing) now() bill {
	e := b.model.env
	k := billingKey{
		b.model.now.Truncate(billingSteps), b.sum.machines, b.sum.coming, b.sum.gone, e.Identity(),
	}
	if k != b.of {
		b.of, b.last = k, bill{costs(e, b.model.views, k.at), renewing(e, b.model.views, k.at)}
	}
	return b.last
}

// renewing warns of machines that are renewed soon: how many, when the first one is, and what it costs; "" for none.
func renewing(e *step.Env, views []order.View, now time.Time) string {
	n, first := 0, order.Renewal{}
	for _, r := range order.Renewals(views, now) {
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
	return e.T("renewals.warning", "Count", n, "Date", first.At.UTC().Format(time.DateOnly), "Price",
		step.Money(first.Price))
}
