package provider_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
)

// TestSame finds the line for the same, step by step.
func TestSame(t *testing.T) {
	t.Parallel()
	line := func(item string, micros int64) provider.PriceLine {
		return provider.PriceLine{Item: item, Each: provider.Money{Micros: micros, Currency: "USD"}, Unit: "GB"}
	}
	was := provider.Quote{Lines: []provider.PriceLine{line("traffic", 3), line("ip", 9), line("traffic", 2)}}
	is := provider.Quote{Lines: []provider.PriceLine{line("traffic", 3), line("traffic", 4), line("traffic", 1)}}
	for i, want := range []int64{3, 2, 0} {
		got, ok := was.Same(is, i)
		if got.Each.Micros != want || ok != (want != 0) {
			t.Errorf("Same(%d) = %+v, %v, want the price %d", i, got, ok, want)
		}
	}
}
