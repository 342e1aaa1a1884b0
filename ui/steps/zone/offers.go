package zone

import (
	"context"
	"maps"
	"strconv"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/offers"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/pick"
	"github.com/metalwright/metalwright/ui/widget"
)

// hourPlaces are the decimal places of a price by the hour.
const hourPlaces = 4

// columns are those of what the zones sell: how many types that fit the filter, and from which price on.
func (l *list) columns(p *provider.Product) []pick.Column[row] {
	cols := []pick.Column[row]{{
		Column: widget.Column{ID: "types", Title: l.env.T("column.types"), Width: 6, Right: true, Drop: 3},
		Spare:  []string{""},
		Say:    func(n string) string { return l.env.T("zone.types_said", "Count", n) },
		Cell: func(z row) string {
			if z.asked {
				return l.fitting(z)
			}
			if z.Types == 0 {
				return ""
			}
			return strconv.Itoa(z.Types)
		},
	}}
	if !l.priced {
		return cols
	}
	return append(cols, pick.Column[row]{
		Column: widget.Column{
			ID: "from", Title: l.env.T("column.from", "Currency", p.Currency), Width: 11, Right: true, Drop: 4,
		},
		Say: func(price string) string {
			return l.env.T("zone.from_said", "Price", price, "Currency", p.Currency)
		},
		Cell: func(z row) string {
			o, ok := l.from(z)
			switch {
			case !ok || !o.Asked:
				return ""
			case !o.Quote.Known():
				return l.env.T("price.none")
			}
			return step.Decimals(o.Quote.Hour, hourPlaces)
		},
	})
}

// query is what the filter wants of types.
func (l *list) query() offers.Query {
	if l.screen == nil {
		return offers.Query{}
	}
	return ofTypes(l.screen.Query())
}

// ofTypes is what q wants of types: its words are about the zone.
func ofTypes(q offers.Query) offers.Query {
	q.Words = nil
	return q
}

// fits reports whether t can be had in z and is what q wants, whatever it costs.
func (l *list) fits(q offers.Query, z row, t provider.InstanceType) bool {
	return offers.Available(t, l.count) && q.Fits(offers.Offer{Zone: z.Zone, Type: t})
}

// fitting is how many types of z fit, or may fit as long as the filter is about prices that were not asked for.
func (l *list) fitting(z row) string {
	n, q, open := 0, l.query(), false
	free := q.Free()
	for _, t := range z.types {
		if !l.fits(free, z, t) {
			continue
		}
		switch o, asked := z.prices[t.ID]; {
		case !q.Priced():
		case !asked:
			open = true
		case !q.Fits(o):
			continue
		}
		n++
	}
	if open {
		most := "≤"
		if l.env.Theme.ASCII {
			most = "<="
		}
		return most + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// unpriced are the types of z that fit q but for prices that were not asked for.
func (l *list) unpriced(q offers.Query, z row) (all []offers.Offer) {
	q = q.Free()
	for _, t := range z.types {
		if _, asked := z.prices[t.ID]; !asked && l.fits(q, z, t) {
			all = append(all, offers.Offer{Zone: z.Zone, Type: t})
		}
	}
	return all
}

// from is the smallest type of z that fits, with its price as soon as that was asked for; false when none fits.
func (l *list) from(z row) (offers.Offer, bool) { return l.fromBy(l.query(), z) }

// fromBy is the same by a filter that was read before.
func (l *list) fromBy(q offers.Query, z row) (offers.Offer, bool) {
	q = q.Free()
	t, ok := offers.Smallest(z.types, func(t provider.InstanceType) bool { return l.fits(q, z, t) })
	if !ok {
		return offers.Offer{}, false
	}
	if o, asked := z.prices[t.ID]; asked {
		return o, true
	}
	return offers.Offer{Zone: z.Zone, Type: t}, true
}

// lacks reports whether z has to be asked for. Where each zone takes a request of its own, only the one under the
// cursor is asked.
func (l *list) lacks(d step.Draft) func(row) bool {
	_, all := provider.As[provider.Surveyor](d.Reader())
	return func(z row) bool {
		if z.Stock == provider.StockSoldOut {
			return false
		}
		on, ok := l.screen.Selected()
		here := ok && on.ID == z.ID
		if q := l.query(); here && z.asked && l.priced && q.Priced() && len(l.unpriced(q, z)) > 0 {
			return true // which of its types the price leaves
		}
		return (!z.asked || l.lacksPrice(z)) && (all || here)
	}
}

func (l *list) lacksPrice(z row) bool {
	o, ok := l.from(z)
	return ok && l.priced && !o.Asked
}

// sells reports whether z sells something that the filter wants. A zone that was not asked yet may.
func (l *list) sells(_ step.Draft, z row, q offers.Query) bool {
	if !z.asked && z.Stock != provider.StockSoldOut {
		return true
	}
	o, ok := l.from(z)
	return ok && (!q.Priced() || !o.Asked || q.Fits(o))
}

// cheapest words from which price on z sells what fits.
func (l *list) cheapest(z row) string {
	o, ok := l.from(z)
	if !ok || !o.Quote.Known() {
		return ""
	}
	e := l.env
	id := "zone.smallest"
	if len(l.query().Conditions) > 0 {
		id = "zone.smallest_fitting"
	}
	return e.T(id, "Type", string(o.Type.ID), "Hour", e.T("price.hour", "Money", step.Rate(o.Quote.Hour)),
		"Month", e.T("price.month", "Money", step.Money(o.Quote.Month)))
}

// fill asks what z sells, and what the smallest of it costs that q wants. The screen goes on meanwhile, and nothing of
// it is read.
func (l *list) fill(ctx context.Context, d step.Draft, z row, q offers.Query) (row, error) {
	if !z.asked {
		types, err := l.types(ctx, d, z.Zone)
		if err != nil {
			return z, err
		}
		z.types, z.asked = types, true
	}
	q = ofTypes(q)
	o, ok := l.fromBy(q, z)
	if !ok || !l.priced {
		return z, nil
	}
	open := []offers.Offer{o}
	if o.Asked { // a second time, for all that a price is a condition of
		open = l.unpriced(q, z)
	}
	offers.Price(ctx, []offers.Seller{{Reader: d.Reader()}}, d.Spec, open, len(open))
	z.prices = maps.Clone(z.prices)
	if z.prices == nil {
		z.prices = map[provider.TypeID]offers.Offer{}
	}
	for _, o := range open {
		o.Asked = true
		z.prices[o.Type.ID] = o
	}
	return z, nil
}

// types is what the zone sells. Where all zones can be asked at once they are, once.
func (l *list) types(ctx context.Context, d step.Draft, z provider.Zone) ([]provider.InstanceType, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if types, asked := l.sold[z.ID]; asked {
		return types, nil
	}
	sold, wrong := offers.Types(ctx, d.Reader(), []provider.Zone{z}, d.Spec)
	if len(wrong) > 0 {
		return nil, wrong[0].Err
	}
	if _, all := provider.As[provider.Surveyor](d.Reader()); all {
		l.sold = sold
	}
	return sold[z.ID], nil
}
