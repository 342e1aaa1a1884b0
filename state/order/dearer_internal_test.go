package order

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
)

// TestDearerByStep compares prices in steps step by step: the second may rise where the first stays.
func TestDearerByStep(t *testing.T) {
	t.Parallel()
	quote := func(steps ...int64) provider.Quote {
		q := provider.Quote{Priced: true, Count: 1}
		for _, micros := range steps {
			q.Lines = append(q.Lines, provider.PriceLine{
				Item: "traffic", Unit: "GB", Each: provider.Money{Micros: micros, Currency: "USD"},
			})
		}
		return q
	}
	for _, c := range []struct {
		was, is provider.Quote
		want    bool
	}{
		{quote(3, 2), quote(3, 2), false},
		{quote(3, 2), quote(3, 1), false},
		{quote(3, 2), quote(2, 3), true},
		{quote(3, 2), quote(3, 3), true},
		{quote(3, 2), quote(3, 2, 1), true}, // a step that was not shown
		{quote(3, 2), quote(3), true},       // of use that cost 2 before
		{quote(3, 2), quote(2), false},
		{quote(3, 2), quote(), false},
	} {
		if got := dearer(c.was, c.is); got != c.want {
			t.Errorf("dearer(%v, %v) = %v, want %v", c.was.Lines, c.is.Lines, got, c.want)
		}
	}
}
