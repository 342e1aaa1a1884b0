package orders

import (
	"context"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/estimate"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
)

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
