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
	v, err := s.Views.Order(ctx, c.ID)
	if err != nil {
		return err
	}
	a, err := s.accounts.get(journal.Key{Account: v.Account, Product: v.Product})
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(v.Batches, func(b BatchView) bool { return b.N == c.N }); i >= 0 && v.Batches[i].Make != nil {
		return c.doResources(ctx, s, d, a.operator(), v.Spec.Zone, *v.Batches[i].Make)
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
	return s.decisions.change(ctx, d, func(tx *journal.Tx, r rows) error {
		beyond, err := c.adopt(tx, r, listed, d.who, s.opt.Now(), a.operator().Product())
		if len(beyond) > 0 {
			d.add("beyond_evidence", strings.Join(beyond, " "))
		}
		return err
	})
}

// adopt adopts the listed machines and returns those that go beyond the evidence; without the right
// [policy.AdoptBeyond] these are an error.
func (c Adopt) adopt(tx *journal.Tx, r rows, listed []provider.Instance, who Actor, now time.Time,
	p *provider.Product,
) ([]string, error) {
	at := slices.IndexFunc(r.batches, func(b journal.Batch) bool { return b.N == c.N })
	if at < 0 {
		return nil, fmt.Errorf("%w: batch %d", ErrUnresolved, c.N)
	}
	b := r.batches[at]
	before, err := tx.Instances.InBatch(b.ID)
	if err != nil {
		return nil, err
	}
	beyond := unlikely(b, r.order.Spec, listed, b.Wanted-len(before))
	if len(beyond) > 0 && !who.adopts() {
		return nil, fmt.Errorf("%w: %s", ErrBeyond, strings.Join(beyond, ", "))
	}
	have, err := adoptAll(tx, b, listed, journal.SourcePerson, now, p)
	if err != nil {
		return nil, err
	}
	if have < len(before)+len(listed) {
		return nil, fmt.Errorf("%w: one belongs to a batch already", ErrUnknownID)
	}
	moved, err := move(tx, b.ID, eventAdopt, decidedBy(whyAdopted, who.Name), journal.Patch{
		Shortfall: new(max(b.Wanted-have, 0)), LookAt: new(time.Time{}),
	})
	if err == nil && !moved {
		err = fmt.Errorf("%w: batch %d", ErrUnresolved, c.N)
	}
	return beyond, errors.Join(err, tx.Watches.Wake(b.Key, now), finish(tx, b.ID))
}

// doResources is [Adopt.do] for a batch of networks or addresses.
func (c Adopt) doResources(ctx context.Context, s *Service, d *decision, r provider.Operator, z provider.ZoneID,
	m provider.Making,
) error {
	lister, ok := provider.As[provider.ResourceLister](r)
	if !ok {
		return fmt.Errorf("%w: %s", ErrUnable, m.Kind)
	}
	listed, err := lister.Resources(ctx, z, m)
	if err != nil {
		return err
	}
	for _, id := range c.IDs {
		if !slices.ContainsFunc(listed, func(r provider.Resource) bool { return r.ID == string(id) }) {
			return fmt.Errorf("%w: %s", ErrUnknownID, id)
		}
	}
	return s.decisions.change(ctx, d, func(tx *journal.Tx, r rows) error {
		return adoptResources(tx, r, c.N, texts(c.IDs), d.who, s.opt.Now())
	})
}

func adoptResources(tx *journal.Tx, r rows, n int, ids []string, who Actor, now time.Time) error {
	at := slices.IndexFunc(r.batches, func(b journal.Batch) bool { return b.N == n && b.Make != nil })
	if at < 0 {
		return fmt.Errorf("%w: batch %d", ErrUnresolved, n)
	}
	b := r.batches[at]
	for _, id := range ids {
		found := slices.ContainsFunc(b.Evidence.Machines, func(e provider.Instance) bool { return string(e.ID) == id })
		if !who.adopts() && (!found || len(ids) > b.Make.Amount()) {
			return fmt.Errorf("%w: %s", ErrBeyond, id)
		}
		taken, err := tx.Resources.Known(b.Key, b.Make.Kind, id, b.ID)
		if err != nil {
			return err
		}
		if taken {
			return fmt.Errorf("%w: %s belongs to a batch already", ErrUnknownID, id)
		}
	}
	if _, err := putResources(tx, b, ids, journal.SourcePerson, now); err != nil {
		return err
	}
	moved, err := move(tx, b.ID, eventAdopt, decidedBy(whyAdoptedMade, who.Name), journal.Patch{
		LookAt: new(time.Time{}),
	})
	if err == nil && !moved {
		err = fmt.Errorf("%w: batch %d", ErrUnresolved, n)
	}
	return errors.Join(err, finish(tx, b.ID))
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
