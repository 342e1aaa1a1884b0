package order

import (
	"context"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// Arrival is a machine that has come up.
type Arrival = journal.Arrival

// Arrivals returns the machines of a product that have come up, of all orders and without their names, the newest
// first.
func (s *Views) Arrivals(ctx context.Context, p provider.ProductID) (all []Arrival, err error) {
	err = s.store.View(ctx, func(j *journal.Snapshot) (err error) {
		all, err = j.Instances.Arrivals(p)
		return err
	})
	return all, err
}
