package policy

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
)

// TestBudgets says what each limit leaves, never less than nothing, and agrees with what [Limits.Check] refuses: an
// order that one of them is too short for is refused, and any other is not.
func TestBudgets(t *testing.T) {
	t.Parallel()
	usd := func(n float64) provider.Money { return provider.Amount(n, "USD") }
	l := Limits{
		PerDay: map[string]provider.Money{"USD": usd(100)}, PerOrder: map[string]provider.Money{"USD": usd(60)},
		Instances: 5, InstancesPerDay: 8, OrdersPerDay: 3,
	}
	for _, day := range []Sum{
		{},
		{Money: map[string]provider.Money{"USD": usd(70)}, Machines: 2, Orders: 1},
		{Money: map[string]provider.Money{"USD": usd(170)}, Machines: 9, Orders: 4},
		{Money: map[string]provider.Money{"USD": usd(10)}, Machines: 6, Orders: 2},
		{Money: map[string]provider.Money{"EUR": provider.Amount(900, "EUR")}, Machines: 3, Orders: 3},
	} {
		all := l.Budgets(day)
		if len(all) != 5 {
			t.Fatalf("Budgets() = %+v, want five", all)
		}
		for _, n := range []int{1, 3, 5, 6} {
			for _, each := range []float64{1, 11, 30} {
				q := provider.Quote{Priced: true, Count: n, Month: usd(each), Hour: usd(each / 730)}
				short := false
				for _, b := range all {
					if b.Left.Micros < 0 || b.Count.Left < 0 || b.Left.Micros > b.Most.Micros || b.Count.Left > b.Count.Most {
						t.Errorf("%s leaves %+v", b.Limit, b)
					}
					short = short || b.Short(q)
				}
				if err := l.Check(Purchase{Quote: q, Machines: n, New: true}, Sum{}, day); (err != nil) != short {
					t.Errorf("%d machines at %v after %+v: Check() = %v, and a budget is short: %v", n, each, day, err, short)
				}
			}
		}
	}
	if all := (Limits{}).Budgets(Sum{}); len(all) != 0 {
		t.Errorf("Budgets() of no limits = %+v, want none", all)
	}
}
