package order

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// Adopt records a person's statement that the instances belong to batch n of the order, whose outcome is uncertain. It
// returns [ErrUnknownID] when the vendor does not list one of them, or when another batch has it, and [ErrBeyond] when
// neither the evidence nor [Actor.Adopts] allows it.
func (s *Service) Adopt(ctx context.Context, id ID, n int, ids []provider.InstanceID) error {
	return s.adopt(ctx, id, n, ids, Actor{Adopts: true})
}

func (s *Service) adopt(ctx context.Context, id ID, n int, ids []provider.InstanceID, who Actor) error {
	v, err := s.Order(ctx, id)
	if err != nil {
		return err
	}
	a, err := s.account(journal.Key{Account: v.Account, Product: v.Product})
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(v.Batches, func(b BatchView) bool { return b.N == n }); i >= 0 && v.Batches[i].Make != nil {
		return s.adoptMade(ctx, a, v, v.Batches[i], ids, who)
	}
	listed, err := a.reader().Instances(ctx, v.Spec.Zone, ids)
	if err != nil {
		return err
	}
	for _, want := range ids {
		if !slices.ContainsFunc(listed, func(i provider.Instance) bool { return i.ID == want }) {
			return fmt.Errorf("%w: %s", ErrUnknownID, want)
		}
	}
	return s.opt.Store.Update(ctx, func(tx *journal.Tx) error {
		beyond, err := s.adoptIn(tx, id, n, listed, who)
		if err != nil {
			return err
		}
		if d, ok := ctx.Value(decisionKey{}).(*decision); ok && len(beyond) > 0 { // a person's is never without detail
			d.detail["beyond_evidence"] = strings.Join(beyond, " ")
		}
		return s.decided(ctx, tx, outcomeDone)
	})
}

// adoptIn adopts the listed machines and returns those that go beyond the evidence; without [Actor.Adopts] these are
// an error.
func (s *Service) adoptIn(tx *journal.Tx, id ID, n int, listed []provider.Instance, who Actor) ([]string, error) {
	r, err := readRows(&tx.Snapshot, id)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(r.batches, func(b journal.Batch) bool { return b.N == n })
	if at < 0 {
		return nil, fmt.Errorf("%w: batch %d", ErrUnresolved, n)
	}
	if err := who.may(r.order); err != nil {
		return nil, err
	}
	b, now := r.batches[at], s.opt.Now()
	before, err := tx.InBatch(b.ID)
	if err != nil {
		return nil, err
	}
	beyond := unlikely(b, r.order.Spec, listed, b.Wanted-len(before))
	if len(beyond) > 0 && !who.Adopts {
		return nil, fmt.Errorf("%w: %s", ErrBeyond, strings.Join(beyond, ", "))
	}
	have, err := adoptAll(tx, b, listed, journal.SourcePerson, now, s.product(b.Key))
	if err != nil {
		return nil, err
	}
	if have < len(before)+len(listed) {
		return nil, fmt.Errorf("%w: one belongs to a batch already", ErrUnknownID)
	}
	moved, err := move(tx, b.ID, EventAdopt, "a person named its machines", journal.Patch{
		Shortfall: new(max(b.Wanted-have, 0)), LookAt: new(time.Time{}),
	})
	if err == nil && !moved {
		err = fmt.Errorf("%w: batch %d", ErrUnresolved, n)
	}
	return beyond, errors.Join(err, tx.Wake(b.Key, now), finish(tx, b.ID))
}

// unlikely returns the machines without evidence that b made them, and those beyond the number that is missing.
// Evidence is a look-up that listed the machine as possible, while the vendor still reports the type, zone and time of
// b for it.
func unlikely(b journal.Batch, s provider.Spec, machines []provider.Instance, missing int) []string {
	var out []string
	for n, i := range machines {
		found := slices.ContainsFunc(b.Evidence.Machines, func(e provider.Instance) bool { return e.ID == i.ID })
		if n >= missing || !found || i.Created.IsZero() || !suspect(i, b, s) {
			out = append(out, string(i.ID))
		}
	}
	return out
}
