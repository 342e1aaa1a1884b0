package step

import (
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
)

// Decimal places of amounts: of a sum to pay, and of a price by the hour, which is a few hundredths for the smallest
// machines.
const (
	sumPlaces  = 2
	hourPlaces = 4
)

// Money words a sum for people: its thousands separated, rounded to two decimal places, and its currency. What would be
// rounded to nothing is written out.
func Money(m provider.Money) string {
	return strings.TrimSpace(Decimals(m, sumPlaces) + " " + m.Currency)
}

// Rate words a price by the hour: as [Money] does, with up to four decimal places where it has them.
func Rate(m provider.Money) string {
	text := Decimals(m, hourPlaces)
	for range hourPlaces - sumPlaces {
		text = strings.TrimSuffix(text, "0")
	}
	return strings.TrimSpace(text + " " + m.Currency)
}

// exact words an amount with all of its decimal places, and at least two: where two amounts are compared, and for
// prices by use, of which there may be millions.
func exact(m provider.Money) string {
	return strings.TrimSpace(grouped(m.Decimal()) + " " + m.Currency)
}

// MoneyPer words what is paid for a time: "0.63 USD/h".
func MoneyPer(e *Env, m provider.Money, per provider.Per) string {
	if per == provider.PerHour {
		return Rate(m) + e.T("per.hour")
	}
	return Money(m) + e.T("per."+string(per))
}

// Hourly words prices by the hour in several currencies: "1.89 USD/h + 3.00 CNY/h"; "-" for none.
func Hourly(e *Env, all []provider.Money) string { return each(e, "price.hour", Rate, all) }

// Monthly words sums by the month in the same way.
func Monthly(e *Env, all []provider.Money) string { return each(e, "price.month", Money, all) }

func each(e *Env, id string, word func(provider.Money) string, all []provider.Money) string {
	if len(all) == 0 {
		return none
	}
	words := make([]string, len(all))
	for n, m := range all {
		words[n] = e.T(id, "Money", word(m))
	}
	return strings.Join(words, " + ")
}

// none stands where there is no amount.
const none = "-"

// Decimals is the amount without its currency, its thousands separated and rounded to so many places, at most six: for
// columns, in which the points stand below each other. What would be rounded to nothing is written out.
func Decimals(m provider.Money, places int) string {
	step := int64(1)
	for range max(6-places, 0) {
		step *= 10
	}
	n := m.Micros / step
	if rest := m.Micros % step; 2*rest >= step {
		n++
	} else if -2*rest >= step {
		n--
	}
	if n == 0 && m.Micros != 0 {
		return grouped(m.Decimal())
	}
	text := strconv.FormatInt(n, 10)
	sign := ""
	if n < 0 {
		sign, text = "-", text[1:]
	}
	text = strings.Repeat("0", max(places+1-len(text), 0)) + text
	whole, fraction := text[:len(text)-places], text[len(text)-places:]
	if fraction != "" {
		fraction = "." + fraction
	}
	return grouped(sign + whole + fraction)
}

// grouped separates the thousands of a decimal number.
func grouped(number string) string {
	whole, fraction, has := strings.Cut(number, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	var b strings.Builder
	b.WriteString(sign)
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	if has {
		b.WriteString("." + fraction)
	}
	return b.String()
}

// Amounts words sums of several currencies; "-" for none.
func Amounts(all []provider.Money) string {
	if len(all) == 0 {
		return none
	}
	words := make([]string, len(all))
	for n, m := range all {
		words[n] = Money(m)
	}
	return strings.Join(words, " + ")
}

// OrderFor words what Enter does where it orders: with the sum that is charged at once, or the price by the hour.
func OrderFor(e *Env, q provider.Quote) string {
	switch {
	case !q.Known():
		return e.T("key.place_now")
	case q.Term.IsZero():
		return e.T("key.order_for", "Price", e.Total(q, 0))
	}
	return e.T("key.order_for", "Price", e.Due(q))
}

// MoreCosts says what may be added to what orders cost now: by the hour, and of prepaid machines by the month.
func MoreCosts(e *Env, c *order.Costs) (all []string) {
	if hour := c.MoreHourly.Hour(); len(hour) > 0 {
		all = append(all, e.T("orders.more", "Cost", Hourly(e, hour)))
	}
	if month := c.MorePrepaid.Month(); len(month) > 0 {
		all = append(all, e.T("orders.more_prepaid", "Cost", Monthly(e, month)))
	}
	return all
}
