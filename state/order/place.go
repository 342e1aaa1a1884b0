package order

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/identity"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

func (c Place) describe() decision {
	return decision{
		what: policy.Order, id: c.ID, hide: c.Spec.Access, outcome: outcomeDone,
		places: &policy.Subject{ID: string(c.ID), Profile: policy.ProfileOf(c.Profile, c.Account)},
		detail: map[string]string{
			"product": string(c.Spec.Product), "account": c.Account, "machines": strconv.Itoa(c.Spec.Machines()),
		},
	}
}

func (c Place) do(ctx context.Context, s *Service, d *decision) error {
	if err := c.wellNamed(); err != nil {
		return err
	}
	if err := s.Quoted(ctx, d.who.Name, c.Account, c.Spec, c.Quote); err != nil { // what they have agreed to
		return err
	}
	a, err := s.buyer(journal.Key{Account: c.Account, Product: c.Spec.Product})
	if err != nil {
		return err
	}
	c.Spec = a.operator().Product().Counting(c.Spec) // settings that are not sent are not written down either
	if err := a.operator().Check(c.Spec, provider.Known{}); err != nil {
		return err
	}
	if err := s.unplaced(ctx, c.ID); err != nil {
		return err
	}
	if c.Quote, err = requote(ctx, a.operator(), c.Spec, c.Spec.Machines(), c.Quote); err != nil {
		return err
	}
	if !c.Quote.Known() && !c.Unpriced {
		return ErrUnpriced
	}
	row := s.row(c, d.who.Name)
	if lasts := d.who.lasts(subject(row), c.Quote, c.Spec.Machines()); lasts > 0 {
		return s.ask(ctx, d, a.operator().Product(), row, c, lasts)
	}
	product := a.operator().Product()
	p := &plan{
		order: row, origin: originOf(row.ID, c.Names, identity.Of(product, c.Spec, c.Account)), spec: c.Spec,
		rules: a.operator(), owner: s.opt.Owner, grace: s.opt.Limits.Grace, quote: c.Quote,
		makes: slices.Clone(c.Spec.Network.Make), parts: split([]span{{0, c.Spec.Machines()}}, product.MaxBatch),
	}
	first := p.next(s.opt.Now())
	return s.begin(ctx, a.sender(), p, first, func(tx *journal.Tx) error { // W1
		if d.who.lasts(subject(row), c.Quote, c.Spec.Machines()) > 0 { // the rules have changed just now
			return ErrUncovered
		}
		if err := s.affordable(tx, d, row, newOrder(c)); err != nil {
			return err
		}
		if err := s.add(tx, row, c, product); err != nil {
			return err
		}
		return s.record(tx, d.who.Name, "order", row, map[string]string{"key": d.who.Key})
	})
}

// newOrder is the purchase that is checked against the limits.
func newOrder(c Place) policy.Purchase {
	return policy.Purchase{Quote: c.Quote, Machines: c.Spec.Machines(), New: true}
}

// unplaced returns an error when the id of a new order is taken.
func (s *Service) unplaced(ctx context.Context, id ID) error {
	_, err := s.Order(ctx, id)
	switch {
	case isPlaced(err):
		return fmt.Errorf("%w: %s", ErrPlaced, id)
	case errors.Is(err, ErrNotFound):
		return nil
	default:
		return err
	}
}

func (s *Service) row(c Place, by string) journal.Order {
	o := journal.Order{
		ID: string(c.ID), Profile: c.Profile, Key: journal.Key{Account: c.Account, Product: c.Spec.Product}, Spec: c.Spec,
		Quote: c.Quote, Created: s.opt.Now(), By: by,
	}
	scripted(&o, c.Spec)
	return o
}

// scripted keeps only what identifies an init script.
func scripted(o *journal.Order, s provider.Spec) {
	o.ScriptBytes, o.ScriptSHA256 = len(s.Access.InitScript.Reveal()), identity.ScriptHash(s)
}

// buyer returns the account of key if it may buy.
func (s *Service) buyer(key journal.Key) (*account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.accounts[key]
	switch {
	case s.holding:
		return nil, ErrStopping
	case !ok:
		return nil, fmt.Errorf("%w: %s at %s", ErrNoAccount, key.Account, key.Product)
	case a.sender() == nil:
		return nil, fmt.Errorf("%w: %s at %s", ErrNoBuyer, key.Account, key.Product)
	}
	return a, nil
}

// begin is W1: it writes the first batch of p together with what before writes, and starts sending.
func (s *Service) begin(ctx context.Context, by *sender, p *plan, first *journal.Batch,
	before func(*journal.Tx) error,
) error {
	id := ID(p.order.ID)
	if err := s.occupy(id); err != nil {
		return err
	}
	show := s.opt.Hide(p.spec.Access.Secrets()...)
	started := false
	defer func() {
		if !started { // by an error, or a panic
			show()
			s.release(id)
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
		if err := tx.Recall(string(id)); err != nil { // a hidden order must not buy anything
			return err
		}
		if err := unique(tx, first); err != nil {
			return err
		}
		return tx.AddBatch(*first)
	})
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.secrets[id] = p.spec.Access
	s.mu.Unlock()
	s.opt.Point("after intent")
	started = true
	go func() {
		defer s.release(id)
		defer show()
		defer s.contain(id, p.spec.Access)
		ctx := context.WithoutCancel(ctx)
		s.send(ctx, by, p, first)
		s.dropSecrets(ctx, id)
	}()
	return nil
}

// dropSecrets forgets the secrets of an order for which no more can be ordered.
func (s *Service) dropSecrets(ctx context.Context, id ID) {
	v, err := s.Order(ctx, id)
	if err != nil || v.Rest+v.Lost > 0 || v.Word == Sending || v.Word == Ambiguous || v.Word == Waiting {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.secrets, id)
}

// occupy makes this program's one sending of the order; [Service.release] ends it.
func (s *Service) occupy(id ID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.holding:
		return ErrStopping
	case s.running[id]:
		return fmt.Errorf("%w: %s", ErrBusy, id)
	}
	s.running[id] = true
	s.sending.Add(1)
	return nil
}

func (s *Service) release(id ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.running, id)
	s.sending.Done()
}

// send sends the batches of p one after another: the next one when the one before was accepted, a new one after a
// rate-limit refusal. Everything else waits for a person.
func (s *Service) send(ctx context.Context, by *sender, p *plan, b *journal.Batch) {
	for b != nil {
		if s.isStopping() {
			by.unsend(ctx, *b, programEnds)
			return
		}
		next, err := by.send(ctx, *b, p.part(span{b.First, b.Wanted}), s.follow(p, *b))
		if err != nil {
			s.opt.Log.Error("batch not sent", "order", p.order.ID, "token", b.Token, "error", err)
			return
		}
		if next != nil && next.RetryOf == b.ID && !s.wait(ctx, p) {
			by.unsend(ctx, *next, programEnds)
			return
		}
		b = next
	}
}

// follow says which batch comes after an answer to b.
func (s *Service) follow(p *plan, b journal.Batch) func(answer) *journal.Batch {
	return func(a answer) *journal.Batch {
		switch {
		case s.isStopping():
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

// wait pauses before the try after a rate-limit refusal; false when the program ends meanwhile.
func (s *Service) wait(ctx context.Context, p *plan) bool {
	s.mu.Lock()
	stop := s.stop
	s.mu.Unlock()
	select {
	case <-s.opt.After(p.wait):
		return true
	case <-stop:
		return false
	case <-ctx.Done():
		return false
	}
}

func (s *Service) isStopping() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.holding
}
