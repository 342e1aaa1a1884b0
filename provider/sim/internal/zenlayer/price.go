package zenlayer

import (
	"encoding/json"
	"math"
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/fault"
)

// oldPrice is the members of a price in every version.
type oldPrice struct {
	Discount          float64     `json:"discount"` // percent to pay
	OriginalPrice     *float64    `json:"originalPrice"`
	DiscountPrice     *float64    `json:"discountPrice"`
	UnitPrice         *float64    `json:"unitPrice"`
	DiscountUnitPrice *float64    `json:"discountUnitPrice"`
	ChargeUnit        *string     `json:"chargeUnit"`
	StepPrices        []StepPrice `json:"stepPrices"`
}

// newPrice is the members that prices have since 2026.
type newPrice struct {
	AmountUnit              *string  `json:"amountUnit"`
	ExcessUnitPrice         *float64 `json:"excessUnitPrice"` // of what exceeds the package
	ExcessDiscountUnitPrice *float64 `json:"excessDiscountUnitPrice"`
	ExcessAmountUnit        *string  `json:"excessAmountUnit"`
	Category                string   `json:"category"`
}

// Price is the vendor's price; what does not apply is null.
type Price struct {
	oldPrice
	newPrice

	older bool // it has the members that answers had before 2026
}

// MarshalJSON writes the members that the version of the API has.
func (p Price) MarshalJSON() ([]byte, error) {
	if p.older {
		return json.Marshal(p.oldPrice)
	}
	return json.Marshal(struct {
		oldPrice
		newPrice
	}{p.oldPrice, p.newPrice})
}

// Older leaves the members that versions of the API before 2026 have.
func Older(prices ...*Price) {
	for _, p := range prices {
		if p != nil {
			p.older = true
		}
	}
}

// Moved is the price under the faults.
func (p Price) Moved(faults fault.Set) Price {
	f, ok := faults.Get(fault.Price)
	if !ok {
		return p
	}
	by := 1 + f.Percent/100
	for _, v := range []**float64{
		&p.OriginalPrice, &p.DiscountPrice, &p.UnitPrice, &p.DiscountUnitPrice, &p.ExcessUnitPrice,
		&p.ExcessDiscountUnitPrice,
	} {
		if *v != nil {
			*v = new(round(**v * by))
		}
	}
	p.StepPrices = slices.Clone(p.StepPrices)
	for i := range p.StepPrices {
		s := &p.StepPrices[i]
		s.UnitPrice, s.DiscountUnitPrice = round(s.UnitPrice*by), round(s.DiscountUnitPrice*by)
	}
	return p
}

// Move moves the prices under the faults; nil ones are left out.
func Move(faults fault.Set, prices ...*Price) {
	for _, p := range prices {
		if p != nil {
			*p = p.Moved(faults)
		}
	}
}

// Of is the price of what is measured in the unit.
func (p Price) Of(amountUnit string) Price {
	p.AmountUnit = &amountUnit
	return p
}

// Beyond adds the price of each unit that exceeds what p pays for.
func (p Price) Beyond(amountUnit string, price float64) Price {
	p.ExcessUnitPrice, p.ExcessDiscountUnitPrice, p.ExcessAmountUnit = &price, &price, &amountUnit
	return p
}

// StepPrice is the price of use between two amounts.
type StepPrice struct {
	StepStart         float64  `json:"stepStart"`
	StepEnd           *float64 `json:"stepEnd"` // null: without end
	UnitPrice         float64  `json:"unitPrice"`
	DiscountUnitPrice float64  `json:"discountUnitPrice"`
}

// hoursPerMonth turns a monthly price into an hourly one.
const hoursPerMonth = 730

// Percent is what part of the list price a prepaid term costs: the longer the cheaper.
func Percent(months int) float64 {
	for _, step := range []struct {
		months  int
		percent float64
	}{{36, 78}, {24, 82}, {12, 88}, {6, 93}, {3, 96}, {2, 98}} {
		if months >= step.months {
			return step.percent
		}
	}
	return 100
}

// Term is the price of months in advance; monthly is the list price.
func Term(monthly float64, months int, percent float64) Price {
	list := cents(monthly * float64(months))
	return standard(oldPrice{Discount: percent, OriginalPrice: &list, DiscountPrice: new(cents(list * percent / 100))})
}

// Hourly is the price of use by the hour.
func Hourly(monthly float64) Price {
	u := round(monthly / hoursPerMonth)
	return standard(oldPrice{Discount: 100, UnitPrice: &u, DiscountUnitPrice: &u, ChargeUnit: new("HOUR")})
}

// Times is the price of n machines; each of them is rounded, so that the price of all is n times the price of one.
func (p Price) Times(n int) Price {
	for _, v := range []**float64{&p.OriginalPrice, &p.DiscountPrice, &p.UnitPrice, &p.DiscountUnitPrice} {
		if *v != nil {
			*v = new(round(**v * float64(n)))
		}
	}
	return p
}

// ByUse is a price per unit of what is used, in steps; it is no part of a total.
func ByUse(chargeUnit, amountUnit string, steps ...StepPrice) Price {
	return standard(oldPrice{Discount: 100, ChargeUnit: &chargeUnit, StepPrices: steps}).Of(amountUnit)
}

// standard is a price of the price list.
func standard(p oldPrice) Price { return Price{oldPrice: p, newPrice: newPrice{Category: "STANDARD"}} }

// At makes a step at price; end 0 is without end.
func At(start, end, price float64) StepPrice {
	s := StepPrice{StepStart: start, UnitPrice: price, DiscountUnitPrice: price}
	if end > 0 {
		s.StepEnd = &end
	}
	return s
}

// Advance is what has to be paid before: 0 for use.
func (p Price) Advance() float64 {
	if p.DiscountPrice == nil {
		return 0
	}
	return *p.DiscountPrice
}

// Hour is what an hour of use costs: 0 when paid in advance or by amount.
func (p Price) Hour() float64 {
	if p.DiscountUnitPrice == nil {
		return 0
	}
	return *p.DiscountUnitPrice
}

// round is v to four decimals, as the vendor's prices are.
func round(v float64) float64 { return math.Round(v*1e4) / 1e4 }

func cents(v float64) float64 { return math.Round(v*100) / 100 }
