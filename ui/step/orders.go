package step

import (
	"context"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
)

// Orders is what screens and commands may ask of the orders, in someone's name. An [order.Client] is one; over SSH it
// reads only what the person may see.
type Orders interface {
	order.Reader
	// Do carries a command out: see [order.Service.Do].
	Do(ctx context.Context, c order.Command) error
	// Quoted records that someone was shown what a spec costs.
	Quoted(ctx context.Context, account string, spec provider.Spec, q provider.Quote) error
	// Budgets returns what limits leave: see [order.Client.Budgets].
	Budgets(ctx context.Context, of order.Budget) ([]policy.Budget, error)
}
