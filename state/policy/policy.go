// Package policy decides what someone may do: by their role ([May]), and within which limits something may be bought
// ([Limits.Check]). It is the one rule for all of them, whoever has set them; it knows no journal and no vendor. A
// purchase for which a limit cannot be checked is refused.
package policy

import (
	"cmp"
	"errors"
	"fmt"

	"github.com/metalwright/metalwright/provider"
)

// Limits restricts purchases. A field that is zero or missing sets no limit. Prepaid machines cost their whole term,
// others a month of use.
type Limits struct {
	PerOrder map[string]provider.Money // by currency (ISO 4217), of all machines of one order
	PerDay   map[string]provider.Money // by currency, of all that is ordered on a UTC day
	// Instances are the machines of one order, InstancesPerDay those ordered on a UTC day, whatever they cost.
	Instances, InstancesPerDay int
	OrdersPerDay               int // new orders on a UTC day
}

// ProfileOf is what people, and the files that say who may use what, call an account: its profile, or the account's own
// name where it has no profile.
func ProfileOf(profile, account string) string { return cmp.Or(profile, account) }

// None reports whether there are no limits.
func (l Limits) None() bool {
	return len(l.PerOrder)+len(l.PerDay) == 0 && l.Instances == 0 && l.InstancesPerDay == 0 && l.OrdersPerDay == 0
}

// Name names a limit, as it is written in files.
type Name string

// The limits.
const (
	PerOrder        Name = "per_order"
	PerDay          Name = "per_day"
	Instances       Name = "instances"
	InstancesPerDay Name = "instances_per_day"
	OrdersPerDay    Name = "orders_per_day"
)

// Sum adds up purchases that were made, may have been made, or are about to be. The zero value is an empty sum.
type Sum struct {
	Money    map[string]provider.Money // by currency
	Machines int                       // with a price or without
	Orders   int                       // that were new
	Unknown  bool                      // the money cannot be added up
}

// Add adds machines that cost so much together; cost has no currency when the price is not known.
func (s *Sum) Add(cost provider.Money, machines int) {
	s.Machines += machines
	if cost.Currency == "" {
		return
	}
	all, err := s.Money[cost.Currency].Plus(cost)
	if err != nil || cost.Micros < 0 {
		s.Unknown = true
		return
	}
	if s.Money == nil {
		s.Money = map[string]provider.Money{}
	}
	s.Money[cost.Currency] = all
}

// Purchase is a requested purchase: a new order, or more machines for an existing one.
type Purchase struct {
	Quote    provider.Quote // for any number of machines
	Machines int            // from 1 to [provider.MaxCount]
	Replaces int            // machines of the order that are gone, and do not count towards Instances
	New      bool           // it is a new order
}

// Reason is why a purchase is refused.
type Reason string

// The reasons.
const (
	Exceeded Reason = "exceeded" // it is more than the limit
	Unpriced Reason = "unpriced" // its price is not known, or cannot be computed
	Currency Reason = "currency" // the limit has no amount in its currency
	Unknown  Reason = "unknown"  // it is not known what was spent before
)

// Refusal is a purchase that a limit does not allow. Nothing was sent.
type Refusal struct {
	Limit  Name
	Reason Reason
	Person bool // it is a limit of the person's; otherwise of everybody
	// Profile is the profile whose limit it is; "" when the limit is for all profiles together.
	Profile string
	// Most is the limit, Spent the money spent before, and Due the cost of this purchase. An unknown amount is zero.
	Most, Spent, Due provider.Money
	// Machines is the same of machines, or of orders.
	Machines struct{ Most, Spent, Due int }
}

// Error is for logs.
func (r *Refusal) Error() string {
	switch {
	case r.Reason != Exceeded:
		return fmt.Sprintf("the limit %s cannot be checked: %s", r.Limit, r.Reason)
	case r.Most.Currency != "":
		return fmt.Sprintf("the limit %s of %s is exceeded: %s before, %s now", r.Limit, r.Most, r.Spent, r.Due)
	default:
		m := r.Machines
		return fmt.Sprintf("the limit %s of %d is exceeded: %d before, %d now", r.Limit, m.Most, m.Spent, m.Due)
	}
}

// Unwrap returns the error by its kind: choose less, or raise the limit.
func (r *Refusal) Unwrap() error {
	return &provider.Error{
		Kind: provider.KindQuota, Field: provider.FieldCount, Outcome: provider.Refused,
		Err: errors.New("a limit does not allow it"),
	}
}

// Cover is the limit on machines that, when it is set, lets a purchase pass a limit on money that cannot be checked
// for it.
func (n Name) Cover() Name {
	if n == PerOrder {
		return Instances
	}
	return InstancesPerDay
}

// Check compares p with the limits, given what was bought before for its order (nothing for a new one) and on its day.
// The error is a [*Refusal]. A limit on money refuses a purchase without a price, or with one in a currency that it
// does not have, unless a limit on machines covers it: a limit per day covers both, one per order covers that of an
// order.
func (l Limits) Check(p Purchase, order, day Sum) error {
	for _, c := range []struct {
		name             Name
		most, spent, due int
	}{
		{Instances, l.Instances, order.Machines - p.Replaces, p.Machines},
		{InstancesPerDay, l.InstancesPerDay, day.Machines, p.Machines},
		{OrdersPerDay, l.ordersOf(p), day.Orders, 1},
	} {
		if c.most == 0 || c.due <= c.most-c.spent {
			continue
		}
		r := &Refusal{Limit: c.name, Reason: Exceeded}
		r.Machines.Most, r.Machines.Spent, r.Machines.Due = c.most, c.spent, c.due
		return r
	}
	perDay := l.InstancesPerDay > 0
	if err := money(PerOrder, l.PerOrder, p, order, perDay || l.Instances > 0); err != nil {
		return err
	}
	return money(PerDay, l.PerDay, p, day, perDay)
}

// ordersOf is the limit on new orders, 0 when p is not a new order.
func (l Limits) ordersOf(p Purchase) int {
	if !p.New {
		return 0
	}
	return l.OrdersPerDay
}

// money is one limit on money. covered says that machines are counted where money cannot be.
func money(name Name, limits map[string]provider.Money, p Purchase, spent Sum, covered bool) error {
	if len(limits) == 0 {
		return nil
	}
	q := p.Quote
	q.Count = p.Machines
	due, err := q.Due()
	most, ok := limits[due.Currency]
	r := &Refusal{Limit: name, Most: most, Spent: spent.Money[due.Currency], Due: due}
	switch {
	case err != nil:
		r.Reason = Unpriced
	case !ok:
		r.Reason = Currency
	case spent.Unknown:
		r.Reason = Unknown
	default:
		r.Reason = Exceeded
		if all, err := r.Spent.Plus(due); err == nil && all.Micros <= most.Micros {
			return nil
		}
		return r
	}
	if covered {
		return nil
	}
	return r
}
