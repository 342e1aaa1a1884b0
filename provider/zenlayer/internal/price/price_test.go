package price_test

import (
	"encoding/json"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/price"
)

func TestLines(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, in, metered string
		want              []provider.PriceLine
	}{
		{"nothing", `{}`, "", nil},
		{"list price alone", `{"originalPrice":2}`, "", []provider.PriceLine{{Item: "x", Each: usd(2e6), List: usd(2e6), Per: provider.PerTerm}}},
		{"unit is hour unless told", `{"discountUnitPrice":1,"unitPrice":2}`, "", []provider.PriceLine{{Item: "x", Each: usd(1e6), List: usd(2e6), Per: provider.PerHour}}},
		{"tiers, a broken one left out", `{"stepPrices":[{"unitPrice":0.08},{},{"unitPrice":0.05,"discountUnitPrice":0.04}],"amountUnit":"TB"}`, "", []provider.PriceLine{
			{Item: "x", Each: usd(8e4), List: usd(8e4), Per: provider.PerHour, Unit: "TB"},
			{Item: "x", Each: usd(4e4), List: usd(5e4), Per: provider.PerHour, Unit: "TB"},
		}},
		{"metered", `{"unitPrice":3,"chargeUnit":"MONTH"}`, "Mbps", []provider.PriceLine{{Item: "x", Each: usd(3e6), List: usd(3e6), Per: provider.PerMonth, Unit: "Mbps"}}},
		{"odd types", `{"unitPrice":{},"stepPrices":"x","chargeUnit":null}`, "", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var p price.Price
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
	if got := (*price.Price)(nil).Lines("x", ""); got != nil {
		t.Errorf("Lines() of no price = %v, want none", got)
	}
}

func usd(micros int64) provider.Money { return provider.Money{Micros: micros, Currency: "USD"} }
