package order

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// refusedBy is the limit that err names, "" when it is of another kind.
func refusedBy(err error) (policy.Name, bool) {
	r, ok := errors.AsType[*policy.Refusal](err)
	if !ok {
		return "", false
	}
	return r.Limit, r.Person
}

// TestPersonLimits holds every way to buy against the limits of a person, in the transaction that writes the purchase
// down.
func TestPersonLimits(t *testing.T) {
	t.Parallel()
	machines := policy.Limits{InstancesPerDay: 1}
	for _, c := range []struct {
		name string
		buy  func(context.Context, *Client, *world, ID) error
	}{
		{"Place", func(ctx context.Context, p *Client, w *world, _ ID) error {
			_, err := place(ctx, p, w.confirmed(t, 1))
			return err
		}},
		{"Place, for someone's yes", func(ctx context.Context, p *Client, w *world, _ ID) error {
			_, err := place(ctx, p.under(hours(24)), w.confirmed(t, 1))
			return err
		}},
		{"Send", func(ctx context.Context, p *Client, w *world, id ID) error { return p.Do(ctx, Send{ID: id}) }},
		{"AcceptQuote", func(ctx context.Context, p *Client, w *world, id ID) error {
			return p.Do(ctx, AcceptQuote{ID: id, Quote: w.order(t, id).Quote})
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			w := v.bmc(t, nil)
			id := w.waiting(t, 1) // counts for who asks
			w.approve(t, id)
			w.waiting(t, 1)
			limit := policy.Limits{InstancesPerDay: 1}
			if name, own := refusedBy(c.buy(t.Context(), w.As("ann").within(limit), w, id)); name != policy.InstancesPerDay ||
				!own {
				t.Errorf("%s was refused by %q, of the person %v, want %s of the person", c.name, name, own, policy.InstancesPerDay)
			}
			if got := w.order(t, id).Status; got != Waiting {
				t.Errorf("the order is %s, want %s", got, Waiting)
			}
			w.bought(t, v, 0)
			limit.InstancesPerDay = 3
			if err := c.buy(t.Context(), w.As("ann").within(limit), w, id); err != nil {
				t.Errorf("%s = %v, want nil", c.name, err)
			}
		})
	}
	t.Run("someone else's orders do not count", func(t *testing.T) {
		t.Parallel()
		v := newCloud(t)
		w := v.bmc(t, nil)
		w.waiting(t, 1)
		if _, err := place(t.Context(), w.As("bob").within(machines), w.confirmed(t, 1)); err != nil {
			t.Errorf("Place() = %v, want nil", err)
		}
	})
	t.Run("what is forgotten counts, and what was withdrawn does not", func(t *testing.T) {
		t.Parallel()
		v := newCloud(t, refuse(product(t, bmcID)))
		w := v.bmc(t, nil)
		id := w.waiting(t, 1)
		if err := w.As("").Do(t.Context(), Forget{ID: id}); err != nil {
			t.Fatal(err)
		}
		ann := w.As("ann").within(machines)
		first, err := place(t.Context(), ann, w.confirmed(t, 1)) // refused by the vendor
		if err != nil {
			t.Fatalf("Place() = %v, want nil", err)
		}
		w.running.sending.Wait()
		second, err := place(t.Context(), ann, w.confirmed(t, 1))
		if err != nil {
			t.Fatalf("Place() after %s was refused = %v, want nil", first, err)
		}
		w.drive(t, time.Hour)
		if err := w.As("").Do(t.Context(), Forget{ID: second}); err != nil {
			t.Fatal(err)
		}
		if _, err := place(t.Context(), ann, w.confirmed(t, 1)); !isOver(err) {
			t.Errorf("Place() = %v, want it refused", err)
		}
	})
}

// TestPersonLimitsTogether lets one of many purchases through where one is allowed.
func TestPersonLimitsTogether(t *testing.T) {
	t.Parallel()
	for _, limit := range []policy.Limits{{OrdersPerDay: 1}, {InstancesPerDay: 1}} {
		v := newCloud(t)
		w := v.bmc(t, nil)
		order := w.confirmed(t, 1)
		var (
			running sync.WaitGroup
			errs    = make(chan error, 8)
		)
		for range cap(errs) {
			running.Go(func() {
				_, err := place(t.Context(), w.As("ann").within(limit), order)
				errs <- err
			})
		}
		running.Wait()
		close(errs)
		placed := 0
		for err := range errs {
			if err == nil {
				placed++
			} else if !isOver(err) {
				t.Errorf("Place() = %v, want nil or a limit", err)
			}
		}
		if placed != 1 {
			t.Errorf("%d orders were placed, want 1", placed)
		}
		w.bought(t, v, 1)
	}
}

// TestUnpricedUnderMoney orders 500 machines without a price under a limit on money.
func TestUnpricedUnderMoney(t *testing.T) {
	t.Parallel()
	ten := map[string]provider.Money{"USD": provider.Amount(10, "USD")}
	for _, c := range []struct {
		name   string
		limits policy.Limits
		n      int
		want   policy.Name
	}{
		{"money of an order", policy.Limits{PerOrder: ten}, 500, policy.PerOrder},
		{"money of a day", policy.Limits{PerDay: ten}, 1, policy.PerDay},
		{"machines are counted", policy.Limits{PerOrder: ten, PerDay: ten, InstancesPerDay: 4}, 4, ""},
		{"more machines", policy.Limits{PerOrder: ten, PerDay: ten, InstancesPerDay: 4}, 5, policy.InstancesPerDay},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			w := v.bmc(t, func(o *Options) { o.Spending = c.limits })
			w.Use(bmcID, accountName, endless{unpriced{w.operator}}, w.buys)
			order := w.confirmed(t, 1)
			order.Quote, order.Spec.Count, order.Spec.Name, order.Spec.Hostname = provider.Quote{}, c.n, "", ""
			_, err := place(t.Context(), w.As("ann"), order)
			if name, _ := refusedBy(err); name != c.want || c.want == "" && err != nil {
				t.Errorf("Place() = %v, want the limit %q", err, c.want)
			}
		})
	}
}

// endless is a product that is never sold out.
type endless struct{ provider.Operator }

func (e endless) Unwrap() provider.Reader { return e.Operator }

func (e endless) Types(ctx context.Context, s provider.Spec) ([]provider.InstanceType, error) {
	types, err := e.Operator.Types(ctx, s)
	for i := range types {
		types[i].Stock, types[i].Left = provider.StockUnknown, nil
	}
	return types, err
}

func (e endless) StockOf(_ context.Context, s provider.Spec) (*provider.InstanceType, error) {
	return &provider.InstanceType{ID: s.Type}, nil
}

// TestOldCounts has the journal list orders that an older program placed: they are shown, and nothing more is bought
// of them.
func TestOldCounts(t *testing.T) {
	t.Parallel()
	for _, count := range []int{-3, provider.MaxCount + 1, 10_811_595_402} {
		v := newCloud(t)
		w := v.bmc(t, nil)
		row := w.confirmed(t, 1).row("ann", w.opt.Now())
		row.ID = "o-old"
		row.Spec.Count = count
		err := w.opt.Store.Update(t.Context(), func(tx *journal.Tx) error {
			_, err := tx.Orders.Add(row)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := w.orders(t); len(got) != 1 || got[0].ID != "o-old" {
			t.Fatalf("Orders() with a count of %d = %v, want the order", count, got)
		}
		if err := w.As("").Do(t.Context(), BuyRest{ID: "o-old"}); err == nil {
			t.Errorf("OrderRest() with a count of %d = nil, want an error", count)
		}
		order := w.confirmed(t, 1)
		order.Spec.Count = count
		_, err = place(t.Context(), w.As("ann"), order)
		if all := provider.All(err); len(all) != 1 || all[0].At() != provider.FieldCount {
			t.Errorf("Place() of %d = %v, want a fault of the count", count, err)
		}
		w.bought(t, v, 0)
	}
}
