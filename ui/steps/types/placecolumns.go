package types

import (
	"strconv"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/pick"
	"github.com/metalwright/metalwright/ui/widget"
)

// placeColumns are zone, stock and price, and what the rows differ in.
func placeColumns(e *step.Env, p *provider.Product, near, several bool) []pick.Column[place] {
	cols := []pick.Column[place]{
		{
			Column: widget.Column{ID: "zone", Title: e.T("column.zone"), Width: 8, Flex: true}, Whole: true,
			Cell: func(p place) string { return string(p.Zone.ID) },
		},
		{
			Column: widget.Column{ID: "city", Title: e.T("column.city"), Width: 10, Flex: true, Drop: 2}, Whole: true,
			Spare: []string{""}, Cell: func(p place) string { return p.Zone.City },
		},
	}
	if near {
		cols = append([]pick.Column[place]{
			{
				Column: widget.Column{ID: "type", Title: e.T("column.type"), Width: 6, Flex: true}, Whole: true,
				Cell: func(p place) string { return string(p.Type.ID) },
			},
			{
				Column: widget.Column{ID: "cpu", Title: e.T("column.cpu"), Width: 5, Right: true, Drop: 3},
				Cell:   func(p place) string { return counted(max(p.Type.Threads, p.Type.Cores)) },
			},
			{
				Column: widget.Column{ID: "memory", Title: e.T("column.memory"), Width: 7, Right: true, Drop: 4},
				Cell:   func(p place) string { return memory(p.Type) },
			},
		}, cols...)
	}
	if several {
		cols = append(cols, pick.Column[place]{
			Column: widget.Column{ID: "account", Title: e.T("column.account"), Width: 8, Flex: true, Drop: 5}, Whole: true,
			Cell: func(p place) string { return p.Account },
		})
	}
	cols = append(cols, pick.Column[place]{
		Column: widget.Column{ID: "stock", Title: e.T("column.stock"), Width: 7}, Whole: true,
		Spare: []string{e.Offers().Stock(provider.StockUnknown)}, Cell: func(p place) string {
			if p.problem != "" {
				return ""
			}
			return e.Offers().StockOf(p.Type)
		},
		Sort: func(p place) string {
			if p.Type.Left != nil {
				return strconv.Itoa(*p.Type.Left)
			}
			return strconv.Itoa(int(p.Type.Stock) * 1000)
		},
	})
	if p.Currency == "" {
		return cols
	}
	return append(cols,
		placePrice(e, p, "hour", "column.per_hour", 7, hourPlaces, func(q provider.Quote) provider.Money { return q.Hour }),
		placePrice(e, p, "month", "column.per_month", 6, duePlaces, func(q provider.Quote) provider.Money { return q.Month }))
}

// placePrice is the column of one price of all machines.
func placePrice(e *step.Env, p *provider.Product, id, title string, drop, places int,
	of func(provider.Quote) provider.Money,
) pick.Column[place] {
	return pick.Column[place]{
		Column: widget.Column{ID: id, Width: 10, Right: true, Drop: drop},
		Unit:   func(step.Draft) string { return e.T(title, "Currency", p.Currency) },
		Amount: func(d step.Draft, o place) string {
			if !o.Asked {
				return ""
			}
			m, err := of(o.Quote).Times(d.Spec.Machines())
			if !o.Quote.Known() || err != nil {
				return e.T("price.none")
			}
			return step.Decimals(m, places)
		},
		Sort: func(o place) string {
			if !o.Quote.Known() {
				return ""
			}
			return strconv.FormatInt(of(o.Quote).Micros, 10)
		},
	}
}

// whyNot is why the place cannot be chosen.
func whyNot(e *step.Env, d step.Draft, p place) string {
	if p.problem != "" {
		return e.T("cli.at", "Place", p.Account, "Why", p.problem)
	}
	n := d.Spec.Machines()
	switch {
	case p.Type.Stock == provider.StockSoldOut:
		return e.T("type.sold_out", "Type", string(p.Type.ID), "Zone", string(p.Zone.ID))
	case !p.Available(n):
		return e.T("type.too_few", "Left", *p.Type.Left, "Count", n)
	}
	return overQuota(e, p.Type, n)
}
