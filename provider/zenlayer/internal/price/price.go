// Package price reads Zenlayer's prices and adds them up to a quote.
package price

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/zcapi"
)

// Currency is what all prices are in: one zenPoint is one US dollar (Zenlayer product documentation, read 2026-11).
const Currency = "USD"

// hoursPerDay turns prices per day into prices per hour.
const hoursPerDay = 24

// Price is a price of the vendor's: of a prepaid term, of a unit of time, or in steps by use (Zenlayer API reference, Price, read
// 2026-11).
type Price struct {
	Discounted     zcapi.Num        `json:"discountPrice"`
	Original       zcapi.Num        `json:"originalPrice"`
	UnitPrice      zcapi.Num        `json:"unitPrice"`
	UnitDiscounted zcapi.Num        `json:"discountUnitPrice"`
	ChargeUnit     zcapi.Text       `json:"chargeUnit"`
	AmountUnit     zcapi.Text       `json:"amountUnit"`
	Steps          zcapi.List[step] `json:"stepPrices"`
}

type step struct {
	UnitPrice      zcapi.Num `json:"unitPrice"`
	UnitDiscounted zcapi.Num `json:"discountUnitPrice"`
}

// Lines are the parts of a quote that p makes under the item's name, none when p states nothing. metered is the unit of use for a
// price that depends on use, which is not part of the total; "" means that a price per unit of time is part of it.
func (p *Price) Lines(item, metered string) []provider.PriceLine {
	if p == nil {
		return nil
	}
	if len(p.Steps) > 0 {
		return p.tiers(item, metered)
	}
	switch {
	case p.Discounted.Known || p.Original.Known:
		return []provider.PriceLine{line(item, p.Discounted, p.Original, provider.PerTerm, "")}
	case p.UnitDiscounted.Known || p.UnitPrice.Known:
		unit := ""
		if metered != "" {
			unit = p.unit(metered)
		}
		return []provider.PriceLine{line(item, p.UnitDiscounted, p.UnitPrice, p.per(), unit)}
	}
	return nil
}

func (p *Price) tiers(item, metered string) []provider.PriceLine {
	if metered == "" {
		metered = "GB" // traffic; the vendor names no unit
	}
	var lines []provider.PriceLine
	for _, s := range p.Steps {
		if s.UnitDiscounted.Known || s.UnitPrice.Known {
			lines = append(lines, line(item, s.UnitDiscounted, s.UnitPrice, p.per(), p.unit(metered)))
		}
	}
	return lines
}

func (p *Price) unit(otherwise string) string {
	if p.AmountUnit != "" {
		return string(p.AmountUnit)
	}
	return otherwise
}

func (p *Price) per() provider.Per {
	switch strings.ToUpper(string(p.ChargeUnit)) {
	case "DAY":
		return provider.PerDay
	case "MONTH":
		return provider.PerMonth
	default:
		return provider.PerHour
	}
}

// line is one price and its list price, each standing in for the other where it is missing.
func line(item string, each, list zcapi.Num, per provider.Per, unit string) provider.PriceLine {
	if !each.Known {
		each = list
	}
	if !list.Known {
		list = each
	}
	return provider.PriceLine{
		Item: item, Each: provider.Amount(each.Value, Currency), List: provider.Amount(list.Value, Currency), Per: per, Unit: unit,
	}
}

// Total completes q from its lines. months is the prepaid term, which the price of the whole term is spread over for comparison.
func Total(q *provider.Quote, months int) {
	term, month := int64(0), int64(0)
	for _, l := range q.Lines {
		if l.Unit != "" {
			continue
		}
		switch l.Per {
		case provider.PerTerm:
			term += l.Each.Micros
		case provider.PerHour:
			month += l.Each.Micros * provider.HoursPerMonth
		case provider.PerDay:
			month += l.Each.Micros * provider.HoursPerMonth / hoursPerDay
		case provider.PerMonth:
			month += l.Each.Micros
		}
	}
	if term != 0 {
		month += term / int64(max(months, 1))
		q.Term = provider.Money{Micros: term, Currency: Currency}
	}
	q.Month = provider.Money{Micros: month, Currency: Currency}
	q.Hour = provider.Money{Micros: (month + provider.HoursPerMonth/2) / provider.HoursPerMonth, Currency: Currency}
	q.Priced = true
}
