package step

import (
	"context"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
)

// Orders is what screens and commands may ask of the orders. An [order.Person] is one; over SSH it is one that knows
// what who asks may do. Errors and meanings are those of the service.
type Orders interface {
	Orders(ctx context.Context) ([]order.View, error)
	Forgotten(ctx context.Context) ([]order.View, error)
	Order(ctx context.Context, id order.ID) (order.View, error)
	// History is what happened to an order and its machines.
	History(ctx context.Context, id order.ID) (order.History, error)
	// Named lists the orders that are known by a name, also those that who asks does not see.
	Named(ctx context.Context, account string, product provider.ProductID, name string) ([]order.ID, error)
	// Discover makes Named know an order that the vendor's machines tell of and the journal does not.
	Discover(ctx context.Context, account string, spec provider.Spec, names []string) error
	Changes() (<-chan struct{}, func())
	Clashes(ctx context.Context, account string, spec provider.Spec) ([]string, error)
	Requote(ctx context.Context, account string, spec provider.Spec, shown provider.Quote) (provider.Quote, error)

	// Script is the first-boot script of an order; false when who asks may not read it, or nobody has it any more.
	Script(ctx context.Context, id order.ID) (provider.Secret, bool, error)

	// Quoted is told what somebody was told that a spec costs.
	Quoted(ctx context.Context, account string, spec provider.Spec, q provider.Quote) error

	Place(ctx context.Context, c order.Confirmed) (order.ID, error)
	Decide(ctx context.Context, id order.ID, v order.Verdict) error
	Send(ctx context.Context, id order.ID, d order.Dispatch) error
	AcceptQuote(ctx context.Context, id order.ID, q provider.Quote) error
	OrderRest(ctx context.Context, id order.ID, secrets provider.Access) error
	RetryFailed(ctx context.Context, id order.ID, secrets provider.Access) error
	BuyAgain(ctx context.Context, id order.ID, a order.Again) error

	Refresh(ctx context.Context, id order.ID) error
	LookAgain(ctx context.Context, id order.ID) error
	Adopt(ctx context.Context, id order.ID, n int, ids []provider.InstanceID) error
	CloseUnresolved(ctx context.Context, id order.ID) error
	Release(ctx context.Context, id order.ID, ids []provider.InstanceID) error
	ReleaseResources(ctx context.Context, id order.ID) error
	Destroy(ctx context.Context, id order.ID, ids []provider.InstanceID) error
	Forget(ctx context.Context, id order.ID) error
}
