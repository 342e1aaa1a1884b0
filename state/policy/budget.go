package policy

import (
	"maps"
	"slices"

	"github.com/metalwright/metalwright/provider"
)

// Budget is what a limit leaves on a day, for people to see before they order. A limit per order leaves all of it.
type Budget struct {
	Limit   Name
	Person  bool   // it is a limit of a person's; otherwise of everybody
	Profile string // the profile whose limit it is; "" when the limit is for all profiles together
	// Most is the limit and Left what it leaves, of money; zero for limits on machines and orders.
	Most, Left provider.Money
	// Count is the same of machines, or of orders.
	Count struct{ Most, Left int }
	// Unknown: what was spent of the limit cannot be added up.
	Unknown bool
}

// Short reports whether the limit does not leave enough for a new order at q. Where the limit cannot be checked for
// it, that is for [Limits.Check] to say.
func (b Budget) Short(q provider.Quote) bool {
	switch b.Limit {
	case OrdersPerDay:
		return b.Count.Left < 1
	case Instances, InstancesPerDay:
		return b.Count.Left < q.Count
	default:
		due, err := q.Due()
		return err == nil && due.Currency == b.Most.Currency && !b.Unknown && b.Left.Micros < due.Micros
	}
}

// Budgets is what each limit leaves of a day on which so much was bought: those on money first, by currency.
func (l Limits) Budgets(day Sum) []Budget {
	var all []Budget
	for _, c := range slices.Sorted(maps.Keys(l.PerDay)) {
		most := l.PerDay[c]
		left := provider.Money{Micros: max(most.Micros-day.Money[c].Micros, 0), Currency: c}
		all = append(all, Budget{Limit: PerDay, Most: most, Left: left, Unknown: day.Unknown})
	}
	for _, c := range slices.Sorted(maps.Keys(l.PerOrder)) {
		all = append(all, Budget{Limit: PerOrder, Most: l.PerOrder[c], Left: l.PerOrder[c]})
	}
	for _, c := range []struct {
		name        Name
		most, spent int
	}{
		{InstancesPerDay, l.InstancesPerDay, day.Machines},
		{Instances, l.Instances, 0},
		{OrdersPerDay, l.OrdersPerDay, day.Orders},
	} {
		if c.most > 0 {
			b := Budget{Limit: c.name}
			b.Count.Most, b.Count.Left = c.most, max(c.most-c.spent, 0)
			all = append(all, b)
		}
	}
	return all
}
