package order

import (
	"context"
	"errors"
	"sync"
	"testing"
)

// TestWithin writes nothing down that is not allowed, and asks with all orders that there are.
func TestWithin(t *testing.T) {
	t.Parallel()
	enough := errors.New("enough for today")
	for _, c := range []struct {
		name string
		buy  func(context.Context, *world, ID) error
	}{
		{"Place", func(ctx context.Context, w *world, _ ID) error {
			_, err := w.Place(ctx, w.confirmed(t, 1))
			return err
		}},
		{"Place, for somebody's yes", func(ctx context.Context, w *world, _ ID) error {
			order := w.confirmed(t, 1)
			order.Approval = aDay
			_, err := w.Place(ctx, order)
			return err
		}},
		{"Send", func(ctx context.Context, w *world, id ID) error { return w.As("ann").Send(ctx, id, Dispatch{}) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			w := v.bmc(t, nil)
			id := w.waiting(t, 1)
			w.approve(t, id)
			var saw []View
			err := c.buy(Within(t.Context(), func(all []View) error { saw = all; return enough }), w, id)
			if !errors.Is(err, enough) || len(saw) != 1 || saw[0].ID != id {
				t.Errorf("%s = %v after a look at %v, want %v after one at %s", c.name, err, saw, enough, id)
			}
			w.bought(t, v, 0)
			if got := w.orders(t); len(got) != 1 || got[0].Word != Waiting {
				t.Errorf("Orders() = %+v, want the one that waits", got)
			}
			if err := c.buy(Within(t.Context(), func([]View) error { return nil }), w, id); err != nil {
				t.Errorf("%s = %v, want nil", c.name, err)
			}
		})
	}
}

// TestWithinForgotten is asked with the orders, too, that are on no list any more.
func TestWithinForgotten(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, nil)
	id := w.waiting(t, 1)
	if err := w.Forget(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	var saw []View
	_, err := w.Place(Within(t.Context(), func(all []View) error { saw = all; return nil }), w.confirmed(t, 1))
	if err != nil || len(saw) != 1 || saw[0].ID != id {
		t.Errorf("Place() = %v after a look at %v, want nil after one at the forgotten %s", err, saw, id)
	}
}

// TestWithinTogether lets one of many purchases through where one is allowed.
func TestWithinTogether(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, nil)
	enough := errors.New("enough for today")
	ctx := Within(t.Context(), func(all []View) error {
		if len(all) > 0 {
			return enough
		}
		return nil
	})
	order := w.confirmed(t, 1)
	var (
		running sync.WaitGroup
		errs    = make(chan error, 8)
	)
	for range cap(errs) {
		running.Go(func() {
			_, err := w.Place(ctx, order)
			errs <- err
		})
	}
	running.Wait()
	close(errs)
	placed := 0
	for err := range errs {
		if err == nil {
			placed++
		} else if !errors.Is(err, enough) {
			t.Errorf("Place() = %v, want nil or %v", err, enough)
		}
	}
	if placed != 1 {
		t.Errorf("%d orders were placed, want 1", placed)
	}
	w.bought(t, v, 1)
}
