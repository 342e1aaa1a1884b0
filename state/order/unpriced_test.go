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

// stating is a product that states one price for each machine; the zero value states none.
type stating struct {
	provider.Operator
	month provider.Money
}

func (s stating) Unwrap() provider.Reader { return s.Operator }

func (s stating) Quote(_ context.Context, spec provider.Spec) (provider.Quote, error) {
	return provider.Quote{Priced: s.month.Currency != "", Count: spec.Machines(), Month: s.month}, nil
}

// purchaseWay is one of the ways to buy, and how an order comes to where it can be gone.
type purchaseWay struct {
	name    string
	strikes []strike
	start   func(*testing.T, *world) ID
	buy     func(context.Context, *Client, *world, ID) error
	bought  int // requests before
}

func purchaseWays(t *testing.T) []purchaseWay {
	t.Helper()
	secrets := provider.Access{Password: provider.NewSecret(marker), InitScript: provider.NewSecret(markerScript)}
	placed := func(n int) func(*testing.T, *world) ID {
		return func(t *testing.T, w *world) ID {
			t.Helper()
			id := w.place(t, w.confirmed(t, n))
			w.drive(t, time.Hour)
			return id
		}
	}
	approved := func(t *testing.T, w *world) ID {
		t.Helper()
		id := w.waiting(t, 1)
		w.approve(t, id)
		return id
	}
	accept := func(ctx context.Context, p *Client, w *world, id ID) error {
		v, err := w.Views.Order(ctx, id)
		if err != nil {
			return err
		}
		return p.Do(ctx, AcceptQuote{ID: id, Quote: v.Quote})
	}
	none := func(*testing.T, *world) ID { return "" }
	placing := func(r *rules) func(context.Context, *Client, *world, ID) error {
		return func(ctx context.Context, p *Client, w *world, _ ID) error {
			if r != nil {
				p = p.under(r)
			}
			_, err := place(ctx, p, w.confirmed(t, 1))
			return err
		}
	}
	refused := []strike{nil, refuse(product(t, bmcID))}
	return []purchaseWay{
		{"Place", nil, none, placing(nil), 0},
		{"Place, for someone's yes", nil, none, placing(hours(24)), 0},
		{"Send", nil, approved, func(ctx context.Context, p *Client, _ *world, id ID) error {
			return p.Do(ctx, Send{ID: id, Secrets: secrets})
		}, 0},
		{"AcceptQuote of what waits", nil, approved, accept, 0},
		{"AcceptQuote of the rest", refused, placed(3), accept, 2},
		{"OrderRest", refused, placed(3), func(ctx context.Context, p *Client, _ *world, id ID) error {
			return p.Do(ctx, BuyRest{ID: id, Secrets: secrets})
		}, 2},
		{"RetryFailed", []strike{{{Do: sim.Vanish, Nth: 1}}}, placed(2), func(ctx context.Context, p *Client, _ *world,
			id ID,
		) error {
			return p.Do(ctx, RetryFailed{ID: id, Secrets: secrets})
		}, 1},
		{"BuyAgain", []strike{{{Do: sim.Drop}}}, placed(1), func(ctx context.Context, p *Client, w *world, id ID) error {
			v, err := w.Views.Order(ctx, id)
			if err != nil {
				return err
			}
			return p.Do(ctx, BuyAgain{ID: id, N: 1, Token: v.Batches[0].Token, Secrets: secrets})
		}, 1},
	}
}

// TestUnpricedEveryWay tries every way to buy machines without a price or with one in another currency, under limits
// on money: of everyone, and of the person. Nothing is bought until a limit on machines covers it.
func TestUnpricedEveryWay(t *testing.T) {
	t.Parallel()
	ten := map[string]provider.Money{"USD": provider.Amount(10, "USD")}
	for _, c := range []struct {
		name   string
		month  provider.Money
		reason policy.Reason
	}{
		{"no price", provider.Money{}, policy.Unpriced},
		{"a price of 0", provider.Money{Currency: "USD"}, policy.Unpriced},
		{"a price below 0", provider.Amount(-1, "USD"), policy.Unpriced},
		{"another currency", provider.Amount(0.01, "CNY"), policy.Currency},
	} {
		for _, b := range purchaseWays(t) {
			t.Run(c.name+"/"+b.name, func(t *testing.T) {
				t.Parallel()
				v := newCloud(t, b.strikes...)
				w := v.bmc(t, nil)
				w.operator = stating{w.operator, c.month}
				w.Use(bmcID, accountName, w.operator, w.buys)
				id := b.start(t, w) // before there were limits
				for _, l := range []policy.Limits{{PerOrder: ten}, {PerDay: ten}, {PerDay: ten, Instances: 100}} {
					w.limits.all = l
					err := b.buy(t.Context(), w.As("ann"), w, id)
					if r, ok := errors.AsType[*policy.Refusal](err); !ok || r.Reason != c.reason || r.Person {
						t.Errorf("%s under %+v = %v, want it refused: %s", b.name, l, err, c.reason)
					}
					w.limits.all = policy.Limits{}
					err = b.buy(t.Context(), w.As("ann").within(l), w, id)
					if r, ok := errors.AsType[*policy.Refusal](err); !ok || r.Reason != c.reason || !r.Person {
						t.Errorf("%s under %+v of the person = %v, want it refused: %s", b.name, l, err, c.reason)
					}
				}
				w.bought(t, v, b.bought)
				w.limits.all = policy.Limits{PerOrder: ten, PerDay: ten, InstancesPerDay: 100}
				if err := b.buy(t.Context(), w.As("ann").within(w.limits.all), w, id); err != nil {
					t.Errorf("%s with a limit on machines = %v, want nil", b.name, err)
				}
				w.running.sending.Wait()
			})
		}
	}
}

// TestPriceIsGone has the vendor state no price any more for what is still to be ordered: neither the order nor the
// agreement to that passes a limit on money.
func TestPriceIsGone(t *testing.T) {
	t.Parallel()
	secrets := provider.Access{Password: provider.NewSecret(marker), InitScript: provider.NewSecret(markerScript)}
	v := newCloud(t, nil, refuse(product(t, bmcID)))
	w := v.bmc(t, func(o *Options) {
		o.Spending.PerOrder = map[string]provider.Money{"USD": provider.Amount(1e6, "USD")}
	})
	id := w.place(t, w.confirmed(t, 3))
	w.drive(t, time.Hour)
	w.Use(bmcID, accountName, stating{Operator: w.operator}, w.buys)
	err := w.As("").Do(t.Context(), BuyRest{ID: id, Secrets: secrets})
	stale, ok := errors.AsType[*Stale](err)
	if !ok || stale.Is.Known() {
		t.Fatalf("OrderRest() = %v, want the price to be stale and unknown", err)
	}
	if err := w.As("").Do(t.Context(), AcceptQuote{ID: id, Quote: stale.Is}); !isOver(err) {
		t.Errorf("AcceptQuote() without a price = %v, want it refused", err)
	}
	if err := w.As("").Do(t.Context(), BuyRest{ID: id, Secrets: secrets}); err == nil {
		t.Error("OrderRest() after that = nil, want an error")
	}
	w.bought(t, v, 2)
}
