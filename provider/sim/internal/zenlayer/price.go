package zenlayer

import "math"

// Price is the vendor's price; what does not apply is null.
type Price struct {
	Discount          float64     `json:"discount"` // percent to pay
	OriginalPrice     *float64    `json:"originalPrice"`
	DiscountPrice     *float64    `json:"discountPrice"`
	UnitPrice         *float64    `json:"unitPrice"`
	DiscountUnitPrice *float64    `json:"discountUnitPrice"`
	ChargeUnit        *string     `json:"chargeUnit"`
	StepPrices        []StepPrice `json:"stepPrices"`
	AmountUnit        *string     `json:"amountUnit"`
	Category          string      `json:"category"`
}

// StepPrice is the price of use between two amounts.
type StepPrice struct {
	StepStart         float64  `json:"stepStart"`
	StepEnd           *float64 `json:"stepEnd"` // null: without end
	UnitPrice         float64  `json:"unitPrice"`
	DiscountUnitPrice float64  `json:"discountUnitPrice"`
}

// HoursPerMonth turns a monthly price into an hourly one.
const HoursPerMonth = 730

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
	return Price{Discount: percent, OriginalPrice: &list, DiscountPrice: new(cents(list * percent / 100)), Category: "STANDARD"}
}

// Hourly is the price of use by the hour.
func Hourly(monthly float64) Price {
	u := math.Round(monthly/HoursPerMonth*1e4) / 1e4
	return Price{Discount: 100, UnitPrice: &u, DiscountUnitPrice: &u, ChargeUnit: new("HOUR"), Category: "STANDARD"}
}

// Times is the price of n machines; each of them is rounded, so that the price of all is n times the price of one.
func (p Price) Times(n int) Price {
	for _, v := range []**float64{&p.OriginalPrice, &p.DiscountPrice, &p.UnitPrice, &p.DiscountUnitPrice} {
		if *v != nil {
			*v = new(math.Round(**v*float64(n)*1e4) / 1e4)
		}
	}
	return p
}

// ByUse is a price per unit of what is used, in steps; it is no part of a total.
func ByUse(chargeUnit, amountUnit string, steps ...StepPrice) Price {
	return Price{Discount: 100, ChargeUnit: &chargeUnit, StepPrices: steps, AmountUnit: &amountUnit, Category: "STANDARD"}
}

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

func cents(v float64) float64 { return math.Round(v*100) / 100 }
