package order

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/identity"
	"github.com/metalwright/metalwright/state/journal"
)

// Unasked is the error of an order that was not sent because the vendor could not be asked whether a journal that is
// lost had already bought it. Nothing was bought. Err is the cause.
type Unasked struct{ Err error }

// Error is for logs.
func (e *Unasked) Error() string {
	return "the vendor could not be asked for earlier machines of the order: " + e.Err.Error()
}

// Unwrap is why.
func (e *Unasked) Unwrap() error { return e.Err }

// discover asks for machines in a zone that an order with one of names has bought, and writes down what no order has.
func (w *sweeper) discover(ctx context.Context, zone provider.ZoneID, names []string) error {
	if err := w.spend(ctx); err != nil {
		return err
	}
	listed, err := request(ctx, w.watchEnv, func(ctx context.Context) ([]provider.Instance, error) {
		return w.operator().List(ctx, zone)
	})
	if err != nil {
		return &Unasked{err}
	}
	listed = slices.DeleteFunc(listed, func(i provider.Instance) bool { return !tokenOfAny(i.Token, names) })
	for token, found := range byToken(listed) {
		if err := w.claim(ctx, token, found, true); err != nil {
			return err
		}
	}
	return nil
}

// discovery asks the vendor, before more is ordered, for machines of an order that a lost journal knew.
type discovery struct{ views *Views }

// origin is the text that the tokens of an order in the journal are made from.
func (d discovery) origin(ctx context.Context, o journal.Order, p *provider.Product) (string, error) {
	var names []string
	err := d.views.store.View(ctx, func(j *journal.Snapshot) (err error) {
		names, err = j.Orders.Names(o.ID)
		return err
	})
	return originOf(o.ID, names, identity.OfStored(p, o.Spec, o.Key.Account, o.ScriptSHA256)), err
}

// undiscovered makes certain that the vendor has no machines of an order that the journal does not know. If it has
// some, they are written down and the error is [ErrFound]; only a caller who has seen them may order more. With first
// the order is sent for the first time, and never in addition to an earlier one.
func (d discovery) undiscovered(ctx context.Context, a *account, o journal.Order, origin string, first bool) error {
	before, err := d.relatives(ctx, o, origin)
	if err != nil {
		return err
	}
	if err := a.watch.aside().sweeper.discover(ctx, o.Spec.Zone, []string{origin}); err != nil {
		return err
	}
	after, err := d.relatives(ctx, o, origin)
	if err != nil {
		return err
	}
	for _, r := range after.orders {
		if !slices.ContainsFunc(before.orders, func(b View) bool { return b.ID == r.ID }) ||
			first && r.Created.After(o.Created) {
			return fmt.Errorf("%w: %s", ErrFound, r.ID)
		}
	}
	if after.batches > before.batches {
		return fmt.Errorf("%w: %s", ErrFound, ID(o.ID))
	}
	return nil
}

// relatives are what the journal has of an order: how many batches that were found at the vendor, and the orders that
// were found at the vendor and may be a part of it.
type relatives struct {
	batches int
	orders  []View
}

func (d discovery) relatives(ctx context.Context, o journal.Order, origin string) (of relatives, err error) {
	err = d.views.store.View(ctx, func(j *journal.Snapshot) error {
		batches, err := j.Batches.Of(o.ID)
		if err != nil {
			return err
		}
		for _, b := range batches { // batches that are sent meanwhile are no discovery
			if b.Attention == string(attentionRecovered) {
				of.batches++
			}
		}
		found, err := recoveredOf(j, o.Key, origin)
		for _, id := range found {
			r, err := readRows(j, ID(id))
			if _, removed := errors.AsType[*RemovedError](err); removed {
				continue
			}
			if err != nil {
				return err
			}
			of.orders = append(of.orders, d.views.view(r))
		}
		return err
	})
	return of, err
}

// missing is the batch that the journal lacks of an order that it knows: n machines have its token, and the order had
// so many left to be bought when the journal was copied. nil when there is no such order, or more than one.
func (w *sweeper) missing(tx *journal.Tx, token string, n int) (*journal.Batch, error) {
	orders, err := tx.Orders.All()
	if err != nil {
		return nil, err
	}
	var of *journal.Batch
	for _, o := range orders {
		if o.Key != w.key || o.Recovered {
			continue
		}
		names, err := tx.Orders.Names(o.ID)
		if err != nil {
			return nil, err
		}
		sends := identity.OfStored(w.operator().Product(), o.Spec, o.Key.Account, o.ScriptSHA256)
		if !tokenOfAny(token, []string{originOf(o.ID, names, sends)}) {
			continue
		}
		r, err := readRows(&tx.Snapshot, ID(o.ID))
		if err != nil {
			return nil, err
		}
		v := r.view(w.now(), nil)
		if v.Rest < n {
			continue
		}
		if of != nil {
			return nil, nil //nolint:nilnil // nobody knows which of them it is
		}
		of = &journal.Batch{
			Order: o.ID, N: len(r.batches) + 1, Key: w.key, Zone: o.Spec.Zone, First: unbought(v.Wanted, v.Rest,
				v.Batches, nil)[0].first, Wanted: n,
			Created: w.now(), Cost: cost(o.Quote, n),
		}
	}
	return of, nil
}

// recoveredOf returns the ids of the orders of k's product that were found at the vendor and whose tokens were made
// from name, including removed orders.
func recoveredOf(j *journal.Snapshot, k journal.Key, name string) ([]string, error) {
	return j.Orders.Recovered(k.Product, beginning(name))
}

// placedAs is the ids of the orders of k that are known by the name in the journal, or by the tokens of their machines.
func placedAs(j *journal.Snapshot, k journal.Key, name string) ([]string, error) {
	named, err := j.Orders.Named(name)
	found, other := recoveredOf(j, k, name)
	for _, id := range found {
		if !slices.Contains(named, id) {
			named = append(named, id)
		}
	}
	return named, errors.Join(err, other)
}
