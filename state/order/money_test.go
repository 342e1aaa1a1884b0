package order

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/policy"
)

// asShown is a quote as it may have been shown before.
func asShown(q provider.Quote, percent int64) provider.Quote {
	for _, m := range []*provider.Money{&q.Term, &q.Hour, &q.Month} {
		m.Micros = m.Micros * percent / 100
	}
	return q
}

func TestPriceIsAskedAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		percent int64 // of the price that was shown
		stale   bool
	}{
		{"the same", 100, false},
		{"cheaper now", 120, false},
		{"dearer now", 99, true},
		{"nothing was shown", 0, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			w := v.bmc(t, nil)
			order := w.confirmed(t, 2)
			is := order.Quote
			order.Quote = asShown(order.Quote, c.percent)
			id, err := place(t.Context(), w.As("ann"), order)
			stale, ok := errors.AsType[*Stale](err)
			if ok != c.stale || err != nil && !ok {
				t.Fatalf("Place() = %v, want stale %v", err, c.stale)
			}
			if !c.stale {
				if got := w.order(t, id).Quote; got.Month != is.Month {
					t.Errorf("Quote = %s, want what it costs now, %s", got.Month, is.Month)
				}
				return
			}
			if stale.Was.Month != order.Quote.Month || stale.Is.Month != is.Month {
				t.Errorf("Stale = was %s, is %s, want %s, %s", stale.Was.Month, stale.Is.Month, order.Quote.Month, is.Month)
			}
			if all := provider.All(err); len(all) != 1 || all[0].Kind != provider.KindStale ||
				all[0].Outcome != provider.Refused {
				t.Errorf("All(%v) = %v, want one of kind stale", err, all)
			}
			if v.requests() != 0 || len(w.orders(t)) != 0 {
				t.Errorf("purchases = %d, orders = %d, want none", v.requests(), len(w.orders(t)))
			}
		})
	}
}

func (w records) orders(t *testing.T) []View {
	t.Helper()
	all, err := w.Views.Orders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestDearer(t *testing.T) {
	t.Parallel()
	usd := func(v float64) provider.Money { return provider.Amount(v, "USD") }
	metered := func(v float64) provider.Quote {
		return provider.Quote{Priced: true, Lines: []provider.PriceLine{{Item: "bandwidth", Unit: "Mbps", Each: usd(v)}}}
	}
	for _, c := range []struct {
		name    string
		was, is provider.Quote
		want    bool
	}{
		{"equal", provider.Quote{Priced: true, Hour: usd(1)}, provider.Quote{Priced: true, Hour: usd(1)}, false},
		{"no price at all", provider.Quote{}, provider.Quote{}, false},
		{"priced now", provider.Quote{}, provider.Quote{Priced: true}, true},
		{"no price any more", provider.Quote{Priced: true}, provider.Quote{}, true},
		{"another currency", provider.Quote{Priced: true, Hour: usd(2)}, provider.Quote{
			Priced: true,
			Hour:   provider.Amount(1, "EUR"),
		}, true},
		{"by use, dearer", metered(1), metered(2), true},
		{"by use, cheaper", metered(2), metered(1), false},
		{"by use, new", provider.Quote{Priced: true}, metered(1), true},
		{"the term", provider.Quote{Priced: true, Term: usd(10)}, provider.Quote{Priced: true, Term: usd(11)}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := dearer(c.was, c.is); got != c.want {
				t.Errorf("dearer(%+v, %+v) = %v, want %v", c.was, c.is, got, c.want)
			}
		})
	}
}

// TestStockIsAskedAgain has someone else buy all machines of the type between review and confirmation.
func TestStockIsAskedAgain(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, nil)
	order := w.confirmed(t, 2)
	if err := v.Inject(sim.Fault{Do: sim.SoldOut, Count: -1}); err != nil {
		t.Fatal(err)
	}
	_, err := place(t.Context(), w.As("ann"), order)
	if e, ok := errors.AsType[*provider.Error](err); !ok || e.Kind != provider.KindSoldOut ||
		e.Outcome != provider.Refused {
		t.Errorf("Place() = %v, want sold out", err)
	}
	if v.requests() != 0 || len(w.orders(t)) != 0 {
		t.Errorf("purchases = %d, orders = %d, want none", v.requests(), len(w.orders(t)))
	}
}

// TestRestAtAnotherPrice orders the rest of an order after the price has gone up: a person has to agree first.
func TestRestAtAnotherPrice(t *testing.T) {
	t.Parallel()
	v := newCloud(t, nil, refuse(product(t, bmcID)))
	w := v.bmc(t, nil)
	id := w.place(t, w.confirmed(t, 3))
	w.drive(t, time.Hour)
	// as if it had cost less then
	if err := w.As("").Do(t.Context(), AcceptQuote{ID: id, Quote: asShown(w.order(t, id).Quote, 90)}); err != nil {
		t.Fatal(err)
	}
	err := w.As("").Do(t.Context(), BuyRest{ID: id})
	stale, ok := errors.AsType[*Stale](err)
	if !ok {
		t.Fatalf("OrderRest() = %v, want stale", err)
	}
	if err := w.As("").Do(t.Context(), AcceptQuote{ID: id, Quote: stale.Is}); err != nil {
		t.Fatal(err)
	}
	if err := w.As("").Do(t.Context(), BuyRest{ID: id}); err != nil {
		t.Errorf("OrderRest() after AcceptQuote() = %v, want nil", err)
	}
	w.drive(t, time.Hour)
	w.check(t, v, 0)
}

func TestSpendingLimits(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	each := v.bmc(t, nil).confirmed(t, 1).Quote.Month
	limit := func(n int) map[string]provider.Money {
		return map[string]provider.Money{each.Currency: times(t, each, n)}
	}
	for _, c := range []struct {
		name   string
		limits policy.Limits
		first  strike
		orders []int // machines
		over   []bool
		by     policy.Name
	}{
		{"no limit", policy.Limits{}, nil, []int{3, 3}, []bool{false, false}, ""},
		{"an order", policy.Limits{PerOrder: limit(2)}, nil, []int{2, 3, 2}, []bool{false, true, false}, policy.PerOrder},
		{"a day", policy.Limits{PerDay: limit(4)}, nil, []int{3, 2, 1}, []bool{false, true, false}, policy.PerDay},
		{
			"another currency",
			policy.Limits{PerDay: map[string]provider.Money{"EUR": provider.Amount(1, "EUR")}},
			nil,
			[]int{3},
			[]bool{true},
			policy.PerDay,
		},
		{
			"what was refused is free",
			policy.Limits{PerDay: limit(3)},
			refuse(product(t, bmcID)),
			[]int{3, 3},
			[]bool{false, false},
			"",
		},
		{
			"what is uncertain is not",
			policy.Limits{PerDay: limit(3)},
			strike{{Do: sim.Drop}},
			[]int{2, 2},
			[]bool{false, true},
			policy.PerDay,
		},
		{"machines", policy.Limits{Instances: 2}, nil, []int{2, 3, 2}, []bool{false, true, false}, policy.Instances},
		{
			"machines of a day",
			policy.Limits{InstancesPerDay: 4},
			nil,
			[]int{3, 2, 1},
			[]bool{false, true, false},
			policy.InstancesPerDay,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t, c.first)
			w := v.bmc(t, func(o *Options) { o.Spending = c.limits })
			for n, count := range c.orders {
				_, err := place(t.Context(), w.As("ann"), w.confirmed(t, count))
				over, ok := errors.AsType[*policy.Refusal](err)
				if ok != c.over[n] || err != nil && !ok || ok && over.Limit != c.by {
					t.Errorf("Place() of order %d = %v, want over the limit: %v", n+1, err, c.over[n])
				}
				w.running.sending.Wait()
			}
		})
	}
}

// TestSpendingOfTheDay counts what is still to be sent of an order, ends with the UTC day, and holds for what a person
// orders further.
func TestSpendingOfTheDay(t *testing.T) {
	t.Parallel()
	v := newCloud(t, nil, refuse(product(t, bmcID)))
	var w *world
	checked := false
	w = v.bmc(t, func(o *Options) {
		o.Point = func(name string) {
			if name != "before sent" || checked {
				return
			}
			checked = true // five machines are confirmed, and two of them are written down yet
			c := w.confirmed(t, 1)
			if _, err := place(t.Context(), w.As("ann"), c); !isOver(err) {
				t.Errorf("Place() while the first order is being sent = %v, want over the limit", err)
			}
		}
	})
	order := w.confirmed(t, 5)
	w.limits.all = policy.Limits{PerDay: map[string]provider.Money{"USD": times(t, order.Quote.Month, 5)}}
	id := w.place(t, order)
	w.drive(t, time.Hour) // two of five were bought
	if _, err := place(t.Context(), w.As("ann"), w.confirmed(t, 4)); !isOver(err) {
		t.Errorf("Place() of four more = %v, want over the limit of five a day", err)
	}
	w.limits.all.PerOrder = map[string]provider.Money{"USD": times(t, order.Quote.Month, 4)}
	if err := w.As("").Do(t.Context(), BuyRest{ID: id}); !isOver(err) {
		t.Errorf("OrderRest() beyond the order's limit = %v, want over the limit", err)
	}
	w.limits.all.PerOrder = nil
	w.clock.advance(12 * time.Hour)
	if err := w.As("").Do(t.Context(), BuyRest{ID: id}); err != nil {
		t.Errorf("OrderRest() on the next day = %v, want nil", err)
	}
	w.drive(t, time.Hour)
	w.check(t, v, 0)
}

func times(t *testing.T, m provider.Money, n int) provider.Money {
	t.Helper()
	all, err := m.Times(n)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func isOver(err error) bool {
	_, ok := errors.AsType[*policy.Refusal](err)
	return ok
}

// TestUnpriced orders what has no price: that needs an approval, and is counted in machines.
func TestUnpriced(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, func(o *Options) { o.Spending = policy.Limits{Instances: 3, InstancesPerDay: 4} })
	w.Use(bmcID, accountName, unpriced{w.operator}, w.buys)
	order := w.confirmed(t, 3)
	order.Quote, order.Unpriced = provider.Quote{}, false
	if _, err := place(t.Context(), w.As("ann"), order); !errors.Is(err, ErrUnpriced) {
		t.Errorf("Place() without confirmation = %v, want %v", err, ErrUnpriced)
	}
	order.Unpriced = true
	for _, c := range []struct {
		machines int
		over     bool
	}{{4, true}, {3, false}, {2, true}, {1, false}} {
		order.Spec.Count = c.machines
		if _, err := place(t.Context(), w.As("ann"), order); isOver(err) != c.over || err != nil && !c.over {
			t.Errorf("Place() of %d = %v, want over the limit: %v", c.machines, err, c.over)
		}
		w.running.sending.Wait()
	}
}

// unpriced is a product that states no prices.
type unpriced struct{ provider.Operator }

func (u unpriced) Unwrap() provider.Reader { return u.Operator }

func (unpriced) Quote(_ context.Context, s provider.Spec) (provider.Quote, error) {
	return provider.Quote{Count: s.Machines()}, nil
}

// TestQuotaIsAskedAgain has the vendor lower the account's quota between review and confirmation. Edge Zone is the
// product whose types have one.
func TestQuotaIsAskedAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		quota int
		limit int // that the refusal names; 0: there is none
	}{
		{"as it was", 10, 0},
		{"just enough", 2, 0},
		{"shrunk", 1, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			w := v.open(t, "tencent-edgezone", t.TempDir(), newClock(start), nil)
			order := w.confirmed(t, 2)
			w.Use(order.Spec.Product, accountName, entitled{w.operator, c.quota}, w.buys)
			_, err := place(t.Context(), w.As("ann"), order)
			if c.limit == 0 {
				if err != nil {
					t.Errorf("Place() with a quota of %d = %v, want nil", c.quota, err)
				}
				return
			}
			e, ok := errors.AsType[*provider.Error](err)
			if !ok || e.Kind != provider.KindQuota || e.At() != provider.FieldCount || e.Limit != c.limit ||
				e.Got != 2 || e.Outcome != provider.Refused {
				t.Errorf("Place() with a quota of %d = %#v, want a refusal of kind quota at the count", c.quota, err)
			}
			if v.requests() != 0 || len(w.orders(t)) != 0 {
				t.Errorf("purchases = %d, orders = %d, want none", v.requests(), len(w.orders(t)))
			}
		})
	}
}

// entitled is a product that lets the account have so many machines of each type.
type entitled struct {
	provider.Operator
	quota int
}

func (e entitled) Unwrap() provider.Reader { return e.Operator }

func (e entitled) Types(ctx context.Context, s provider.Spec) ([]provider.InstanceType, error) {
	types, err := e.Operator.Types(ctx, s)
	for i := range types {
		types[i].Quota = new(e.quota)
	}
	return types, err
}
