package order

import (
	"context"
	"fmt"
	"runtime/debug"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// dispatcher sends the batches of orders one after another.
type dispatcher struct {
	opt      Options
	owners   *owners
	accounts *accounts
	secrets  *secrets
	running  *running
	views    *Views
}

// buyer returns the account of key if it may buy.
func (s *dispatcher) buyer(key journal.Key) (*account, error) {
	if s.running.isStopping() {
		return nil, ErrStopping
	}
	a, err := s.accounts.get(key)
	switch {
	case err != nil:
		return nil, err
	case a.sender() == nil:
		return nil, fmt.Errorf("%w: %s at %s", ErrNoBuyer, key.Account, key.Product)
	}
	return a, nil
}

// begin is W1: it writes the first batch of p together with what before writes, and starts sending.
func (s *dispatcher) begin(ctx context.Context, by *sender, p *plan, first *journal.Batch,
	before func(*journal.Tx) error,
) error {
	id := ID(p.order.ID)
	if err := s.running.occupy(id); err != nil {
		return err
	}
	show := s.opt.Hide(p.spec.Access.Secrets()...)
	started := false
	defer func() {
		if !started { // by an error, or a panic
			show()
			s.running.release(id)
		}
	}()
	if err := s.owners.hold(ctx); err != nil {
		s.opt.Log.Warn("no lock shows that this program is alive", "error", err)
	}
	s.opt.Point("before intent")
	err := s.opt.Store.Update(ctx, func(tx *journal.Tx) error {
		if err := tx.Buying(); err != nil {
			return err
		}
		if err := before(tx); err != nil {
			return err
		}
		if err := tx.Orders.Unhide(string(id)); err != nil { // a hidden order must not buy anything
			return err
		}
		if err := unique(tx, first, s.opt.Random); err != nil {
			return err
		}
		return tx.Batches.Add(*first)
	})
	if err != nil {
		return err
	}
	s.secrets.keep(id, p.spec.Access)
	s.opt.Point("after intent")
	started = true
	go func() {
		defer s.running.release(id)
		defer show()
		defer s.contain(id, p.spec.Access)
		ctx := context.WithoutCancel(ctx)
		s.send(ctx, by, p, first)
		s.dropSecrets(ctx, id)
	}()
	return nil
}

// contain is deferred while an order is sent. It keeps a panic from ending the program and the sessions of all users.
func (s *dispatcher) contain(id ID, of provider.Access) {
	if p := recover(); p != nil {
		words := provider.NewScrubber(of.Secrets()...).Text(fmt.Sprint(p))
		s.opt.Log.Error("sending panicked: what was on its way is looked up", "order", id, "panic", words, "stack",
			string(debug.Stack()))
	}
}

// dropSecrets forgets the secrets of an order for which no more can be ordered.
func (s *dispatcher) dropSecrets(ctx context.Context, id ID) {
	v, err := s.views.Order(ctx, id)
	if err != nil || v.Rest+v.Lost > 0 || v.Status == Sending || v.Status == Ambiguous || v.Status == Waiting {
		return
	}
	s.secrets.drop(id)
}

// send sends the batches of p one after another: the next one when the one before was accepted, a new one after a
// rate-limit refusal. Everything else waits for a person.
func (s *dispatcher) send(ctx context.Context, by *sender, p *plan, b *journal.Batch) {
	for b != nil {
		if s.running.isStopping() {
			by.unsend(ctx, *b, programEnds)
			return
		}
		next, err := by.send(ctx, *b, p.part(span{b.First, b.Wanted}), s.follow(p, *b))
		if err != nil {
			s.opt.Log.Error("batch not sent", "order", p.order.ID, "token", b.Token, "error", err)
			return
		}
		if next != nil && next.RetryOf == b.ID && !s.running.wait(ctx, s.opt.After(p.wait)) {
			by.unsend(ctx, *next, programEnds)
			return
		}
		b = next
	}
}

// follow says which batch comes after an answer to b.
func (s *dispatcher) follow(p *plan, b journal.Batch) func(answer) *journal.Batch {
	return func(a answer) *journal.Batch {
		switch {
		case s.running.isStopping():
			return nil
		case a.event == eventAnswer && b.Make != nil && len(a.receipt.IDs) < b.Make.Amount():
			return nil // machines would find too few; a look-up says how many there are
		case a.event == eventAnswer && len(a.receipt.IDs) > 0:
			if b.Make != nil {
				p.made(b.Make.Kind, string(a.receipt.IDs[0]))
			}
			return p.next(s.opt.Now())
		case a.event == eventRefuse:
			if d, ok := p.pause(a.err); ok {
				p.wait = d
				return p.again(b, s.opt.Now())
			}
		}
		return nil
	}
}

// clearSecrets drops the secrets of orders that will not be sent. It has to check, because an approval expires without
// an event.
func (s *dispatcher) clearSecrets(ctx context.Context) {
	sending := s.running.ids()
	for _, id := range s.secrets.orders() {
		if !slices.Contains(sending, id) {
			s.dropSecrets(ctx, id)
		}
	}
}
