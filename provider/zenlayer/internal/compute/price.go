package compute

import (
	"cmp"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
)

// currency is that of all prices: one zenPoint is one US dollar (Zenlayer product documentation, read 2026-11).
const currency = "USD"

// hoursPerDay turns prices per day into prices per hour.
const hoursPerDay = 24

// Price is a price of the vendor's: of a prepaid term, of a unit of time, or in steps by use (Zenlayer API reference,
// Price, read 2026-11).
type Price struct {
	Discounted     amount         `json:"discountPrice"`
	Original       amount         `json:"originalPrice"`
	UnitPrice      amount         `json:"unitPrice"`
	UnitDiscounted amount         `json:"discountUnitPrice"`
	ChargeUnit     api.Text       `json:"chargeUnit"`
	AmountUnit     api.Text       `json:"amountUnit"`
	Steps          api.List[step] `json:"stepPrices"`
	// What is used beyond what was paid for (versions 2026).
	Excess           amount   `json:"excessUnitPrice"`
	ExcessDiscounted amount   `json:"excessDiscountUnitPrice"`
	ExcessUnit       api.Text `json:"excessAmountUnit"`
}

type step struct {
	UnitPrice      amount `json:"unitPrice"`
	UnitDiscounted amount `json:"discountUnitPrice"`
}

// amount is a price as the vendor writes it. The zero value is absent: null, or an empty text.
type amount struct {
	is    provider.Money // the zero Money when it is below zero, too large, or no number
	Known bool
}

// UnmarshalJSON never fails.
func (a *amount) UnmarshalJSON(data []byte) error {
	*a = amount{}
	text := strings.TrimSpace(strings.Trim(string(data), `"`))
	if text == "" || text == "null" {
		return nil
	}
	a.Known = true
	if m, err := provider.ParseMoney(text, currency); err == nil && m.Micros >= 0 {
		a.is = m
	}
	return nil
}

// Lines returns the parts of a quote for p, under the name item; none when p states no price. metered is the unit of a
// price that depends on use, and is not part of the total; with "" a price per unit of time is part of the total. A
// price that cannot be, such as one below zero, becomes a line without a currency: see [Total].
func (p *Price) Lines(item, metered string) []provider.PriceLine {
	if p == nil {
		return nil
	}
	return append(p.base(item, metered), p.overage(item, metered)...)
}

// beyond is added to an item for what is used beyond what was paid for.
const beyond = "_overage"

// MergedLines removes lines that state a price of use a second time: the vendor states the price of traffic beyond a
// package with the package, and again by itself (Zenlayer API reference, InquiryPriceCreateInstance, read 2026-11).
func MergedLines(lines []provider.PriceLine) []provider.PriceLine {
	var out []provider.PriceLine
	for _, l := range lines {
		at := slices.IndexFunc(out, func(o provider.PriceLine) bool { return again(o, l) })
		switch {
		case l.Unit == "" || at < 0:
			out = append(out, l)
		case strings.HasSuffix(l.Item, beyond):
			out[at].Item = l.Item
		}
	}
	return out
}

// again reports whether both lines state the same price of the same use, whether or not one says that it is overage.
func again(a, b provider.PriceLine) bool {
	return (strings.HasSuffix(a.Item, beyond) || strings.HasSuffix(b.Item, beyond)) &&
		strings.TrimSuffix(a.Item, beyond) == strings.TrimSuffix(b.Item, beyond) && a.Each == b.Each &&
		strings.EqualFold(a.Unit, b.Unit)
}

// overage is the price of what is used beyond what was paid for. It is by use and therefore not part of the total.
// Where there is none the vendor states nothing, or 0.
func (p *Price) overage(item, metered string) []provider.PriceLine {
	unit := cmp.Or(string(p.ExcessUnit), p.unit(cmp.Or(metered, "GB")))
	l := line(item+beyond, p.ExcessDiscounted, p.Excess, p.per(), unit)
	if !p.Excess.Known && !p.ExcessDiscounted.Known || l.Each.Currency != "" && l.Each.IsZero() {
		return nil
	}
	return []provider.PriceLine{l}
}

func (p *Price) base(item, metered string) []provider.PriceLine {
	if lines := p.tiers(item, metered); len(lines) > 0 {
		return lines
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

// line is one price with its list price. Where one is missing the other is used; an unusable list price does not
// matter.
func line(item string, each, list amount, per provider.Per, unit string) provider.PriceLine {
	if !each.Known {
		each = list
	}
	if list.is.Currency == "" {
		list = each
	}
	return provider.PriceLine{Item: item, Each: each.is, List: list.is, Per: per, Unit: unit}
}

// ItemInstance is the item of the machine itself, the one part that cannot be free: a price of 0 means that the vendor
// has no price.
const ItemInstance = "instance"

// Total completes q from its lines. months is the prepaid term, which the price of the whole term is spread over for
// comparison. The quote has no price and no lines when the price of a part is unusable, when the machine itself costs
// nothing, or when the largest order ([provider.MaxCount]) would cost more than can be computed.
func Total(q *provider.Quote, months int) {
	term, month, err := sum(q.Lines, max(months, 1))
	if err == nil {
		q.Hour, err = month.Over(provider.HoursPerMonth)
	}
	if err != nil {
		q.Lines, q.Hour = nil, provider.Money{}
		return
	}
	q.Term, q.Month, q.Priced = term, month, true
}

// sum is the price of the term and of a month.
func sum(lines []provider.PriceLine, months int) (term, month provider.Money, err error) {
	for _, l := range lines {
		if l.Each.Currency == "" || l.Item == ItemInstance && l.Each.Micros <= 0 {
			return term, month, provider.ErrNoPrice
		}
		if l.Unit != "" {
			continue
		}
		monthly := l.Each
		switch l.Per {
		case provider.PerTerm:
			if term, err = term.Plus(l.Each); err != nil {
				return term, month, err
			}
			continue
		case provider.PerHour:
			monthly, err = l.Each.Times(provider.HoursPerMonth)
		case provider.PerDay:
			monthly, err = l.Each.Scale(provider.HoursPerMonth, hoursPerDay)
		case provider.PerMonth:
		}
		if err == nil {
			month, err = month.Plus(monthly)
		}
		if err != nil {
			return term, month, err
		}
	}
	spread, err := term.Over(months)
	if err == nil {
		month, err = month.Plus(spread)
	}
	for _, m := range []provider.Money{term, month} {
		if err == nil {
			_, err = m.Times(provider.MaxCount)
		}
	}
	return term, month, err
}

// Prices are the parts of a price that the answers of both products have: for one machine, and the whole term.
type Prices struct {
	Instance  *Price          `json:"instancePrice"`
	Bandwidth api.List[Price] `json:"bandwidthPrice"`
}

// Base returns the lines of the machine and of its network. Burstable bandwidth, and traffic beyond the package, are
// paid by use.
func (p Prices) Base(netCharge string) []provider.PriceLine {
	lines := p.Instance.Lines(ItemInstance, "")
	item, metered := "bandwidth", ""
	switch netCharge {
	case ByTrafficPackage:
		item = "traffic"
	case ByInstance95, ByCluster95:
		metered = "Mbps"
	}
	for i := range p.Bandwidth {
		lines = append(lines, p.Bandwidth[i].Lines(item, metered)...)
	}
	return MergedLines(lines)
}
