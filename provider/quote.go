package provider

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Money is an exact amount in one currency.
type Money struct {
	Micros   int64  `json:"micros"`   // millionths of the currency's unit
	Currency string `json:"currency"` // ISO 4217
}

// Amount returns the money for a vendor's decimal number, rounded to a millionth.
func Amount(v float64, currency string) Money {
	return Money{Micros: int64(math.Round(v * 1e6)), Currency: currency}
}

// Times returns n times m.
func (m Money) Times(n int) Money { return Money{m.Micros * int64(n), m.Currency} }

// Plus returns the sum; the zero Money takes the other's currency.
func (m Money) Plus(o Money) Money {
	if m.Currency == "" {
		m.Currency = o.Currency
	}
	m.Micros += o.Micros
	return m
}

// IsZero reports whether m is no money at all.
func (m Money) IsZero() bool { return m.Micros == 0 }

// Decimal is the amount as a plain decimal with at least two places and as many as are needed.
func (m Money) Decimal() string {
	sign, n := "", m.Micros
	if n < 0 {
		sign, n = "-", -n
	}
	frac := strings.TrimRight(fmt.Sprintf("%06d", n%1e6), "0")
	for len(frac) < 2 {
		frac += "0"
	}
	return sign + strconv.FormatInt(n/1e6, 10) + "." + frac
}

// String is the amount and the currency: "1.89 USD".
func (m Money) String() string { return strings.TrimSpace(m.Decimal() + " " + m.Currency) }

// Per is the time that a price covers.
type Per string

// What prices cover.
const (
	PerTerm  Per = "term" // the whole prepaid term, once
	PerHour  Per = "hour"
	PerDay   Per = "day"
	PerMonth Per = "month"
)

// PriceLine is one part of a quote, for one instance.
type PriceLine struct {
	Item string `json:"item"` // "instance", "bandwidth", "traffic", "system_disk", …: named by the message catalogue
	Each Money  `json:"each"`
	List Money  `json:"list"` // before the discount; equal to Each without one
	Per  Per    `json:"per"`
	// Unit is set for a price per unit of use that is not part of the total: "TB".
	Unit string `json:"unit,omitzero"`
}

// Quote is the price of exactly one spec.
type Quote struct {
	Priced bool        `json:"priced"` // false: the vendor states no prices
	Count  int         `json:"count"`
	Lines  []PriceLine `json:"lines"`
	// Term, Hour and Month are the price of one instance: Term for the whole prepaid term (zero when postpaid), Hour
	// and Month as they run, an hour being 1/730 of a month.
	Term  Money     `json:"term"`
	Hour  Money     `json:"hour"`
	Month Money     `json:"month"`
	At    time.Time `json:"at"`
}

// HoursPerMonth turns prices per hour into prices per month.
const HoursPerMonth = 730

// Due is what the whole order costs: the term of all machines, or a month of use (730 hours) when postpaid. It is rounded to a
// thousandth: where a vendor prices all machines together, the price of one is a fraction cut at the millionth.
func (q Quote) Due() Money {
	all := q.Month.Times(q.Count)
	if !q.Term.IsZero() {
		all = q.Term.Times(q.Count)
	}
	const thousandth = 1000
	all.Micros = (all.Micros + thousandth/2) / thousandth * thousandth
	return all
}
