package order

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// addition is the further machines that a person wants to order for an order.
type addition struct {
	spans    []span
	retryOf  string                      // the batch that the first new one tries again; "" when it tries none again
	replaces map[int]provider.InstanceID // by number: the machine that is gone
	makes    []provider.Making           // bought before the machines
}

// equal reports whether the same machines are wanted in the same places.
func (w addition) equal(o addition) bool {
	return slices.Equal(w.spans, o.spans) && w.retryOf == o.retryOf && maps.Equal(w.replaces, o.replaces) &&
		slices.Equal(w.makes, o.makes)
}

// extension sends further batches of an order that exists.
type extension struct {
	*Service

	by   *decision
	with provider.Access // the order's secrets
}

// send sends them. choose says which machines, and which batch they try again.
func (s extension) send(ctx context.Context, choose func(View, rows, provider.Rules) (addition, error)) error {
	d := s.by
	var r rows
	err := s.opt.Store.View(ctx, func(j *journal.Snapshot) (err error) {
		r, err = readRows(j, d.id)
		return err
	})
	if err != nil {
		return err
	}
	if r.held() { // not even a part of it
		return errors.Join(ErrNothing, approvalRequest(r).sendable(s.opt.Now()))
	}
	acc, err := s.dispatch.buyer(r.order.Key)
	if err != nil {
		return err
	}
	w, err := choose(s.Views.view(r), r, acc.operator())
	if err != nil {
		return err
	}
	spec, err := s.secrets.complete(r.order, s.with)
	if err != nil {
		return err
	}
	n := machines(w.spans)
	for _, count := range []int{n, spec.Machines()} { // an older program allowed more
		if count == 0 && len(w.makes) > 0 {
			continue
		}
		if e := provider.CheckCount(count); e != nil {
			return e
		}
	}
	quote, err := requote(ctx, acc.operator(), spec, n, r.order.Quote)
	if err != nil {
		return err
	}
	origin, err := s.discovery.origin(ctx, r.order, acc.operator().Product())
	if err != nil {
		return err
	}
	if err := s.discovery.undiscovered(ctx, acc, r.order, origin, false); err != nil {
		return err
	}
	p := &plan{
		order: r.order, random: s.opt.Random, origin: origin, spec: r.resources.networked(spec), makes: w.makes,
		rules: acc.operator(), owner: s.opt.Owner, grace: s.opt.Limits.Grace,
		quote: quote,
		parts: split(w.spans, acc.operator().Product().MaxBatch), n: len(r.batches), retryOf: w.retryOf, replaces: w.replaces,
	}
	return s.dispatch.begin(ctx, acc.sender(), p, p.next(s.opt.Now()), func(tx *journal.Tx) error {
		again := func(v View, now rows) (addition, error) { return choose(v, now, acc.operator()) }
		if err := unchanged(tx, s.Views, r, again, w); err != nil {
			return err
		}
		if err := s.approvals.covered(tx, r, quote, d.who); err != nil {
			return err
		}
		all := policy.Purchase{Quote: quote, Machines: n, Replaces: r.instances.gone()}
		if err := s.limits.affordable(tx, d, r.order, all); err != nil {
			return err
		}
		return s.decisions.decided(tx, d)
	})
}

// machines is how many machines spans are about.
func machines(spans []span) int {
	n := 0
	for _, s := range spans {
		n += s.n
	}
	return n
}

// unchanged makes certain that no other program or person has bought for the order since r was read, and that choose
// still returns w for what is missing. A machine that has come up meanwhile changes nothing.
func unchanged(tx *journal.Tx, views *Views, r rows, choose func(View, rows) (addition, error), w addition) error {
	now, err := readRows(&tx.Snapshot, ID(r.order.ID))
	if err != nil {
		return err
	}
	if !slices.EqualFunc(now.batches, r.batches, func(a, b journal.Batch) bool { return a.ID == b.ID }) {
		return fmt.Errorf("%w: %s", ErrBusy, r.order.ID)
	}
	switch again, err := choose(views.view(now), now); {
	case err != nil:
		return err
	case !again.equal(w):
		return fmt.Errorf("%w: %s", ErrMoved, r.order.ID)
	}
	return nil
}
