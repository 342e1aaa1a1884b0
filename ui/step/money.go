package step

import (
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
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

// none is shown where there is no amount.
const none = "-"

// Decimals is the amount without its currency, its thousands separated and rounded to so many places, at most six: for
// columns, in which the points are below each other. What would be rounded to nothing is written out.
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
