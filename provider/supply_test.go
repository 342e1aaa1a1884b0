package provider_test

import (
	"slices"
	"testing"

	"github.com/metalwright/metalwright/provider"
)

// TestSupplies wants the charge that is sold suggested, and only the other one refused.
func TestSupplies(t *testing.T) {
	t.Parallel()
	const post, pre = provider.Postpaid, provider.Prepaid
	some, gone, none := provider.Supply{Stock: provider.StockShort}, provider.Supply{Stock: provider.StockSoldOut},
		provider.Supply{Left: new(0)}
	for _, row := range []struct {
		name     string
		supplies provider.Supplies
		sold     []provider.Charge
		best     provider.Charge
		refused  map[provider.Charge]string // what is allowed instead
	}{
		{"not stated", nil, nil, post, nil},
		{"both", provider.Supplies{post: some, pre: some}, []provider.Charge{post, pre}, post, nil},
		{
			"prepaid alone",
			provider.Supplies{pre: some},
			[]provider.Charge{pre},
			pre,
			map[provider.Charge]string{post: "prepaid"},
		},
		{
			"postpaid sold out",
			provider.Supplies{post: gone, pre: some},
			[]provider.Charge{pre},
			pre,
			map[provider.Charge]string{post: "prepaid"},
		},
		{
			"postpaid has none left",
			provider.Supplies{post: none, pre: {}},
			[]provider.Charge{pre},
			pre,
			map[provider.Charge]string{post: "prepaid"},
		},
		{
			"postpaid alone",
			provider.Supplies{post: {}},
			[]provider.Charge{post},
			post,
			map[provider.Charge]string{pre: "postpaid"},
		},
		{
			"prepaid sold out",
			provider.Supplies{post: {}, pre: gone},
			[]provider.Charge{post},
			post,
			map[provider.Charge]string{pre: "postpaid"},
		},
		{"both sold out", provider.Supplies{post: gone, pre: none}, nil, post, nil},
		{"nothing", provider.Supplies{}, nil, post, nil},
	} {
		if got := row.supplies.Sold(); !slices.Equal(got, row.sold) {
			t.Errorf("%s: Sold() = %v, want %v", row.name, got, row.sold)
		}
		if got := row.supplies.Best(); got != row.best {
			t.Errorf("%s: Best() = %s, want %s", row.name, got, row.best)
		}
		for _, c := range []provider.Charge{"", post, pre} {
			e := provider.SoldOtherwise(c, row.supplies)
			if want := row.refused[c]; (e != nil) != (want != "") || e != nil && (e.Allowed != want ||
				e.Field != provider.FieldCharge) {
				t.Errorf("%s: SoldOtherwise(%q) = %v, want allowed %q", row.name, c, e, want)
			}
		}
		own := provider.InstanceType{Stock: provider.StockPlenty, Left: new(7), Supplies: row.supplies}
		if got := own.Charged("").Under(""); row.supplies != nil && got.Gone() != (len(row.sold) == 0) ||
			row.supplies == nil && *got.Left != 7 {
			t.Errorf("%s: the stock without a charge is %+v, want the best", row.name, got)
		}
	}
}
