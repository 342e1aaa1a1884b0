package orders

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/estimate"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// source is where the list reads from: the journal, at once and after each of its changes.
type source struct {
	orders  step.Orders
	load    *widget.Load[reading]
	changes <-chan struct{} // from before the first reading, so that no change is missed
	stop    func()
}

func newSource(s step.Orders) source {
	from := source{orders: s, load: &widget.Load[reading]{}}
	from.changes, from.stop = s.Changes()
	return from
}

// read reads all orders; with wait it does so after the next change.
func (s *source) read(ctx context.Context, wait bool) tea.Cmd {
	orders, changes, last := s.orders, s.changes, s.load.Value()
	return s.load.Start(ctx, func(ctx context.Context) (reading, error) {
		if wait {
			select {
			case <-changes:
			case <-ctx.Done():
				return reading{}, ctx.Err()
			}
		}
		views, err := orders.Orders(ctx)
		if err != nil {
			return reading{}, err
		}
		return last.next(ctx, orders, views)
	})
}

// reading is what the list reads from the journal at once.
type reading struct {
	views     []order.View
	estimates map[provider.ProductID]*estimate.Book
	ran       int // machines that have come up: what is learned from
}

// next is the reading after r. What machines took is read again only when another one has come up.
func (r reading) next(ctx context.Context, s step.Orders, views []order.View) (reading, error) {
	now := reading{views: views, estimates: map[provider.ProductID]*estimate.Book{}}
	for _, v := range views {
		now.ran += v.Count(provider.StatusRunning)
	}
	for _, v := range views {
		if _, known := now.estimates[v.Product]; known || v.Status != order.Provisioning {
			continue
		}
		if book, ok := r.estimates[v.Product]; ok && r.ran == now.ran {
			now.estimates[v.Product] = book
			continue
		}
		arrivals, err := s.Arrivals(ctx, v.Product)
		if err != nil {
			return now, err
		}
		now.estimates[v.Product] = estimate.Learn(arrivals)
	}
	return now, nil
}
