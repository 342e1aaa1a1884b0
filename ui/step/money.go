package step

import (
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// Money words an amount for people: its thousands separated, with at least two decimal places and as many as are
// needed, and its currency.
func Money(m provider.Money) string {
	return strings.TrimSpace(grouped(m.Decimal()) + " " + m.Currency)
}

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
		return "-"
	}
	words := make([]string, len(all))
	for n, m := range all {
		words[n] = Money(m)
	}
	return strings.Join(words, " + ")
}
