package types

import (
	"context"
	"strconv"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/pick"
	"github.com/metalwright/metalwright/ui/widget"
)

// Decimal places of prices in a list: an hour of the smallest machines costs a few hundredths.
const (
	hourPlaces = 4
	duePlaces  = 2
)

// price asks what one machine costs with the answers that are suggested.
func price(ctx context.Context, d step.Draft, r row) row {
	r.asked = true
	s := d.Spec.Clone()
	s.Type, s.Count = r.ID, 1
	k := d.Known
	k.Type = &r.InstanceType
	s = d.Reader().Suggest(s, k)
	q, err := d.Reader().Quote(ctx, s)
	r.quote, r.failed = q, err != nil
	return r
}

// prices are the columns of what the order would cost: by hour and month, or for the term, and by month when that has
// more than one.
func prices(e *step.Env, p *provider.Product) []pick.Column[row] {
	prepaid := func(d step.Draft) (months int, yes bool) {
		b := d.Reader().Suggest(d.Spec, d.Known).Billing
		return max(b.Months, 1), b.Charge == provider.Prepaid
	}
	hour := func(q provider.Quote) provider.Money { return q.Hour }
	month := func(q provider.Quote) provider.Money { return q.Month }
	hours := amount(e, p, hour, hourPlaces)
	term := func(q provider.Quote) provider.Money {
		if q.Term.IsZero() {
			return q.Month
		}
		return q.Term
	}
	return []pick.Column[row]{
		{
			Column: widget.Column{ID: "hour", Width: 7, Right: true, Drop: 7},
			Amount: func(d step.Draft, r row) string {
				if r.quote.Known() && !r.quote.Term.IsZero() { // a type that is sold in no other way
					return e.Fields().Word(provider.FieldCharge, string(provider.Prepaid))
				}
				return hours(d, r)
			},
			Sort: by(hour),
			Unit: func(d step.Draft) string {
				if _, yes := prepaid(d); yes {
					return ""
				}
				return e.T("column.per_hour", "Currency", p.Currency)
			},
		},
		{
			Column: widget.Column{ID: "month", Width: 9, Right: true, Drop: 3},
			Amount: amount(e, p, month, duePlaces), Sort: by(month),
			Unit: func(d step.Draft) string {
				if n, yes := prepaid(d); yes && n == 1 {
					return ""
				}
				return e.T("column.per_month", "Currency", p.Currency)
			},
		},
		{
			Column: widget.Column{ID: "term", Width: 9, Right: true, Drop: 7},
			Amount: amount(e, p, term, duePlaces), Sort: by(term),
			Unit: func(d step.Draft) string {
				n, yes := prepaid(d)
				if !yes {
					return ""
				}
				return e.T("column.per_term", "Currency", p.Currency, "Count", n)
			},
		},
	}
}

// amount words one price of all machines, its currency only where that is not the column's.
func amount(e *step.Env, p *provider.Product, of func(provider.Quote) provider.Money, places int,
) func(step.Draft, row) string {
	return func(d step.Draft, r row) string {
		switch {
		case !r.asked:
			return ""
		case r.failed:
			return e.T("price.failed")
		case !r.quote.Known():
			return e.T("price.none")
		}
		m, err := of(r.quote).Times(d.Spec.Machines())
		if err != nil {
			return e.T("price.none")
		}
		text := step.Decimals(m, places)
		if m.Currency != p.Currency {
			text += " " + m.Currency
		}
		return text
	}
}

// by sorts by what a machine costs.
func by(of func(provider.Quote) provider.Money) func(row) string {
	return func(r row) string {
		if !r.quote.Known() {
			return ""
		}
		return strconv.FormatInt(of(r.quote).Micros, 10)
	}
}
