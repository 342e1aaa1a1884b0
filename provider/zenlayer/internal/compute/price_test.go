package compute_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

func TestLines(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in, metered string
		want              []provider.PriceLine
	}{
		{"nothing", `{}`, "", nil},
		{"list price alone", `{"originalPrice":2}`, "", []provider.PriceLine{{
			Item: "x", Each: usd(2e6),
			List: usd(2e6), Per: provider.PerTerm,
		}}},
		{
			"unit is hour unless stated", `{"discountUnitPrice":1,"unitPrice":2}`, "",
			[]provider.PriceLine{{Item: "x", Each: usd(1e6), List: usd(2e6), Per: provider.PerHour}},
		},
		{
			"tiers, a broken one left out",
			`{"stepPrices":[{"unitPrice":0.08},{},{"unitPrice":0.05,"discountUnitPrice":0.04}],"amountUnit":"TB"}`,
			"",
			[]provider.PriceLine{
				{Item: "x", Each: usd(8e4), List: usd(8e4), Per: provider.PerHour, Unit: "TB"},
				{Item: "x", Each: usd(4e4), List: usd(5e4), Per: provider.PerHour, Unit: "TB"},
			},
		},
		{"metered", `{"unitPrice":3,"chargeUnit":"MONTH"}`, "Mbps", []provider.PriceLine{{
			Item: "x", Each: usd(3e6),
			List: usd(3e6), Per: provider.PerMonth, Unit: "Mbps",
		}}},
		{
			"overage",
			`{"discountPrice":5,"originalPrice":5,"excessUnitPrice":0.09,"excessDiscountUnitPrice":0.08,
				"excessAmountUnit":"TB"}`, "",
			[]provider.PriceLine{
				{Item: "x", Each: usd(5e6), List: usd(5e6), Per: provider.PerTerm},
				{Item: "x_overage", Each: usd(8e4), List: usd(9e4), Per: provider.PerHour, Unit: "TB"},
			},
		},
		{
			"overage in the unit of use",
			`{"unitPrice":3,"chargeUnit":"MONTH","amountUnit":"Mbps","excessUnitPrice":4,"excessAmountUnit":null}`, "Mbps",
			[]provider.PriceLine{
				{Item: "x", Each: usd(3e6), List: usd(3e6), Per: provider.PerMonth, Unit: "Mbps"},
				{Item: "x_overage", Each: usd(4e6), List: usd(4e6), Per: provider.PerMonth, Unit: "Mbps"},
			},
		},
		{
			"no overage", `{"unitPrice":3,"excessUnitPrice":0,"excessDiscountUnitPrice":null}`, "",
			[]provider.PriceLine{{Item: "x", Each: usd(3e6), List: usd(3e6), Per: provider.PerHour}},
		},
		{"overage that is no price", `{"unitPrice":3,"excessUnitPrice":-1}`, "", []provider.PriceLine{
			{Item: "x", Each: usd(3e6), List: usd(3e6), Per: provider.PerHour},
			{Item: "x_overage", Per: provider.PerHour, Unit: "GB"},
		}},
		{
			"texts", `{"unitPrice":" 0.63 ","discountUnitPrice":"","chargeUnit":"HOUR"}`, "",
			[]provider.PriceLine{{Item: "x", Each: usd(63e4), List: usd(63e4), Per: provider.PerHour}},
		},
		{"free", `{"discountPrice":0,"originalPrice":9}`, "", []provider.PriceLine{{
			Item: "x", List: usd(9e6),
			Each: usd(0), Per: provider.PerTerm,
		}}},
		{
			"odd types are no price", `{"unitPrice":{},"stepPrices":"x","chargeUnit":null}`, "",
			[]provider.PriceLine{{Item: "x", Per: provider.PerHour}},
		},
		{"below zero", `{"discountPrice":-5,"originalPrice":9}`, "", []provider.PriceLine{{
			Item: "x", List: usd(9e6),
			Per: provider.PerTerm,
		}}},
		{
			"an odd list price", `{"discountPrice":5,"originalPrice":-9}`, "",
			[]provider.PriceLine{{Item: "x", Each: usd(5e6), List: usd(5e6), Per: provider.PerTerm}},
		},
		{
			"digits without end", `{"discountPrice":0.10000000000000000555}`, "",
			[]provider.PriceLine{{Item: "x", Each: usd(1e5), List: usd(1e5), Per: provider.PerTerm}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var p compute.Price
			if err := json.Unmarshal([]byte(tt.in), &p); err != nil {
				t.Fatalf("Unmarshal(%s) = %v", tt.in, err)
			}
			got := p.Lines("x", tt.metered)
			if len(got) != len(tt.want) {
				t.Fatalf("Lines(%s) = %+v, want %+v", tt.in, got, tt.want)
			}
			for i := range got {
				if got[i] != tt.want[i] {
					t.Errorf("Lines(%s)[%d] = %+v, want %+v", tt.in, i, got[i], tt.want[i])
				}
			}
		})
	}
	if got := (*compute.Price)(nil).Lines("x", ""); got != nil {
		t.Errorf("Lines() of no price = %v, want none", got)
	}
}

func usd(micros int64) provider.Money { return provider.Money{Micros: micros, Currency: "USD"} }

// TestTotal makes no price of what can be none: a vendor's mistake must not pass a limit.
func TestTotal(t *testing.T) {
	t.Parallel()
	const hour = `{"unitPrice":0.63,"chargeUnit":"HOUR"}`
	for _, c := range []struct {
		name, instance, other string
		month                 int64 // micros; 0: there is no price
	}{
		{"machine and bandwidth", hour, `{"unitPrice":2.4,"chargeUnit":"DAY"}`, 532_900_000},
		{"overage is no part of it", hour, `{"unitPrice":2.4,"chargeUnit":"DAY","excessUnitPrice":5}`, 532_900_000},
		{"overage below zero", hour, `{"unitPrice":2.4,"chargeUnit":"DAY","excessUnitPrice":-5}`, 0},
		{"free bandwidth", hour, `{"unitPrice":0,"chargeUnit":"DAY"}`, 459_900_000},
		{"rounded once", `{"unitPrice":0.000001,"chargeUnit":"DAY"}`, `{}`, 30},
		{"machine for nothing", `{"unitPrice":0,"chargeUnit":"HOUR"}`, `{"unitPrice":2.4,"chargeUnit":"DAY"}`, 0},
		{"machine below zero", `{"unitPrice":-1,"chargeUnit":"HOUR"}`, `{}`, 0},
		{"bandwidth below zero", hour, `{"unitPrice":-0.01,"chargeUnit":"HOUR"}`, 0},
		{"no number", `{"unitPrice":"NaN","chargeUnit":"HOUR"}`, `{}`, 0},
		{"infinite", `{"unitPrice":"Infinity"}`, `{}`, 0},
		{"bandwidth is no number", hour, `{"unitPrice":{},"chargeUnit":"HOUR"}`, 0},
		{"steps below zero", hour, `{"stepPrices":[{"unitPrice":-0.08}]}`, 0},
		{"too large to read", `{"unitPrice":1e300}`, `{}`, 0},
		{"too large for a month", `{"unitPrice":9000000000000}`, `{}`, 0},
		{"too large for the largest order", `{"unitPrice":2000000,"chargeUnit":"HOUR"}`, `{}`, 0},
		{
			"too large together", `{"unitPrice":9000000000000,"chargeUnit":"MONTH"}`,
			`{"unitPrice":9000000000000,"chargeUnit":"MONTH"}`, 0,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			q := provider.Quote{Count: provider.MaxCount}
			for item, text := range map[string]string{compute.ItemInstance: c.instance, "bandwidth": c.other} {
				var p compute.Price
				if err := json.Unmarshal([]byte(text), &p); err != nil {
					t.Fatalf("Unmarshal(%s) = %v", text, err)
				}
				q.Lines = append(q.Lines, p.Lines(item, "")...)
			}
			compute.Total(&q, 1)
			if q.Priced != (c.month != 0) || q.Priced != q.Known() && c.month > 1000 || q.Month.Micros != c.month {
				t.Errorf("Total() = %+v, want a month of %d micros", q, c.month)
			}
			if !q.Priced && (len(q.Lines) > 0 || q.Hour != provider.Money{} || q.Term != provider.Money{}) {
				t.Errorf("Total() = %+v, want nothing of what is no price", q)
			}
		})
	}
}

// TestMerged: the price of use beyond a package is stated once, whichever way the vendor states it again.
func TestMerged(t *testing.T) {
	t.Parallel()
	line := func(item, unit string, micros int64) provider.PriceLine {
		m := provider.Money{Micros: micros, Currency: "USD"}
		return provider.PriceLine{Item: item, Each: m, List: m, Unit: unit}
	}
	pack, other := line("traffic", "", 5), line("traffic", "GB", 90)
	beyond, steps := line("traffic_overage", "GB", 80), line("traffic", "gb", 80)
	for name, c := range map[string]struct{ lines, want []provider.PriceLine }{
		"with the package and as steps": {[]provider.PriceLine{pack, beyond, steps}, []provider.PriceLine{pack, beyond}},
		"the other way round": {
			[]provider.PriceLine{pack, steps, beyond}, []provider.PriceLine{pack, line("traffic_overage", "gb", 80)},
		},
		"twice":         {[]provider.PriceLine{pack, beyond, beyond}, []provider.PriceLine{pack, beyond}},
		"another price": {[]provider.PriceLine{pack, beyond, other}, []provider.PriceLine{pack, beyond, other}},
		"equal steps":   {[]provider.PriceLine{other, other}, []provider.PriceLine{other, other}},
		"equal parts":   {[]provider.PriceLine{pack, pack}, []provider.PriceLine{pack, pack}},
	} {
		if got := compute.MergedLines(c.lines); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: Merged() = %+v, want %+v", name, got, c.want)
		}
	}
}
