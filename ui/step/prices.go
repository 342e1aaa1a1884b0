package step

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/text"
)

// Prices words what instances and orders cost.
type Prices struct{ text *text.Text }

// Each words what one instance costs: "1.89 USD/h", or "853.10 USD for 2 months".
func (p Prices) Each(q provider.Quote, months int) string {
	switch {
	case !q.Known():
		return p.text.T("price.none")
	case !q.Term.IsZero():
		return p.text.T("price.term", "Money", Money(q.Term), "Count", max(months, 1))
	default:
		return p.text.T("price.hour", "Money", Rate(q.Hour))
	}
}

// Total words what the whole order costs.
func (p Prices) Total(q provider.Quote, months int) string {
	hour, err := q.Hour.Times(q.Count)
	switch {
	case !q.Known() || err != nil:
		return p.text.T("price.none")
	case !q.Term.IsZero():
		return p.text.T("price.term", "Money", p.Due(q), "Count", max(months, 1))
	default:
		return p.text.T("price.hour", "Money", Rate(hour))
	}
}

// Due words what the whole order costs, for the term or for a month of use, without saying which.
func (p Prices) Due(q provider.Quote) string { return due(p.text, q, Money) }

// Going is what the machines of an order cost that were not released and are not gone.
func (p Prices) Going(v order.View) string {
	q := v.Going()
	if q.Count < 1 {
		return p.text.T("price.over")
	}
	return p.Total(q, v.Spec.Billing.Months)
}

// Line words one part of a price: "0.63 USD/h", or "0.08 USD/GB of use".
func (p Prices) Line(l provider.PriceLine) string {
	text, list := p.Per(l.Each, l.Per), Money
	switch {
	case l.Unit != "":
		text, list = p.text.T("price.unit", "Money", exact(l.Each), "Unit", l.Unit), exact
	case l.Per == provider.PerHour:
		list = Rate
	}
	if l.List.Micros > l.Each.Micros {
		text += "  " + p.text.T("price.list", "Money", list(l.List))
	}
	return text
}

// Per words what is paid for a time: "0.63 USD/h".
func (p Prices) Per(m provider.Money, per provider.Per) string {
	if per == provider.PerHour {
		return Rate(m) + p.text.T("per.hour")
	}
	return Money(m) + p.text.T("per."+string(per))
}

// Hourly words prices by the hour in several currencies: "1.89 USD/h + 3.00 CNY/h"; "-" for none.
func (p Prices) Hourly(all []provider.Money) string { return p.several("price.hour", Rate, all) }

// Monthly words sums by the month in the same way.
func (p Prices) Monthly(all []provider.Money) string { return p.several("price.month", Money, all) }

func (p Prices) several(id string, word func(provider.Money) string, all []provider.Money) string {
	if len(all) == 0 {
		return none
	}
	words := make([]string, len(all))
	for n, m := range all {
		words[n] = p.text.T(id, "Money", word(m))
	}
	return strings.Join(words, " + ")
}

// OrderFor words what Enter does where it orders: with the sum that is charged at once, or the price by the hour.
func (p Prices) OrderFor(q provider.Quote) string {
	switch {
	case !q.Known():
		return p.text.T("key.place_now")
	case q.Term.IsZero():
		return p.text.T("key.order_for", "Price", p.Total(q, 0))
	}
	return p.text.T("key.order_for", "Price", p.Due(q))
}

// More says what may be added to what orders cost now: by the hour, and of prepaid machines by the month.
func (p Prices) More(c *order.Costs) (all []string) {
	if hour := c.MoreHourly.Hour(); len(hour) > 0 {
		all = append(all, p.text.T("orders.more", "Cost", p.Hourly(hour)))
	}
	if month := c.MorePrepaid.Month(); len(month) > 0 {
		all = append(all, p.text.T("orders.more_prepaid", "Cost", p.Monthly(month)))
	}
	return all
}

func due(tx *text.Text, q provider.Quote, word func(provider.Money) string) string {
	m, err := q.Due()
	if err != nil {
		return tx.T("price.none")
	}
	return word(m)
}

// Moved words what the whole order costs by two quotes, exactly: they may differ by less than is paid.
func (p Prices) Moved(was, is provider.Quote) (before, now string) {
	return due(p.text, was, exact), due(p.text, is, exact)
}
