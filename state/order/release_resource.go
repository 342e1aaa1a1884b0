package order

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

// kindReleaseResources is a request to give networks or addresses back, in the history of their batches.
const kindReleaseResources = "release_resources"

// ReleaseResources is the [Command] to give the networks and addresses back that an order has made: the addresses
// first, then the networks. Each request is on disk before the vendor is asked; what the vendor does not list any
// more afterwards is released. [ErrInUse] while the order has machines or is being sent, [ErrNothing] when nothing is
// left, [ErrUnable] when the product has no such request. What is left after another error can be asked for again.
type ReleaseResources struct{ ID ID }

func (c ReleaseResources) describe() decision {
	return decision{
		what: policy.Release, id: c.ID, outcome: outcomeAsked, detail: map[string]string{"resources": "all"},
	}
}

func (c ReleaseResources) do(ctx context.Context, s *Service, d *decision) error {
	releaser := newReleaser(s)
	all, z, err := releaser.releasable(ctx, c.ID)
	if err != nil {
		return err
	}
	a, err := s.accounts.get(all[0].Key)
	if err != nil {
		return err
	}
	r, ok := provider.As[provider.ResourceReleaser](a.operator())
	if !ok {
		return fmt.Errorf("%w: %s", ErrUnable, kindReleaseResources)
	}
	for _, some := range inRequests(all) {
		if err := releaser.releaseSome(ctx, d, r, z, some); err != nil {
			return err
		}
	}
	return nil
}

// releasable are the resources of an order that can be released.
func (s *releaser) releasable(ctx context.Context, id ID) ([]journal.Resource, provider.ZoneID, error) {
	var r rows
	err := s.store.View(ctx, func(j *journal.Snapshot) (err error) {
		r, err = readRows(j, id)
		return err
	})
	if err != nil {
		return nil, "", err
	}
	v := s.views.view(r)
	if v.Open || v.CountThere() > 0 {
		return nil, "", fmt.Errorf("%w: %s", ErrInUse, id)
	}
	all := slices.DeleteFunc(r.resources, func(x journal.Resource) bool { return !x.Released.IsZero() })
	if len(all) == 0 {
		return nil, "", fmt.Errorf("%w: %s", ErrNothing, id)
	}
	return all, r.order.Spec.Zone, nil
}

// inRequests groups resources that one request releases, in the order in which that is possible.
func inRequests(all []journal.Resource) [][]journal.Resource {
	var groups [][]journal.Resource
	for _, k := range slices.Backward(provider.ResourceKinds()) {
		from := len(groups)
		for _, x := range all {
			if x.Kind != k {
				continue
			}
			at := slices.IndexFunc(groups[from:], func(g []journal.Resource) bool { return g[0].Network == x.Network })
			if at < 0 {
				groups = append(groups, []journal.Resource{x})
				continue
			}
			groups[from+at] = append(groups[from+at], x)
		}
	}
	return groups
}

// releaseSome releases what one request can.
func (s *releaser) releaseSome(ctx context.Context, d *decision, r provider.ResourceReleaser, z provider.ZoneID,
	some []journal.Resource,
) error {
	names := make([]string, 0, len(some))
	for _, x := range some {
		names = append(names, x.ID)
	}
	m := provider.Making{Kind: some[0].Kind, In: some[0].Network}
	s.point("before release")
	if err := s.noteResources(ctx, d, some, kindReleaseResources, strings.Join(names, " ")); err != nil {
		return err
	}
	s.point("before release request")
	err := r.ReleaseResources(ctx, z, m, names)
	if err == nil {
		err = s.gone(ctx, r, z, m, some)
	}
	s.point("after release")
	if err != nil {
		return errors.Join(err, s.noteResources(ctx, d, some, kindReleaseResources+"_failed", err.Error()))
	}
	return nil
}

// noteResources writes into the history of the resources' batches what is done to them, or that it failed.
func (s *releaser) noteResources(ctx context.Context, d *decision, some []journal.Resource, kind,
	detail string,
) error {
	ctx = context.WithoutCancel(ctx)
	note := func(tx *journal.Tx) error {
		for _, batch := range batchesOf(some) {
			if err := tx.Batches.Note(batch, kind, detail); err != nil {
				return err
			}
		}
		return nil
	}
	if kind != kindReleaseResources {
		return s.store.Update(ctx, note)
	}
	return s.decisions.change(ctx, d, func(tx *journal.Tx, _ rows) error {
		if err := tx.Resources.AskRelease(some); err != nil {
			return err
		}
		return note(tx)
	})
}

func batchesOf(some []journal.Resource) []string {
	var all []string
	for _, x := range some {
		if !slices.Contains(all, x.Batch) {
			all = append(all, x.Batch)
		}
	}
	return all
}

// gone writes down those of the resources that the vendor does not list any more. The error says which it still lists.
func (s *releaser) gone(ctx context.Context, r provider.ResourceLister, z provider.ZoneID, m provider.Making,
	some []journal.Resource,
) error {
	listed, err := r.Resources(ctx, z, m)
	if err != nil {
		return err
	}
	var gone []journal.Resource
	var still []string
	for _, x := range some {
		if slices.ContainsFunc(listed, func(l provider.Resource) bool { return l.ID == x.ID }) {
			still = append(still, x.ID)
			continue
		}
		gone = append(gone, x)
	}
	err = s.store.Settle(context.WithoutCancel(ctx), func(tx *journal.Tx) error { return tx.Resources.SetReleased(gone) })
	if len(still) > 0 {
		err = errors.Join(err, fmt.Errorf("%w: %s", ErrStillThere, strings.Join(still, " ")))
	}
	return err
}
