package order

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// Refresh is the [Command] to poll an order's machines now, as far as the request budget allows, by the program that
// watches them. It decides nothing: the audit has no row of it.
type Refresh struct{ ID ID }

func (c Refresh) describe() decision { return decision{what: policy.Refresh, id: c.ID} }

func (c Refresh) do(ctx context.Context, s *Service, d *decision) error {
	return s.decisions.change(ctx, d, func(tx *journal.Tx, r rows) error {
		return tx.Watches.Wake(r.order.Key, s.opt.Now())
	})
}

// LookAgain is the [Command] that makes two things due now: a look-up of the order's batches whose outcome is not
// certain, and a poll of its machines. It decides nothing: the audit has no row of it.
type LookAgain struct{ ID ID }

func (c LookAgain) describe() decision { return decision{what: policy.LookAgain, id: c.ID} }

func (c LookAgain) do(ctx context.Context, s *Service, d *decision) error {
	return s.decisions.change(ctx, d, func(tx *journal.Tx, r rows) error {
		now := s.opt.Now()
		for _, b := range r.batches {
			if b.State != journal.Ambiguous && b.State != journal.Unresolved {
				continue
			}
			if err := tx.Batches.Change(b.ID, journal.Patch{LookAt: &now}); err != nil {
				return err
			}
		}
		return tx.Watches.Wake(r.order.Key, now)
	})
}

// Asking are the commands that have the vendor asked about an order now, the one that asks for more first: who may not
// give that may still give the next.
func Asking(v View) []Command {
	if v.Status == Ambiguous {
		return []Command{LookAgain{v.ID}, Refresh{v.ID}}
	}
	return []Command{Refresh{v.ID}}
}

// BuyRest is the [Command] to order the machines of an order that are certain not to have been bought (View.Rest).
// Its errors are [ErrBusy] while any batch is being sent or is uncertain, [ErrMoved] when other machines are missing
// than a moment before, [ErrNothing] when all are bought, and [ErrSecrets] when a secret is missing or has changed. An
// error of [Views.Requote] or of the spending limits refuses it, too: after a [*Stale], [AcceptQuote] records that a
// person agrees.
type BuyRest struct {
	ID      ID
	Secrets provider.Access // the values for View.Asks; the zero value when it is empty
}

func (c BuyRest) describe() decision {
	return decision{what: policy.OrderRest, id: c.ID, hide: c.Secrets, outcome: outcomeDone}
}

func (c BuyRest) do(ctx context.Context, s *Service, d *decision) error {
	return extension{s, d, c.Secrets}.send(ctx, func(v View, r rows, rules provider.Rules) (addition, error) {
		if v.Status == Sending || v.Status == Ambiguous {
			return addition{}, fmt.Errorf("%w: %s", ErrBusy, c.ID)
		}
		if v.Rest == 0 {
			return addition{}, fmt.Errorf("%w: %s", ErrNothing, c.ID)
		}
		spans := unbought(v.Wanted, v.Rest, v.Batches, r.unmadeNumbers(rules))
		a := addition{spans: spans, retryOf: r.refused(spans[0]), makes: r.unmade()}
		if len(a.makes) > 0 {
			a.retryOf = refusedMaking(r.batches, a.makes[0].Kind)
		}
		return a, nil
	})
}

// refused returns the last batch that tried the first machine of s and bought none, "" when no batch did.
func (r rows) refused(s span) string {
	for _, b := range slices.Backward(r.batches) {
		bought := slices.ContainsFunc(r.instances, func(i journal.Instance) bool { return i.Batch == b.ID })
		if b.Make == nil && b.First == s.first && !open(b.State) && !bought {
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

// BuyAgain is the [Command] to send an unresolved batch once more as a new batch, after one more look-up that finds
// nothing. The sweep keeps looking for the old batch: if it turns up after all, View.Attention says so. Its errors are
// [ErrUnresolved] when batch N does not, or no longer, wait for a decision, [ErrToken] when the token is not the
// batch's own, and [ErrEvidence] when there is evidence that was not checked; then those of [BuyRest].
type BuyAgain struct {
	ID      ID
	N       int    // the batch
	Token   string // its token, typed
	Checked bool   // the evidence was compared with the vendor's console; needed when there is some
	Secrets provider.Access
}

func (c BuyAgain) describe() decision {
	d := decision{
		what: policy.BuyAgain, id: c.ID, hide: c.Secrets, outcome: outcomeDone,
		detail: map[string]string{"batch": strconv.Itoa(c.N)},
	}
	if isToken(c.Token) { // what else was typed may be anything
		d.add("token", c.Token)
	}
	return d
}

func (c BuyAgain) do(ctx context.Context, s *Service, d *decision) error {
	old, err := undecided(ctx, s.opt.Store, c)
	if err != nil {
		return err
	}
	acc, err := s.dispatch.buyer(old.Key)
	if err != nil {
		return err
	}
	if err := acc.watch.aside().lookups.look(ctx, old); err != nil { // a fresh look-up; what it finds is written down
		return err
	}
	asked := old.Looks
	if old, err = undecided(ctx, s.opt.Store, c); err != nil {
		return err
	}
	if old.Looks == asked {
		return fmt.Errorf("%w: the vendor could not be asked", ErrBusy)
	}
	if len(old.Evidence.Machines) > 0 && !c.Checked {
		return fmt.Errorf("%w: batch %d", ErrEvidence, c.N)
	}
	return extension{s, d, c.Secrets}.send(ctx, func(_ View, r rows, _ provider.Rules) (addition, error) {
		// Another person may have decided since. From here to the transaction, a decision cannot go unnoticed.
		if _, err := undecidedIn(r.batches, c); err != nil {
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

// undecided returns the batch that c names if a person may decide about it.
func undecided(ctx context.Context, store *journal.Store, c BuyAgain) (journal.Batch, error) {
	var r rows
	err := store.View(ctx, func(j *journal.Snapshot) (err error) {
		r, err = readRows(j, c.ID)
		return err
	})
	if err != nil {
		return journal.Batch{}, err
	}
	return undecidedIn(r.batches, c)
}

// undecidedIn is [undecided] among batches that were read.
func undecidedIn(batches []journal.Batch, c BuyAgain) (journal.Batch, error) {
	for _, b := range batches {
		if b.N != c.N || b.State != journal.Unresolved {
			continue
		}
		if b.Token != c.Token {
			return b, ErrToken
		}
		if boughtAgain(batches, b.ID) {
			return b, fmt.Errorf("%w: batch %d was bought again already", ErrUnresolved, c.N)
		}
		return b, nil
	}
	return journal.Batch{}, fmt.Errorf("%w: batch %d", ErrUnresolved, c.N)
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

// CloseUnresolved is the [Command] that records a person's statement that unresolved batches of an order bought
// nothing. The sweep keeps looking for them. Its error is [ErrUnresolved] when one of the batches is not unresolved.
type CloseUnresolved struct {
	ID ID
	// Batches are the N of those that the person has seen the evidence of; nil: all that are unresolved.
	Batches []int
}

func (c CloseUnresolved) describe() decision {
	return decision{what: policy.CloseUnresolved, id: c.ID, outcome: outcomeDone}
}

func (c CloseUnresolved) do(ctx context.Context, s *Service, d *decision) error {
	return s.decisions.change(ctx, d, func(tx *journal.Tx, r rows) error {
		n := 0
		for _, b := range r.batches {
			if b.State != journal.Unresolved || c.Batches != nil && !slices.Contains(c.Batches, b.N) {
				continue
			}
			moved, err := move(tx, b.ID, eventDismiss, decidedBy(whyDismissed, d.who.Name), journal.Patch{
				Shortfall: new(b.Wanted), LookAt: new(s.opt.Now().Add(sweepOpen)),
			})
			if err != nil {
				return err
			}
			if moved {
				n++
			}
		}
		if n == 0 || n < len(c.Batches) {
			return fmt.Errorf("%w: %s", ErrUnresolved, c.ID)
		}
		return nil
	})
}

// Unresolved are the batches that a person has to decide about, with those that were not bought again first.
func Unresolved(v View) []BatchView {
	open := slices.DeleteFunc(slices.Clone(v.Batches), func(b BatchView) bool { return b.State != BatchUnresolved })
	slices.SortStableFunc(open, func(a, b BatchView) int {
		switch again := IsBoughtAgain(v, a.N); {
		case again == IsBoughtAgain(v, b.N):
			return 0
		case again:
			return 1
		default:
			return -1
		}
	})
	return open
}

// IsBoughtAgain reports whether another batch of v tries batch n again, and was not refused. Then [BuyAgain] refuses
// n.
func IsBoughtAgain(v View, n int) bool {
	return slices.ContainsFunc(v.Batches, func(b BatchView) bool {
		if b.RetryOf != n || n == 0 {
			return false
		}
		return b.State != BatchRejected && b.State != BatchNotSent || IsBoughtAgain(v, b.N)
	})
}

// Forget is the [Command] to hide an order from [Views.Orders]. Its error is [ErrOpen] while anything of the order is
// open or unresolved. Its tokens stay known, so that its machines are never taken for someone else's.
type Forget struct{ ID ID }

func (c Forget) describe() decision {
	return decision{what: policy.Forget, id: c.ID, outcome: outcomeDone}
}

func (c Forget) do(ctx context.Context, s *Service, d *decision) error {
	return s.decisions.change(ctx, d, func(tx *journal.Tx, r rows) error {
		if slices.ContainsFunc(r.batches, func(b journal.Batch) bool { return open(b.State) }) {
			return fmt.Errorf("%w: %s", ErrOpen, c.ID)
		}
		if r.held() { // the order is no longer wanted
			if err := s.approvals.voidIn(tx, r, d.who.Name, "withdrawn", ""); err != nil {
				return err
			}
		}
		return tx.Orders.Hide(r.order.ID)
	})
}
