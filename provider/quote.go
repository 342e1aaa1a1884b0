package provider

import (
	"errors"
	"slices"
	"time"
)

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
	Priced bool        `json:"priced"` // false: the vendor states no price, or none that can be one
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

// ErrNoPrice means that the price of an order is not known: the vendor states none, or one that cannot be, such as 0.
var ErrNoPrice = errors.New("there is no price")

// Due is what the whole order costs: the term of all machines, or a month of use (730 hours) when postpaid. It is more
// than zero; otherwise the error is [ErrNoPrice] or [ErrMoney], and the price is not known.
func (q Quote) Due() (Money, error) {
	one := q.Month
	if !q.Term.IsZero() {
		one = q.Term
	}
	if !q.Priced || one.Micros <= 0 || one.Currency == "" || q.Count < 1 {
		return Money{}, ErrNoPrice
	}
	return one.Times(q.Count)
}

// ByUse returns the lines whose price depends on use. No total includes them.
func (q Quote) ByUse() []PriceLine {
	return slices.DeleteFunc(slices.Clone(q.Lines), func(l PriceLine) bool { return l.Unit == "" })
}

// Same returns the line of q with the item, time and unit of the line number i of o, and of prices in steps the same
// step; false when q has none.
func (q Quote) Same(o Quote, i int) (PriceLine, bool) {
	alike := func(l PriceLine) bool {
		return l.Item == o.Lines[i].Item && l.Per == o.Lines[i].Per && l.Unit == o.Lines[i].Unit
	}
	step := 0
	for _, l := range o.Lines[:i] {
		if alike(l) {
			step++
		}
	}
	for _, l := range q.Lines {
		if !alike(l) {
			continue
		}
		if step == 0 {
			return l, true
		}
		step--
	}
	return PriceLine{}, false
}

// Known reports whether the price of the whole order is known.
func (q Quote) Known() bool {
	_, err := q.Due()
	return err == nil
}
