package order

import (
	"context"

	"github.com/metalwright/metalwright/state/journal"
)

// allowing is the key of what [Within] was given.
type allowing struct{}

// Within lets what is bought with the context only be written down when allow returns nil for all orders, as
// [Service.Orders] has them, and the forgotten ones: forgetting one gives nothing back. It is asked in the transaction that writes the purchase down, or that asks for somebody else's
// yes to it: among all hosts on the journal no other purchase can come between. An error of it means that nothing was sent.
// allow may be asked again when the transaction begins again, and must not use the service.
func Within(ctx context.Context, allow func([]View) error) context.Context {
	return context.WithValue(ctx, allowing{}, allow)
}

// within asks what [Within] has put into ctx; without any it allows everything.
func (s *Service) within(ctx context.Context, tx *journal.Tx) error {
	allow, ok := ctx.Value(allowing{}).(func([]View) error)
	if !ok {
		return nil
	}
	all, err := readAll(&tx.Snapshot, tx.AllOrders)
	if err != nil {
		return err
	}
	return allow(s.views(all))
}
