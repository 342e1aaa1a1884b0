package policy_test

import (
	"errors"
	"math"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/policy"
)

func money(v float64, currency string) map[string]provider.Money {
	return map[string]provider.Money{currency: provider.Amount(v, currency)}
}

// each is the quote of machines that cost so much a month.
func each(v float64, currency string) provider.Quote {
	return provider.Quote{Priced: true, Count: 1, Month: provider.Amount(v, currency)}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	const dear = 5 // USD a machine
	usd := each(dear, "USD")
	for _, c := range []struct {
		name       string
		limits     policy.Limits
		p          policy.Purchase
		order, day policy.Sum
		want       policy.Name // "": allowed
		reason     policy.Reason
	}{
		{name: "no limit", p: policy.Purchase{Machines: 500}},
		{name: "as much as is allowed", limits: policy.Limits{
			PerOrder: money(10, "USD"), PerDay: money(20, "USD"), Instances: 2, InstancesPerDay: 4, OrdersPerDay: 2,
		}, p: policy.Purchase{Quote: usd, Machines: 2, New: true}, day: policy.Sum{
			Money:    money(10, "USD"),
			Machines: 2, Orders: 1,
		}},
		{
			name: "too dear", limits: policy.Limits{PerOrder: money(9.999, "USD")},
			p: policy.Purchase{Quote: usd, Machines: 2}, want: policy.PerOrder, reason: policy.Exceeded,
		},
		{
			name: "too dear with what the order has", limits: policy.Limits{PerOrder: money(10, "USD")},
			p: policy.Purchase{Quote: usd, Machines: 2}, order: policy.Sum{Money: money(1, "USD")},
			want: policy.PerOrder, reason: policy.Exceeded,
		},
		{
			name: "too dear for the day", limits: policy.Limits{PerDay: money(10, "USD")},
			p: policy.Purchase{Quote: usd, Machines: 2}, day: policy.Sum{Money: money(0.01, "USD")},
			want: policy.PerDay, reason: policy.Exceeded,
		},
		{
			name: "nothing is allowed", limits: policy.Limits{PerDay: money(0, "USD")},
			p: policy.Purchase{Quote: usd, Machines: 1}, want: policy.PerDay, reason: policy.Exceeded,
		},
		{
			name: "too many", limits: policy.Limits{Instances: 2}, p: policy.Purchase{Quote: usd, Machines: 3},
			want: policy.Instances, reason: policy.Exceeded,
		},
		{
			name: "too many with what the order has", limits: policy.Limits{Instances: 4},
			p: policy.Purchase{Quote: usd, Machines: 3}, order: policy.Sum{Machines: 2}, want: policy.Instances,
			reason: policy.Exceeded,
		},
		{
			name: "in the place of others", limits: policy.Limits{Instances: 4},
			p: policy.Purchase{Quote: usd, Machines: 1, Replaces: 1}, order: policy.Sum{Machines: 4},
		},
		{
			name: "too many for the day", limits: policy.Limits{InstancesPerDay: 4},
			p: policy.Purchase{Quote: usd, Machines: 3}, day: policy.Sum{Machines: 2}, want: policy.InstancesPerDay,
			reason: policy.Exceeded,
		},
		{
			name: "too many orders", limits: policy.Limits{OrdersPerDay: 1},
			p: policy.Purchase{Quote: usd, Machines: 1, New: true}, day: policy.Sum{Orders: 1},
			want: policy.OrdersPerDay, reason: policy.Exceeded,
		},
		{
			name: "more of an order is none", limits: policy.Limits{OrdersPerDay: 1},
			p: policy.Purchase{Quote: usd, Machines: 1}, day: policy.Sum{Orders: 1},
		},

		{
			name: "no price", limits: policy.Limits{PerOrder: money(10, "USD")}, p: policy.Purchase{Machines: 500},
			want: policy.PerOrder, reason: policy.Unpriced,
		},
		{
			name: "no price, the day", limits: policy.Limits{PerDay: money(10, "USD")},
			p: policy.Purchase{Machines: 1}, want: policy.PerDay, reason: policy.Unpriced,
		},
		{
			name: "a price of nothing", limits: policy.Limits{PerOrder: money(10, "USD")},
			p: policy.Purchase{Quote: each(0, "USD"), Machines: 1}, want: policy.PerOrder, reason: policy.Unpriced,
		},
		{
			name: "a price below nothing", limits: policy.Limits{PerOrder: money(10, "USD")},
			p: policy.Purchase{Quote: each(-1, "USD"), Machines: 1}, want: policy.PerOrder, reason: policy.Unpriced,
		},
		{
			name: "a price too large", limits: policy.Limits{PerOrder: money(10, "USD")},
			p: policy.Purchase{Quote: each(9e12, "USD"), Machines: 9}, want: policy.PerOrder,
			reason: policy.Unpriced,
		},
		{
			name: "a price without a currency", limits: policy.Limits{PerOrder: money(10, "USD")},
			p: policy.Purchase{Quote: each(1, ""), Machines: 1}, want: policy.PerOrder, reason: policy.Unpriced,
		},
		{
			name: "another currency", limits: policy.Limits{PerOrder: money(10, "USD")},
			p: policy.Purchase{Quote: each(1, "CNY"), Machines: 1}, want: policy.PerOrder, reason: policy.Currency,
		},
		{
			name:   "another currency, the day",
			limits: policy.Limits{PerOrder: money(10, "CNY"), PerDay: money(10, "USD")},
			p:      policy.Purchase{Quote: each(1, "CNY"), Machines: 1}, want: policy.PerDay, reason: policy.Currency,
		},
		{
			name: "nobody knows what was spent", limits: policy.Limits{PerDay: money(10, "USD")},
			p: policy.Purchase{Quote: usd, Machines: 1}, day: policy.Sum{Unknown: true}, want: policy.PerDay,
			reason: policy.Unknown,
		},
		{
			name: "more was spent than can be", limits: policy.Limits{PerDay: money(9e12, "USD")},
			p:    policy.Purchase{Quote: usd, Machines: 1},
			day:  policy.Sum{Money: map[string]provider.Money{"USD": {Micros: math.MaxInt64, Currency: "USD"}}},
			want: policy.PerDay, reason: policy.Exceeded,
		},

		{
			name: "no price, machines are counted", limits: policy.Limits{PerOrder: money(10, "USD"), Instances: 3},
			p: policy.Purchase{Machines: 3},
		},
		{
			name: "no price, and too many machines", limits: policy.Limits{PerOrder: money(10, "USD"), Instances: 3},
			p: policy.Purchase{Machines: 4}, want: policy.Instances, reason: policy.Exceeded,
		},
		{
			name:   "machines of an order are none of a day",
			limits: policy.Limits{PerDay: money(10, "USD"), Instances: 3}, p: policy.Purchase{Machines: 1},
			want: policy.PerDay, reason: policy.Unpriced,
		},
		{
			name:   "machines of a day are those of an order",
			limits: policy.Limits{PerOrder: money(10, "USD"), PerDay: money(10, "USD"), InstancesPerDay: 3},
			p:      policy.Purchase{Machines: 3},
		},
		{
			name:   "another currency, machines are counted",
			limits: policy.Limits{PerOrder: money(10, "USD"), PerDay: money(10, "USD"), InstancesPerDay: 3},
			p:      policy.Purchase{Quote: each(1, "CNY"), Machines: 3},
		},
		{
			name:   "too dear although machines are counted",
			limits: policy.Limits{PerOrder: money(10, "USD"), InstancesPerDay: 30},
			p:      policy.Purchase{Quote: usd, Machines: 3}, want: policy.PerOrder, reason: policy.Exceeded,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := c.limits.Check(c.p, c.order, c.day)
			r, _ := errors.AsType[*policy.Refusal](err)
			switch {
			case c.want == "" && err != nil:
				t.Errorf("Check() = %v, want nil", err)
			case c.want != "" && (r == nil || r.Limit != c.want || r.Reason != c.reason):
				t.Errorf("Check() = %v, want the limit %s, %s", err, c.want, c.reason)
			case c.want != "" && (len(provider.All(err)) != 1 || provider.All(err)[0].Outcome != provider.Refused):
				t.Errorf("All(%v) = %v, want one refusal", err, provider.All(err))
			}
		})
	}
}

func TestSum(t *testing.T) {
	t.Parallel()
	var s policy.Sum
	s.Add(provider.Amount(3, "USD"), 1)
	s.Add(provider.Amount(4, "USD"), 2)
	s.Add(provider.Amount(5, "CNY"), 3)
	s.Add(provider.Money{}, 4)
	if s.Machines != 10 || s.Unknown || s.Money["USD"] != provider.Amount(7, "USD") ||
		s.Money["CNY"] != provider.Amount(5, "CNY") || len(s.Money) != 2 {
		t.Errorf("the sum is %+v", s)
	}
	for _, odd := range []provider.Money{{Micros: -1, Currency: "USD"}, {Micros: math.MaxInt64, Currency: "USD"}} {
		of := s
		if of.Add(odd, 1); !of.Unknown || of.Machines != 11 {
			t.Errorf("the sum with %+v is %+v, want it unknown", odd, of)
		}
	}
}
