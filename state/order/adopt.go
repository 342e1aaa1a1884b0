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
	"github.com/metalwright/metalwright/state/policy"
)

// Adopt is the [Command] that records a person's statement that machines, networks or addresses belong to a batch whose
// outcome is uncertain. Its errors are [ErrUnknownID] when the vendor does not list one of them, or when another batch
// has it, and [ErrBeyond] when neither the evidence nor the right [policy.AdoptBeyond] allows it.
type Adopt struct {
	ID  ID
	N   int // the batch
	IDs []provider.InstanceID
}

func (c Adopt) describe() decision {
	return decision{what: policy.Adopt, id: c.ID, outcome: outcomeDone, detail: machineList(c.IDs)}
}

func (c Adopt) do(ctx context.Context, s *Service, d *decision) error {
	v, err := s.Order(ctx, c.ID)
	if err != nil {
		return err
	}
	a, err := s.account(journal.Key{Account: v.Account, Product: v.Product})
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(v.Batches, func(b BatchView) bool { return b.N == c.N }); i >= 0 && v.Batches[i].Make != nil {
		return s.adoptMade(ctx, d, a, v, v.Batches[i], c.IDs)
	}
	listed, err := a.operator().Instances(ctx, v.Spec.Zone, c.IDs)
	if err != nil {
		return err
	}
	for _, want := range c.IDs {
		if !slices.ContainsFunc(listed, func(i provider.Instance) bool { return i.ID == want }) {
			return fmt.Errorf("%w: %s", ErrUnknownID, want)
		}
	}
	return s.decide(ctx, d, func(tx *journal.Tx, r rows) error {
		beyond, err := s.adoptIn(tx, r, c.N, listed, d.who)
		if len(beyond) > 0 {
			d.add("beyond_evidence", strings.Join(beyond, " "))
		}
		return err
	})
}

// adoptIn adopts the listed machines and returns those that go beyond the evidence; without the right
// [policy.AdoptBeyond] these are an error.
func (s *Service) adoptIn(tx *journal.Tx, r rows, n int, listed []provider.Instance, who Actor) ([]string, error) {
	at := slices.IndexFunc(r.batches, func(b journal.Batch) bool { return b.N == n })
	if at < 0 {
		return nil, fmt.Errorf("%w: batch %d", ErrUnresolved, n)
	}
	b, now := r.batches[at], s.opt.Now()
	before, err := tx.InBatch(b.ID)
	if err != nil {
		return nil, err
	}
	beyond := unlikely(b, r.order.Spec, listed, b.Wanted-len(before))
	if len(beyond) > 0 && !who.adopts() {
		return nil, fmt.Errorf("%w: %s", ErrBeyond, strings.Join(beyond, ", "))
	}
	have, err := adoptAll(tx, b, listed, journal.SourcePerson, now, s.product(b.Key))
	if err != nil {
		return nil, err
	}
	if have < len(before)+len(listed) {
		return nil, fmt.Errorf("%w: one belongs to a batch already", ErrUnknownID)
	}
	moved, err := move(tx, b.ID, eventAdopt, "a person named its machines", journal.Patch{
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
