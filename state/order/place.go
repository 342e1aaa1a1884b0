package order

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

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
	if !c.ReleaseAt.IsZero() && !c.ReleaseAt.After(s.opt.Now()) {
		return fmt.Errorf("%w: %s", ErrPast, c.ReleaseAt.UTC().Format(time.RFC3339))
	}
	if err := s.Audit.Quoted(ctx, d.who.Name, c.Account, c.Spec, c.Quote); err != nil { // what they have agreed to
		return err
	}
	a, err := s.dispatch.buyer(journal.Key{Account: c.Account, Product: c.Spec.Product})
	if err != nil {
		return err
	}
	c.Spec = a.operator().Product().Counting(c.Spec) // settings that are not sent are not written down either
	if err := a.operator().Check(c.Spec, provider.Known{}); err != nil {
		return err
	}
	if err := s.Views.unplaced(ctx, c.ID); err != nil {
		return err
	}
	if c.Quote, err = requote(ctx, a.operator(), c.Spec, c.Spec.Machines(), c.Quote); err != nil {
		return err
	}
	if !c.Quote.Known() && !c.Unpriced {
		return ErrUnpriced
	}
	row := c.row(d.who.Name, s.opt.Now())
	if lasts := d.who.lasts(subject(row), c.Quote, c.Spec.Machines()); lasts > 0 {
		return s.approvals.ask(ctx, d, a.operator().Product(), row, c, lasts)
	}
	product := a.operator().Product()
	p := &plan{
		order: row, random: s.opt.Random,
		origin: originOf(row.ID, c.Names, identity.Of(product, c.Spec, c.Account)), spec: c.Spec,
		rules: a.operator(), owner: s.opt.Owner, grace: s.opt.Limits.Grace, quote: c.Quote,
		makes: slices.Clone(c.Spec.Network.Make), parts: split([]span{{0, c.Spec.Machines()}}, product.MaxBatch),
	}
	first := p.next(s.opt.Now())
	return s.dispatch.begin(ctx, a.sender(), p, first, func(tx *journal.Tx) error { // W1
		if d.who.lasts(subject(row), c.Quote, c.Spec.Machines()) > 0 { // the rules have changed just now
			return ErrUncovered
		}
		if err := s.limits.affordable(tx, d, row, newOrder(c)); err != nil {
			return err
		}
		if err := add(tx, row, c, product, d.who); err != nil {
			return err
		}
		if err := s.Audit.madePassword(tx, c, d.who); err != nil {
			return err
		}
		detail, err := s.signer.placed(tx, row, c, d.who)
		if err != nil {
			return err
		}
		return s.Audit.record(tx, d.who.Name, "order", row, detail)
	})
}

// newOrder is the purchase that is checked against the limits.
func newOrder(c Place) policy.Purchase {
	return policy.Purchase{Quote: c.Quote, Machines: c.Spec.Machines(), New: true}
}

// unplaced returns an error when the id of a new order is taken.
func (s *Views) unplaced(ctx context.Context, id ID) error {
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

func (c Place) row(by string, now time.Time) journal.Order {
	o := journal.Order{
		ID: string(c.ID), Profile: c.Profile, Key: journal.Key{Account: c.Account, Product: c.Spec.Product}, Spec: c.Spec,
		Quote: c.Quote, Created: now, By: by,
	}
	scripted(&o, c.Spec)
	return o
}

// scripted keeps only what identifies an init script.
func scripted(o *journal.Order, s provider.Spec) {
	o.ScriptBytes, o.ScriptSHA256 = len(s.Access.InitScript.Reveal()), identity.ScriptHash(s)
}
