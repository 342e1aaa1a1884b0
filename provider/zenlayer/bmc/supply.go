package bmc

import (
	"context"
	"maps"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/together"
)

// stockByCharge is what is sold under each charge: the vendor lists one charge at a time. A charge that the account may
// not use has no rows.
type stockByCharge map[provider.Charge][]stock

// stockByCharge asks for what s.Zone sells, s.Type alone when it is answered. That the account may not use a charge is
// an error only for s.Billing.Charge.
func (c *catalog) stockByCharge(ctx context.Context, s provider.Spec) (stockByCharge, error) {
	charges := []provider.Charge{provider.Postpaid, provider.Prepaid}
	rows := make([][]stock, len(charges))
	g, gctx := together.With(ctx)
	for i, charge := range charges {
		if charge == provider.Postpaid && c.noPostpaid.Load() && s.Billing.Charge != charge {
			continue
		}
		g.Go(func() error {
			one := s
			one.Billing.Charge = charge
			var err error
			if rows[i], err = c.stock(gctx, one); err != nil && refusesCharge(err) && s.Billing.Charge != charge {
				rows[i], err = nil, nil
			}
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	out := stockByCharge{}
	for i, charge := range charges {
		out[charge] = rows[i]
	}
	return out, nil
}

// StockOf asks what is left of s.Type in s.Zone: under s.Billing.Charge, and when that is nothing, under the other
// charge.
func (c *catalog) StockOf(ctx context.Context, s provider.Spec) (*provider.InstanceType, error) {
	t := provider.InstanceType{ID: s.Type, Supplies: provider.Supplies{}}
	charges := []provider.Charge{provider.Postpaid, provider.Prepaid}
	if s.Billing.Charge == provider.Prepaid {
		slices.Reverse(charges)
	}
	listed := false
	for _, charge := range charges {
		one := s
		one.Billing.Charge = charge
		rows, err := c.stock(ctx, one)
		if err != nil && (charge == s.Billing.Charge || !refusesCharge(err)) {
			return nil, err
		}
		found := stockByCharge{charge: rows}.supplies(func(stock) bool { return true })
		maps.Copy(t.Supplies, found)
		listed = listed || len(found) > 0
		if u, ok := found[charge]; ok && !u.Gone() {
			break
		}
	}
	if !listed {
		return nil, nil //nolint:nilnil // not sold here is an answer
	}
	t = t.Charged(s.Billing.Charge)
	return &t, nil
}

// refusesCharge reports whether the vendor says that the charge is not for this account or zone.
func refusesCharge(err error) bool {
	for _, e := range provider.All(err) {
		if e.Code == chargeOff || e.Code == "OPERATION_DENIED_CHARGE_TYPE_NOT_SUPPORT" {
			return true
		}
	}
	return false
}

// rows are those of the charge, and then those of the other one; without a charge those of postpaid come first.
func (all stockByCharge) rows(first provider.Charge) []stock {
	if first == provider.Prepaid {
		return slices.Concat(all[provider.Prepaid], all[provider.Postpaid])
	}
	return slices.Concat(all[provider.Postpaid], all[provider.Prepaid])
}

// byZone are the rows of each zone, with those of no zone; the latter alone are at "".
func (all stockByCharge) byZone() map[provider.ZoneID]stockByCharge {
	out := map[provider.ZoneID]stockByCharge{}
	for c, rows := range all {
		for _, row := range rows {
			z := provider.ZoneID(row.ZoneID)
			if out[z] == nil {
				out[z] = stockByCharge{}
			}
			out[z][c] = append(out[z][c], row)
		}
	}
	for z, own := range out {
		for c, rows := range out[""] {
			if z != "" {
				own[c] = append(own[c], rows...)
			}
		}
	}
	return out
}

// supplies is the best of the rows that of is true for, under each charge that has one.
func (all stockByCharge) supplies(of func(stock) bool) provider.Supplies {
	out := provider.Supplies{}
	for c, rows := range all {
		for _, row := range rows {
			if !of(row) {
				continue
			}
			if u, ok := out[c]; !ok || u.Gone() || row.grade() > u.Stock {
				out[c] = provider.Supply{Stock: row.grade(), Left: row.Qty.Ptr()}
			}
		}
	}
	return out
}

// stock fills in what z has under each charge, and under the best of them.
func (all stockByCharge) stock(z *provider.Zone) {
	here := func(row stock) bool { return provider.ZoneID(row.ZoneID) == z.ID }
	z.Supplies = all.supplies(here)
	types := map[string]bool{}
	for c, u := range z.Supplies {
		z.Supplies[c] = provider.Supply{Stock: u.Stock} // how many are left of one type says nothing about a zone
		for _, row := range all[c] {
			if here(row) && row.grade() != provider.StockSoldOut {
				types[string(row.InstanceTypeID)] = true
			}
		}
		if u.Stock != provider.StockSoldOut {
			z.Stock = max(z.Stock, u.Stock)
		}
	}
	if z.Types = len(types); z.Types == 0 {
		z.Stock = provider.StockSoldOut // what the vendor sells is listed, and nothing is here
	}
}
