package order

import (
	"context"
	"fmt"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// Refresh requests a poll of the order's machines now, as far as the request budget allows, by the program that
// watches them.
func (s *Service) Refresh(ctx context.Context, id ID) error {
	return s.opt.Store.Update(ctx, func(tx *journal.Tx) error {
		r, err := readRows(&tx.Snapshot, id)
		if err != nil {
			return err
		}
		return tx.Wake(r.order.Key, s.opt.Now())
	})
}

// LookAgain makes two things due now: a look-up of the order's batches whose outcome is not certain, and a poll of its
// machines.
func (s *Service) LookAgain(ctx context.Context, id ID) error {
	return s.opt.Store.Update(ctx, func(tx *journal.Tx) error {
		r, err := readRows(&tx.Snapshot, id)
		if err != nil {
			return err
		}
		now := s.opt.Now()
		for _, b := range r.batches {
			if b.State != journal.Ambiguous && b.State != journal.Unresolved {
				continue
			}
			if err := tx.Change(b.ID, journal.Patch{LookAt: &now}); err != nil {
				return err
			}
		}
		return tx.Wake(r.order.Key, now)
	})
}

// OrderRest orders the machines of the order that are certain not to have been bought (View.Rest), after a person
// asked for it. secrets holds the values for View.Asks; its zero value is right when View.Asks is empty. It returns
// [ErrBusy] while any batch is being sent or is uncertain, [ErrMoved] when other machines are missing than a moment
// before, [ErrNothing] when all are bought, and [ErrSecrets] when a secret is missing or has changed. An error of
// [Service.Requote] or of the spending limits refuses it, too: after a [*Stale], [Service.AcceptQuote] records that a
// person agrees.
func (s *Service) OrderRest(ctx context.Context, id ID, secrets provider.Access) error {
	return s.orderRest(ctx, id, secrets, Actor{})
}

func (s *Service) orderRest(ctx context.Context, id ID, secrets provider.Access, who Actor) error {
	return s.more(ctx, id, secrets, who, func(v View, r rows, _ provider.Reader) (addition, error) {
		if v.Word == Sending || v.Word == Ambiguous {
			return addition{}, fmt.Errorf("%w: %s", ErrBusy, id)
		}
		if v.Rest == 0 {
			return addition{}, fmt.Errorf("%w: %s", ErrNothing, id)
		}
		spans := unbought(v.Wanted, v.Rest, v.Batches)
		a := addition{spans: spans, retryOf: refused(r.batches, spans[0]), makes: r.unmade()}
		if len(a.makes) > 0 {
			a.retryOf = refusedMaking(r.batches, a.makes[0].Kind)
		}
		return a, nil
	})
}

// refused returns the batch that first tried the first machine of s, "" when no batch did.
func refused(batches []journal.Batch, s span) string {
	for _, b := range slices.Backward(batches) {
		if b.Make == nil && b.First == s.first && !open(b.State) {
			return b.ID
		}
	}
	return ""
}

// refusedMaking is the last batch that tried to make something of the kind, "" when none did.
func refusedMaking(batches []journal.Batch, k provider.ResourceKind) string {
	for _, b := range slices.Backward(batches) {
		if b.Make != nil && b.Make.Kind == k && !open(b.State) {
			return b.ID
		}
	}
	return ""
}

// Again is the confirmation that a person has to give to buy an unresolved batch again.
type Again struct {
	N       int    // the batch
	Token   string // its token, typed
	Checked bool   // the evidence was compared with the vendor's console; needed when there is some
	Secrets provider.Access
}

// BuyAgain sends an unresolved batch once more as a new batch, after one more look-up that finds nothing. The sweep
// keeps looking for the old batch: if it turns up after all, View.Attention says so. It returns [ErrUnresolved] when
// batch N does not, or no longer, wait for a decision, [ErrToken] when the token is not the batch's own, and
// [ErrEvidence] when there is evidence that was not checked.
func (s *Service) BuyAgain(ctx context.Context, id ID, a Again) error {
	return s.buyAgain(ctx, id, a, Actor{})
}

func (s *Service) buyAgain(ctx context.Context, id ID, a Again, who Actor) error {
	old, err := s.undecided(ctx, id, a)
	if err != nil {
		return err
	}
	acc, err := s.buyer(old.Key)
	if err != nil {
		return err
	}
	if err := acc.watch.aside().look(ctx, old); err != nil { // a fresh look-up; what it finds is written down
		return err
	}
	asked := old.Looks
	if old, err = s.undecided(ctx, id, a); err != nil {
		return err
	}
	if old.Looks == asked {
		return fmt.Errorf("%w: the vendor could not be asked", ErrBusy)
	}
	if len(old.Evidence.Machines) > 0 && !a.Checked {
		return fmt.Errorf("%w: batch %d", ErrEvidence, a.N)
	}
	return s.more(ctx, id, a.Secrets, who, func(_ View, r rows, _ provider.Reader) (addition, error) {
		// Another person may have decided since. From here to the transaction, a decision cannot go unnoticed.
		if _, err := undecidedIn(r.batches, a); err != nil {
			return addition{}, err
		}
		if old.Make != nil {
			return addition{retryOf: old.ID, makes: []provider.Making{*old.Make}}, nil
		}
		w := addition{spans: []span{{old.First, old.Wanted}}, retryOf: old.ID, replaces: map[int]provider.InstanceID{}}
		for _, i := range r.instances {
			if i.ReplacedBy == old.ID {
				w.replaces[old.First+len(w.replaces)] = i.ID
			}
		}
		return w, nil
	})
}

// undecided returns the batch that a names if a person may decide about it.
func (s *Service) undecided(ctx context.Context, id ID, a Again) (journal.Batch, error) {
	var r rows
	err := s.opt.Store.View(ctx, func(j *journal.Snapshot) (err error) {
		r, err = readRows(j, id)
		return err
	})
	if err != nil {
		return journal.Batch{}, err
	}
	return undecidedIn(r.batches, a)
}

// undecidedIn is [Service.undecided] among batches that were read.
func undecidedIn(batches []journal.Batch, a Again) (journal.Batch, error) {
	for _, b := range batches {
		if b.N != a.N || b.State != journal.Unresolved {
			continue
		}
		if b.Token != a.Token {
			return b, ErrToken
		}
		if boughtAgain(batches, b.ID) {
			return b, fmt.Errorf("%w: batch %d was bought again already", ErrUnresolved, a.N)
		}
		return b, nil
	}
	return journal.Batch{}, fmt.Errorf("%w: batch %d", ErrUnresolved, a.N)
}

// boughtAgain reports whether a later batch tries id again, itself or by a batch between them that was refused, and was
// not refused itself.
func boughtAgain(batches []journal.Batch, id string) bool {
	return slices.ContainsFunc(batches, func(b journal.Batch) bool {
		if b.RetryOf != id {
			return false
		}
		return b.State != journal.Rejected && b.State != journal.NotSent || boughtAgain(batches, b.ID)
	})
}

// CloseUnresolved records a person's statement that the unresolved batches of the order bought nothing. The sweep
// keeps looking for them. It returns [ErrUnresolved] when no batch is unresolved.
func (s *Service) CloseUnresolved(ctx context.Context, id ID) error {
	return s.opt.Store.Update(ctx, func(tx *journal.Tx) error {
		r, err := readRows(&tx.Snapshot, id)
		if err != nil {
			return err
		}
		n := 0
		for _, b := range r.batches {
			if b.State != journal.Unresolved {
				continue
			}
			moved, err := move(tx, b.ID, EventDismiss, "a person says that nothing was bought", journal.Patch{
				Shortfall: new(b.Wanted), LookAt: new(s.opt.Now().Add(sweepOpen)),
			})
			if err != nil {
				return err
			}
			if moved {
				n++
			}
		}
		if n == 0 {
			return fmt.Errorf("%w: %s", ErrUnresolved, id)
		}
		return s.decided(ctx, tx, outcomeDone)
	})
}

// Forget hides the order from [Service.Orders]. [ErrOpen] while anything of it is open or unresolved. Its tokens stay
// known, so that its machines are never taken for someone else's.
func (s *Service) Forget(ctx context.Context, id ID) error { return s.forget(ctx, id, "") }

// forget is [Service.Forget] with the name of who does it; "" when the name is not known.
func (s *Service) forget(ctx context.Context, id ID, by string) error {
	return s.opt.Store.Update(ctx, func(tx *journal.Tx) error {
		r, err := readRows(&tx.Snapshot, id)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(r.batches, func(b journal.Batch) bool { return open(b.State) }) {
			return fmt.Errorf("%w: %s", ErrOpen, id)
		}
		if err := s.decided(ctx, tx, outcomeDone); err != nil {
			return err
		}
		if r.held() { // the order is no longer wanted
			if err := s.voidIn(tx, r, by, "withdrawn", ""); err != nil {
				return err
			}
		}
		return tx.Forget(r.order.ID)
	})
}
