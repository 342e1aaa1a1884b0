package billing_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/steps/billing"
)

// TestFirstCheaperDay compares an hourly price with terms that cost less, the same and more than all of their hours.
func TestFirstCheaperDay(t *testing.T) {
	t.Parallel()
	usd := func(v float64) provider.Money { return provider.Amount(v, "USD") }
	for _, c := range []struct {
		hour, term float64
		months     int
		want       int
	}{
		{1, 240, 1, 11}, // after 240 hours, which are 10 days, both have cost the same
		{1, 239, 1, 10},
		{1, 730, 1, 0},
		{1, 800, 1, 0},
		{1, 729, 1, 31},
		{1, 7300, 12, 305},
		{0, 100, 1, 0},
		{1, 0, 1, 0},
	} {
		if got := billing.FirstCheaperDay(usd(c.hour), usd(c.term), c.months); got != c.want {
			t.Errorf("%v an hour against %v for %d months: day %d, want %d", c.hour, c.term, c.months, got, c.want)
		}
	}
	if got := billing.FirstCheaperDay(usd(1), provider.Amount(100, "CNY"), 1); got != 0 {
		t.Errorf("two currencies are compared: day %d", got)
	}
}
