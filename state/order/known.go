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

// RemovedError is the error of an order that was removed from the journal for its age. Its id stays used.
type RemovedError struct{ journal.Removed }

// Error is for logs.
func (e *RemovedError) Error() string {
	return fmt.Sprintf("the order was removed for its age: %s", ID(e.ID))
}

// Nothing reports whether it is certain that the order bought nothing.
func (e *RemovedError) Nothing() bool { return e.State == journal.RemovedRejected }

// absent is the error of an order that is not in the journal, or not any more.
func absent(j *journal.Snapshot, id ID) error {
	gone, was, err := j.Orders.Removed(string(id))
	switch {
	case err != nil:
		return err
	case was:
		return &RemovedError{gone}
	}
	return fmt.Errorf("%w: %s", ErrNotFound, id)
}

// Named returns the ids of the orders at the account that are known by name, including removed orders. The name is an
// order's id, or the identity of what it sends or of the file that it was placed by. Orders that an earlier version
// placed are known by what they send, and those that were found at the vendor by the tokens of their machines.
func (s *Views) Named(ctx context.Context, account string, product provider.ProductID, name string) ([]ID, error) {
	key := journal.Key{Account: account, Product: product}
	var ids []ID
	err := s.store.View(ctx, func(j *journal.Snapshot) error {
		named, err := placedAs(j, key, name)
		if err != nil {
			return err
		}
		for _, id := range named {
			ids = append(ids, ID(id))
		}
		a, err := s.accounts.get(key)
		if err != nil { // the account is not open: no order can be placed there
			return nil //nolint:nilerr // see above
		}
		old, err := j.Orders.Unnamed(key)
		for _, o := range old {
			same := identity.OfStored(a.operator().Product(), o.Spec, account, o.ScriptSHA256) == name
			if same && !o.Recovered && !slices.Contains(ids, ID(o.ID)) {
				ids = append(ids, ID(o.ID))
			}
		}
		return err
	})
	return ids, err
}

// wellNamed applies the rule for ids to every name in c.
func (c Place) wellNamed() error {
	for _, name := range append([]string{string(c.ID)}, c.Names...) {
		if err := identity.Check(name); err != nil {
			return fmt.Errorf("%w: %s", err, identity.Shown(name))
		}
	}
	return nil
}

// add writes the order down, with its other names, and forgets the draft that it was. It returns [ErrPlaced] when it
// has been placed.
func add(tx *journal.Tx, o journal.Order, c Place, p *provider.Product, who Actor) error {
	for _, name := range c.Names {
		ids, err := placedAs(&tx.Snapshot, o.Key, name)
		if err != nil {
			return err
		}
		for _, id := range ids {
			if !slices.Contains(c.After, ID(id)) {
				return fmt.Errorf("%w: %s", ErrPlaced, ID(id))
			}
		}
	}
	fresh, err := tx.Orders.Add(o)
	if err == nil && !fresh {
		err = fmt.Errorf("%w: %s", ErrPlaced, ID(o.ID))
	}
	if err != nil {
		return err
	}
	if _, err := tx.Drafts.Delete(o.ID); err != nil {
		return err
	}
	if l, ok := c.later(o.ID, who, tx.Now()); ok {
		if err := tx.Releases.Put(l); err != nil {
			return err
		}
	}
	return tx.Orders.AddNames(o.ID, append(slices.Clone(c.Names), identity.Of(p, c.Spec, c.Account))...)
}

// isPlaced reports whether err says that the id is used.
func isPlaced(err error) bool {
	_, removed := errors.AsType[*RemovedError](err)
	return err == nil || removed
}
