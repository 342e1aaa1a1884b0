package order

import (
	"context"
	"maps"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// SavePassword is the [Command] to say that the password which the program made for an order is saved elsewhere. The
// program shows it once and keeps it nowhere: until someone says so, [View.Unsaved] is set.
type SavePassword struct{ ID ID }

func (c SavePassword) describe() decision {
	return decision{what: policy.SavePassword, id: c.ID, outcome: outcomeDone}
}

func (c SavePassword) do(ctx context.Context, s *Service, d *decision) error {
	return s.decisions.change(ctx, d, func(*journal.Tx, rows) error { return nil })
}

// madePassword writes down that the program has made the password of a new order, if it has.
func (a *Audit) madePassword(tx *journal.Tx, c Place, who Actor) error {
	if !c.Made || c.Spec.Access.Login != provider.LoginPassword {
		return nil
	}
	return a.enter(tx, journal.Entry{
		Who: who.Name, What: journal.PasswordMade, Order: string(c.ID), Detail: map[string]string{"outcome": outcomeDone},
	})
}

// readUnsaved reads of which orders the password may be lost: only those with one can be.
func readUnsaved(j *journal.Snapshot, orders []journal.Order, one string) (map[string]bool, error) {
	for _, o := range orders {
		if o.Spec.Access.Login == provider.LoginPassword {
			return j.Audit.Unsaved(one)
		}
	}
	return map[string]bool{}, nil
}

// Unsaved returns the orders whose password was made by the program and of which nobody has said that it is saved, by
// their ids; some may have no machine any more.
func (a *Audit) Unsaved(ctx context.Context) (all []ID, err error) {
	var unsaved map[string]bool
	err = a.store.View(ctx, func(j *journal.Snapshot) (err error) {
		unsaved, err = j.Audit.Unsaved("")
		return err
	})
	for _, id := range slices.Sorted(maps.Keys(unsaved)) {
		if unsaved[id] {
			all = append(all, ID(id))
		}
	}
	return all, err
}
