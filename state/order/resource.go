package order

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// ResourceView is a network, or an address, that an order has bought for its machines.
type ResourceView struct {
	ID       string // of an address: the address
	Kind     provider.ResourceKind
	Network  string // of an address: its public network
	Batch    int    // N of its batch
	Source   Source
	Made     time.Time // when it became known
	Asked    time.Time // when a person asked to give it back; zero when nobody did
	Released time.Time // when the vendor did not list it any more after that; zero before
}

// Left are the networks and addresses of the order that are not released, in the order in which they can be.
func (v View) Left() []ResourceView {
	var left []ResourceView
	for _, r := range v.Resources {
		if r.Released.IsZero() {
			left = append(left, r)
		}
	}
	kinds := provider.ResourceKinds()
	slices.SortStableFunc(left, func(a, b ResourceView) int {
		return slices.Index(kinds, b.Kind) - slices.Index(kinds, a.Kind)
	})
	return left
}

// LeftBehind are the networks and addresses of an order that nothing is done for any more and that has no machine: they
// may be charged, and nobody uses them.
func (v View) LeftBehind() []ResourceView {
	if v.Open || len(v.There()) > 0 {
		return nil
	}
	return v.Left()
}

// resourceViews needs the numbers of the batches by their ids.
func resourceViews(all []journal.Resource, n map[string]int) []ResourceView {
	var out []ResourceView
	for _, r := range all {
		out = append(out, ResourceView{
			ID: r.ID, Kind: r.Kind, Network: r.Network, Batch: n[r.Batch], Source: r.Source, Made: r.Made, Asked: r.Asked,
			Released: r.Released,
		})
	}
	return out
}

// unmade is what the order still has to make before its machines: what no batch has bought, or may have.
func (r rows) unmade() []provider.Making {
	var out []provider.Making
	for _, m := range r.order.Spec.Network.Make {
		claimed := slices.ContainsFunc(r.batches, func(b journal.Batch) bool {
			return b.Make != nil && b.Make.Kind == m.Kind && open(b.State)
		})
		if !claimed && r.amount(m.Kind) < m.Amount() {
			m.Count -= min(r.amount(m.Kind), m.Count)
			out = append(out, m)
		}
	}
	return out
}

// amount is how many resources of the kind the order has.
func (r rows) amount(k provider.ResourceKind) int {
	n := 0
	for _, x := range r.resources {
		if x.Kind == k && x.Released.IsZero() {
			n++
		}
	}
	return n
}

// networked is the spec with the networks that the order has made.
func (r rows) networked(s provider.Spec) provider.Spec {
	p := plan{spec: s}
	for _, x := range r.resources {
		if x.Released.IsZero() {
			p.made(x.Kind, x.ID)
		}
	}
	return p.spec
}

// putResources writes the resources that a batch has bought.
func putResources(tx *journal.Tx, b journal.Batch, ids []string, src journal.Source, now time.Time) (int, error) {
	known, err := tx.ResourcesIn(b.ID)
	if err != nil {
		return 0, err
	}
	have := map[string]bool{}
	for _, r := range known {
		have[r.ID] = true
	}
	for _, id := range ids {
		if have[id] {
			continue
		}
		err := tx.PutResource(journal.Resource{
			ID: id, Key: b.Key, Batch: b.ID, Zone: b.Zone, Kind: b.Make.Kind, Network: b.Make.In, Position: len(have),
			Source: src, Made: now,
		})
		if err != nil {
			return 0, err
		}
		have[id] = true
	}
	return len(have), nil
}

// has reports whether something is known that b has bought.
func has(s *journal.Snapshot, b journal.Batch) (bool, error) {
	if b.Make == nil {
		known, err := s.InBatch(b.ID)
		return len(known) > 0, err
	}
	made, err := s.ResourcesIn(b.ID)
	return len(made) > 0, err
}

// lookMade looks up what a batch has made and writes what that means.
func (w *watcher) lookMade(ctx context.Context, b journal.Batch) error {
	lister, ok := provider.As[provider.ResourceLister](w.operator())
	if !ok {
		return fmt.Errorf("%w: %s", ErrUnable, b.Make.Kind)
	}
	if err := w.spend(ctx); err != nil {
		if errors.Is(err, errTakenOver) || errors.Is(err, errHopeless) {
			return err
		}
		return nil // the program ends
	}
	listed, failed := request(ctx, w, func(ctx context.Context) ([]provider.Resource, error) {
		return lister.Resources(ctx, b.Zone, *b.Make)
	})
	if ended(ctx) {
		return nil
	}
	if failed != nil {
		return w.lookFailed(ctx, b, failed)
	}
	w.point("before look recorded")
	err := w.update(ctx, func(tx *journal.Tx) error { return w.concludeMade(tx, b.ID, listed) })
	w.point("after look recorded")
	return err
}

// mine are those of the listed resources that b has bought, and those that it may have bought. The name of a network
// says so. Of addresses it is known when exactly as many are new as were asked for: no other request of this account
// in the zone was under way.
func mine(s *journal.Snapshot, b journal.Batch, listed []provider.Resource) (certain, possible []string, err error) {
	for _, r := range listed {
		taken, err := s.ResourceKnown(b.Key, b.Make.Kind, r.ID, b.ID)
		switch {
		case err != nil:
			return nil, nil, err
		case taken:
		case !b.Make.Kind.Address():
			if strings.Contains(r.Name, b.Token) {
				certain = append(certain, r.ID)
			} else if b.Before != nil && !slices.Contains(b.Before, r.ID) && r.Name == "" {
				possible = append(possible, r.ID)
			}
		case b.Before != nil && !slices.Contains(b.Before, r.ID):
			possible = append(possible, r.ID)
		}
	}
	if b.Make.Kind.Address() && len(possible) == b.Make.Amount() {
		return possible, possible, nil
	}
	return certain, append(slices.Clone(certain), possible...), nil
}

// concludeMade is what a look-up means for a batch that makes something. The row is read again: it may have moved on.
func (w *watcher) concludeMade(tx *journal.Tx, batch string, listed []provider.Resource) error {
	b, ok, err := tx.Batch(batch)
	if err != nil || !ok || b.State == journal.Sent { // its sender, or the deadline, is waited for
		return err
	}
	now := w.now()
	certain, possible, err := mine(&tx.Snapshot, b, listed)
	if err != nil {
		return err
	}
	was, err := tx.ResourcesIn(b.ID)
	if err != nil {
		return err
	}
	p := journal.Patch{LookedAt: &now, Looks: new(b.Looks + 1), LookAt: new(time.Time{})}
	p.Evidence = &journal.Evidence{At: now}
	for _, id := range possible[:min(len(possible), mostEvidence)] {
		p.Evidence.Machines = append(p.Evidence.Machines, provider.Instance{ID: provider.InstanceID(id), Zone: b.Zone})
	}
	if b.State != journal.Ambiguous && b.State != journal.Accepted && b.Make.Kind.Address() {
		certain = nil // what is new by now may be anybody's
	}
	n, err := putResources(tx, b, certain, journal.SourceFound, now)
	if err != nil {
		return err
	}
	if err := logLook(tx, b, eventLooked, strconv.Itoa(n)); err != nil {
		return err
	}
	changed := n > len(was)
	switch b.State {
	case journal.Ambiguous:
		return w.concludeMaybe(tx, b, n, p)
	case journal.Intent:
		if n > 0 { // the journal is an older copy of the truth
			return acceptMade(tx, b, eventFind, p)
		}
		_, err := move(tx, b.ID, eventUnsent, "never sent", p)
		return err
	case journal.Accepted:
		if err := tx.Change(b.ID, p); err != nil {
			return err
		}
		return finish(tx, b.ID)
	default:
		if changed {
			return surpriseMade(tx, b, p)
		}
		if b.State == journal.Unresolved {
			p.LookAt = new(now.Add(sweepOpen))
		} else if now.Sub(b.Changed) < sweepFor && !b.Make.Kind.Address() {
			p.LookAt = new(now.Add(sweepDaily))
		}
		return tx.Change(b.ID, p)
	}
}

func (w *watcher) concludeMaybe(tx *journal.Tx, b journal.Batch, n int, p journal.Patch) error {
	now := w.now()
	switch {
	case n > 0:
		return acceptMade(tx, b, eventFind, p)
	case !now.Before(b.SettleAt):
		p.LookAt = new(now.Add(sweepOpen))
		_, err := move(tx, b.ID, eventGiveUp, "looked for long enough, nothing found for certain", p)
		return err
	}
	at := now.Add(lookPause(b.Looks + 1))
	if at.After(b.SettleAt) {
		at = b.SettleAt
	}
	p.LookAt = &at
	return tx.Change(b.ID, p)
}

// acceptMade moves b to accepted, and closes it: nothing more is expected of what it has made.
func acceptMade(tx *journal.Tx, b journal.Batch, e event, p journal.Patch) error {
	if _, err := move(tx, b.ID, e, "found by a look-up", p); err != nil {
		return err
	}
	return finish(tx, b.ID)
}

// surpriseMade accepts what turned up late, and shows its order again.
func surpriseMade(tx *journal.Tx, b journal.Batch, p journal.Patch) error {
	p.Attention = new(string(attentionLate))
	siblings, err := tx.Batches(b.Order)
	if err != nil {
		return err
	}
	if boughtAgain(siblings, b.ID) {
		p.Attention = new(string(attentionTwice))
	}
	return errors.Join(tx.Recall(b.Order), acceptMade(tx, b, eventSurprise, p))
}
