package order

import (
	"context"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/policy"
)

// Command is something that someone does about one order. Each command is a value of a type of its own, which knows
// how it is carried out; [Service.Do] is the only way to carry one out. Its errors are in the comment of its type.
type Command interface {
	// describe says what the command is, for the rules and for its row of the audit.
	describe() decision
	// do carries it out. What it changes is changed in [decisions.change], or in the transaction that writes a purchase
	// down, where [limits.affordable] is asked.
	do(ctx context.Context, s *Service, d *decision) error
}

// Describe returns what a command does, and to which order.
func Describe(c Command) (policy.Action, ID) {
	d := c.describe()
	return d.what, d.id
}

// Reader looks at orders and at prices. Nothing that it does changes an order, nor what is bought.
type Reader interface {
	// Orders returns all orders except forgotten ones, Forgotten those; the newest first.
	Orders(ctx context.Context) ([]View, error)
	Forgotten(ctx context.Context) ([]View, error)
	// Order returns one order: [ErrNotFound] when it does not exist, [*RemovedError] when it was removed for its age.
	Order(ctx context.Context, id ID) (View, error)
	// History is what happened to an order and its machines.
	History(ctx context.Context, id ID) (History, error)
	// Arrivals are the machines of a product that have come up, of all orders, to learn from how long they took.
	Arrivals(ctx context.Context, p provider.ProductID) ([]Arrival, error)
	// Script is the first-boot script of an order; false when the reader may not see it, or nobody has it any more.
	Script(ctx context.Context, id ID) (provider.Secret, bool, error)
	// Orphans lists what no order uses: see [Views.Orphans].
	Orphans(ctx context.Context, scope OrphanScope) ([]Orphan, error)
	// Changes receives when orders may have changed: see [Views.Changes].
	Changes() (<-chan struct{}, func())

	// Named lists the orders that are known by a name, also those that the reader does not see.
	Named(ctx context.Context, account string, product provider.ProductID, name string) ([]ID, error)
	// Discover makes Named know an order that machines at the vendor belong to and the journal does not know.
	Discover(ctx context.Context, account string, spec provider.Spec, names []string) error
	Clashes(ctx context.Context, account string, spec provider.Spec) ([]string, error)
	Requote(ctx context.Context, account string, spec provider.Spec, shown provider.Quote) (provider.Quote, error)
}

var _ Reader = (*Views)(nil)

// Client is a [Service] as one person uses it: what they do is done in their name.
type Client struct {
	Reader
	service *Service
	who     Actor
}

// For returns the service for someone. It reads everything: who may see a part only needs another [Reader].
func (s *Service) For(who Actor) *Client { return &Client{Reader: s.Views, service: s, who: who} }

// As returns the service in the name of someone who runs the program themselves: nothing binds them but what binds
// everybody.
func (s *Service) As(name string) *Client { return s.For(Actor{Name: name}) }

// Do carries a command out in the person's name: see [Service.Do].
func (c *Client) Do(ctx context.Context, what Command) error { return c.service.Do(ctx, c.who, what) }

// Quoted records that the person was shown what a spec costs: see [Audit.Quoted].
func (c *Client) Quoted(ctx context.Context, account string, s provider.Spec, q provider.Quote) error {
	return c.service.Audit.Quoted(ctx, c.who.Name, account, s, q)
}

// Do carries a command out for someone: the only way in which an order comes to be or changes. The rules for who asks
// are asked first, before any request to a vendor, and again with all limits in the transaction that makes the change.
// The audit has a row in the same transaction, or one of its own that says why it was refused. An order that who asks
// does not see is [ErrNotFound], and has no row.
func (s *Service) Do(ctx context.Context, who Actor, c Command) error {
	d := c.describe()
	d.who = who
	err := s.decisions.allowed(ctx, &d)
	if err == nil {
		err = c.do(ctx, s, &d)
	}
	return s.decisions.refused(ctx, &d, err)
}
