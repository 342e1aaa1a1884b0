package order

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
)

func TestPlaceRefuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*world, *Place)
		want   error
	}{
		{"unknown account", func(_ *world, c *Place) { c.Account = "other" }, ErrNoAccount},
		{"watch only", func(w *world, c *Place) {
			c.Account = "viewer"
			w.Use(bmcID, "viewer", w.operator, nil)
		}, ErrNoBuyer},
		{"stopping", func(w *world, _ *Place) { w.StopStarting() }, ErrStopping},
		{"fault", func(_ *world, c *Place) { c.Spec.Zone = "" }, provider.Violation(provider.FieldZone,
			provider.RuleRequired)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			w := v.bmc(t, nil)
			order := w.confirmed(t, 1)
			c.change(w, &order)
			_, err := place(t.Context(), w.As("ann"), order)
			if !errors.Is(err, c.want) && (err == nil || err.Error() != c.want.Error()) {
				t.Errorf("Place() = %v, want %v", err, c.want)
			}
			if got, err := w.Views.Orders(t.Context()); err != nil || len(got) != 0 || v.requests() != 0 {
				t.Errorf("Orders() = %d, %v after %d purchases, want none", len(got), err, v.requests())
			}
		})
	}
}

func TestPlacedIsNotPlacedAgain(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, nil)
	c := w.confirmed(t, 1)
	c.ID = "web-servers"
	if got := w.place(t, c); got != c.ID {
		t.Errorf("Place() = %s, want %s", got, c.ID)
	}
	if _, err := place(t.Context(), w.As("ann"), c); !errors.Is(err, ErrPlaced) {
		t.Errorf("Place() again = %v, want %v", err, ErrPlaced)
	}
	w.drive(t, time.Hour)
	if got := v.requests(); got != 1 {
		t.Errorf("purchases = %d, want 1", got)
	}
}

func TestOrderIsOnDiskBeforeAnythingIsSent(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	dir, c := t.TempDir(), newClock(start)
	var seen []string
	var mu sync.Mutex
	var w *world
	w = v.open(t, bmcID, dir, c, func(o *Options) {
		o.Point = func(name string) {
			if name != "before sent" && name != "after sent" && name != "after outcome" {
				return
			}
			orders, err := w.Views.Orders(t.Context())
			mu.Lock()
			defer mu.Unlock()
			if err != nil || len(orders) != 1 {
				seen = append(seen, "no order")
				return
			}
			seen = append(seen, string(orders[0].Batches[0].State))
		}
	})
	w.place(t, w.confirmed(t, 1))
	w.running.sending.Wait()
	if got, want := strings.Join(seen, " "), "intent sent accepted"; got != want {
		t.Errorf("states on disk = %q, want %q", got, want)
	}
}

func TestOrderRest(t *testing.T) {
	t.Parallel()
	v := newCloud(t, nil, refuse(product(t, bmcID)))
	dir, c := t.TempDir(), newClock(start)
	w := v.open(t, bmcID, dir, c, nil)
	id := w.place(t, w.confirmed(t, 5)) // batches of 2, 2 and 1: the second is refused
	w.drive(t, time.Hour)
	if got := w.order(t, id); got.Status != Partial || got.Bought != 2 || got.Rest != 3 || len(got.Asks) != 0 {
		t.Fatalf("Order() = %s, bought %d, rest %d, asks %v, want PARTIAL, 2, 3, none", got.Status, got.Bought, got.Rest,
			got.Asks)
	}
	other := v.open(t, bmcID, dir, c, nil) // knows no secret
	if err := other.As("").Do(t.Context(), BuyRest{ID: id}); !errors.Is(err, ErrSecrets) {
		t.Errorf("OrderRest() without secrets = %v, want %v", err, ErrSecrets)
	}
	wrong := provider.Access{Password: provider.NewSecret(marker)}
	wrong.InitScript = provider.NewSecret("another script")
	if err := other.As("").Do(t.Context(), BuyRest{ID: id, Secrets: wrong}); !errors.Is(err, ErrSecrets) {
		t.Errorf("OrderRest() with another script = %v, want %v", err, ErrSecrets)
	}
	if err := w.As("").Do(t.Context(), BuyRest{ID: id}); err != nil {
		t.Fatalf("OrderRest() = %v, want nil", err)
	}
	w.drive(t, time.Hour)
	got := w.order(t, id)
	if got.Status != Done || got.Bought != 5 || got.Rest != 0 || len(got.Batches) != 4 {
		t.Errorf("Order() = %s, bought %d, rest %d, %d batches, want DONE, 5, 0, 4", got.Status, got.Bought, got.Rest,
			len(got.Batches))
	}
	if b := got.Batches[2]; b.First != 2 || b.Name != w.operator.Part(got.Spec, 2, 2).Name || b.RetryOf != 2 {
		t.Errorf("third batch = first %d, name %s, retry of %d, want 2, numbers from 3 on, 2", b.First, b.Name, b.RetryOf)
	}
	if err := w.As("").Do(t.Context(), BuyRest{ID: id}); !errors.Is(err, ErrNothing) {
		t.Errorf("OrderRest() of a whole order = %v, want %v", err, ErrNothing)
	}
	w.check(t, v, 0)
}

func TestBuyAgain(t *testing.T) {
	t.Parallel()
	v := newCloud(t, veryLate())
	w := v.bmc(t, nil)
	id := w.place(t, w.confirmed(t, 2))
	w.drive(t, time.Minute)
	token := w.order(t, id).Batches[0].Token
	again := BuyAgain{ID: id, N: 1, Token: token}
	if err := w.As("").Do(t.Context(), again); !errors.Is(err, ErrUnresolved) {
		t.Errorf("BuyAgain() within the settle window = %v, want %v", err, ErrUnresolved)
	}
	if err := w.As("").Do(t.Context(), BuyRest{ID: id, Secrets: again.Secrets}); !errors.Is(err, ErrBusy) {
		t.Errorf("OrderRest() of an uncertain order = %v, want %v", err, ErrBusy)
	}
	w.drive(t, 20*time.Minute)
	if err := w.As("").Do(t.Context(), BuyAgain{ID: id, N: 1, Token: "yes"}); !errors.Is(err, ErrToken) {
		t.Errorf("BuyAgain() with another token = %v, want %v", err, ErrToken)
	}
	if err := w.As("").Do(t.Context(), again); err != nil {
		t.Fatalf("BuyAgain() = %v, want nil", err)
	}
	w.running.sending.Wait()
	if err := w.As("").Do(t.Context(), again); !errors.Is(err, ErrUnresolved) {
		t.Errorf("BuyAgain() twice = %v, want %v", err, ErrUnresolved)
	}
	w.drive(t, 2*time.Hour)
	if got := w.order(t, id); got.Attention != attentionTwice || got.Bought != 4 || got.Open {
		t.Errorf("Order() = attention %q, bought %d, open %v, want bought_twice, 4, false", got.Attention, got.Bought,
			got.Open)
	}
}

func TestBuyAgainFindsItAfterAll(t *testing.T) {
	t.Parallel()
	v := newCloud(t, veryLate())
	w := v.bmc(t, nil)
	id := w.place(t, w.confirmed(t, 2))
	w.drive(t, 20*time.Minute)
	token := w.order(t, id).Batches[0].Token
	w.clock.advance(time.Hour) // it has turned up, and nobody has looked
	if err := w.As("").Do(t.Context(), BuyAgain{ID: id, N: 1, Token: token}); !errors.Is(err, ErrUnresolved) {
		t.Errorf("BuyAgain() = %v, want %v, because the look-up found it", err, ErrUnresolved)
	}
	w.drive(t, time.Hour)
	w.check(t, v, 0)
	if v.requests() != 1 {
		t.Errorf("purchases = %d, want 1", v.requests())
	}
}

func TestAdopt(t *testing.T) {
	t.Parallel()
	v := newCloud(t, strike{{Do: sim.Drop}})
	w := v.bmc(t, nil)
	id := w.place(t, w.confirmed(t, 1))
	w.drive(t, 20*time.Minute)
	byHand := w.byHand(t, w.order(t, id).Spec)
	nobodys := Adopt{ID: id, N: 1, IDs: []provider.InstanceID{"i-99"}}
	if err := w.As("").Do(t.Context(), nobodys); !errors.Is(err, ErrUnknownID) {
		t.Errorf("Adopt(i-99) = %v, want %v", err, ErrUnknownID)
	}
	if err := w.As("").Do(t.Context(), Forget{ID: id}); !errors.Is(err, ErrOpen) {
		t.Errorf("Forget() of an unresolved order = %v, want %v", err, ErrOpen)
	}
	if err := w.As("").Do(t.Context(), Adopt{ID: id, N: 1, IDs: byHand}); err != nil {
		t.Errorf("Adopt() = %v, want nil", err)
	}
	w.drive(t, time.Hour)
	if got := w.order(t, id); got.Status != Done || got.Instances[0].Source != sourcePerson {
		t.Errorf("Order() = %s, source %s, want DONE, person", got.Status, got.Instances[0].Source)
	}
	if err := w.As("").Do(t.Context(), Forget{ID: id}); err != nil {
		t.Errorf("Forget() = %v, want nil", err)
	}
	if got, err := w.Views.Orders(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("Orders() after Forget() = %d, %v, want none", len(got), err)
	}
}

// TestForgottenIsShownAgain buys, or asks for, what is left of an order that was forgotten: nothing is bought out of
// sight.
func TestForgottenIsShownAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		make  func(t *testing.T, w *world) ID
		again func(t *testing.T, w *world, id ID) error
	}{
		{"bought on", func(t *testing.T, w *world) ID {
			t.Helper()
			w.unplug(t)
			id := w.place(t, w.confirmed(t, 2))
			w.running.sending.Wait()
			w.use(t)
			return id
		}, func(t *testing.T, w *world, id ID) error {
			t.Helper()
			secrets := provider.Access{Password: provider.NewSecret(marker), InitScript: provider.NewSecret(markerScript)}
			return w.As("").Do(t.Context(), BuyRest{ID: id, Secrets: secrets})
		}},
		{"asked for anew", func(t *testing.T, w *world) ID {
			t.Helper()
			return w.waiting(t, 2)
		}, func(t *testing.T, w *world, id ID) error {
			t.Helper()
			return w.As("ann").Do(t.Context(), AcceptQuote{ID: id, Quote: w.order(t, id).Quote})
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := newCloud(t).bmc(t, nil)
			id := c.make(t, w)
			if err := w.As("").Do(t.Context(), Forget{ID: id}); err != nil {
				t.Fatalf("Forget() = %v, want nil", err)
			}
			if got := len(w.orders(t)); got != 0 {
				t.Fatalf("Orders() after Forget() = %d, want none", got)
			}
			if err := c.again(t, w, id); err != nil {
				t.Fatalf("%s: %v, want nil", c.name, err)
			}
			w.running.sending.Wait()
			if got := len(w.orders(t)); got != 1 {
				t.Errorf("Orders() = %d, want the order again", got)
			}
		})
	}
}
