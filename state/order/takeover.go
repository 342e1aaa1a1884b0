package order

import (
	"context"
	"fmt"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// TakeOver is the [Command] to write down machines that carry a token of metalwright and that no order has: they
// belong to the order that the token is of, or to a new one, which can release them. The vendor is asked once more.
// Its error is [ErrNothing] when no such machine is there, or an order has them all.
type TakeOver struct {
	Account string
	Product provider.ProductID
	Token   string
}

func (c TakeOver) describe() decision {
	d := unowned(c.Account)
	d.add("token", c.Token)
	return d
}

// unowned is a decision about something that belongs to no order, which is for those alone who may go beyond evidence.
func unowned(account string) decision {
	return decision{
		what: policy.AdoptBeyond, outcome: outcomeDone, places: &policy.Subject{Profile: policy.ProfileOf("", account)},
	}
}

func (c TakeOver) do(ctx context.Context, s *Service, d *decision) error {
	a, err := s.accounts.get(journal.Key{Account: c.Account, Product: c.Product})
	if err != nil {
		return err
	}
	if !isToken(c.Token) {
		return fmt.Errorf("%w: %s", ErrToken, c.Token)
	}
	listed, err := a.operator().Ours(ctx)
	if err != nil {
		return err
	}
	listed = slices.DeleteFunc(listed, func(i provider.Instance) bool { return i.Token != c.Token })
	var ids []provider.InstanceID
	for _, i := range listed {
		ids = append(ids, i.ID)
	}
	d.add("machines", machineList(ids)["machines"])
	err = a.watch.aside().sweeper.claimFor(ctx, c.Token, listed, false, func(tx *journal.Tx) error {
		b, ok, err := tx.Batches.ByToken(c.Token)
		if ok {
			d.id = ID(b.Order)
		}
		if err != nil || !ok || b.Key != a.key { // the same account under another name has it
			return err
		}
		if err := d.who.may(d.what, *d.places); err != nil {
			return err
		}
		return s.decisions.decided(tx, d)
	})
	if err == nil && !d.written {
		err = fmt.Errorf("%w: %s", ErrNothing, c.Token)
	}
	return err
}

// Ignore is the [Command] not to warn of an orphan any more, or to do so again. It changes nothing at the vendor.
type Ignore struct {
	Orphan Orphan
	Undo   bool
}

func (c Ignore) describe() decision {
	d := unowned(c.Orphan.Account)
	if c.Orphan.Order != "" {
		d = decision{what: policy.Forget, id: c.Orphan.Order, outcome: outcomeDone}
	}
	d.add("ignore", string(c.Orphan.Kind)+" "+c.Orphan.ID)
	if c.Undo {
		d.add("undo", "true")
	}
	return d
}

func (c Ignore) do(ctx context.Context, s *Service, d *decision) error {
	put := func(tx *journal.Tx, _ rows) error {
		i := c.Orphan.ignore(d.who.Name)
		if c.Undo {
			return tx.Ignored.Delete(i)
		}
		return tx.Ignored.Put(i)
	}
	if c.Orphan.Order != "" {
		return s.decisions.change(ctx, d, put)
	}
	return s.opt.Store.Update(ctx, func(tx *journal.Tx) error {
		if err := d.who.may(d.what, *d.places); err != nil {
			return err
		}
		if err := put(tx, rows{}); err != nil {
			return err
		}
		return s.decisions.decided(tx, d)
	})
}
