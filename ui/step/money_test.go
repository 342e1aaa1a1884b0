package step_test

import (
	"math"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
)

// TestMoney separates thousands, rounds sums to two decimal places but not to nothing, and gives those of a column the
// same number of them.
func TestMoney(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		micros int64
		alone  string
		places int
		column string
	}{
		{0, "0.00 USD", 2, "0.00"},
		{42_900, "0.04 USD", 4, "0.0429"},
		{1_890_000, "1.89 USD", 4, "1.8900"},
		{1_379_700_000, "1,379.70 USD", 2, "1,379.70"},
		{999_995_000, "1,000.00 USD", 2, "1,000.00"},
		{-1_234_567_894_999, "-1,234,567.89 USD", 2, "-1,234,567.89"},
		{-5_000, "-0.01 USD", 2, "-0.01"},
		{4, "0.000004 USD", 2, "0.000004"},
		{100_000_000, "100.00 USD", 0, "100"},
		{123_456, "0.12 USD", 6, "0.123456"},
		{math.MaxInt64, "9,223,372,036,854.78 USD", 2, "9,223,372,036,854.78"},
		{math.MinInt64, "-9,223,372,036,854.78 USD", 2, "-9,223,372,036,854.78"},
	} {
		m := provider.Money{Micros: c.micros, Currency: "USD"}
		if got := step.Money(m); got != c.alone {
			t.Errorf("Money(%d millionths) = %q, want %q", c.micros, got, c.alone)
		}
		if got := step.Decimals(m, c.places); got != c.column {
			t.Errorf("Decimals(%d millionths, %d) = %q, want %q", c.micros, c.places, got, c.column)
		}
	}
}

// TestRate keeps up to four decimal places of a price by the hour, and two at least.
func TestRate(t *testing.T) {
	t.Parallel()
	for micros, want := range map[int64]string{
		1_890_000: "1.89 USD", 42_900: "0.0429 USD", 1_845_204: "1.8452 USD", 689_178: "0.6892 USD", 2_000_000: "2.00 USD",
		2_100_000: "2.10 USD", 1_234_500_000: "1,234.50 USD", 30: "0.00003 USD",
	} {
		if got := step.Rate(provider.Money{Micros: micros, Currency: "USD"}); got != want {
			t.Errorf("Rate(%d millionths) = %q, want %q", micros, got, want)
		}
	}
}
