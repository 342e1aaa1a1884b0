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

// lookMade looks up what a batch has made and writes what that means.
func (w *lookups) lookMade(ctx context.Context, b journal.Batch) error {
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
	listed, failed := request(ctx, w.watchEnv, func(ctx context.Context) ([]provider.Resource, error) {
		return lister.Resources(ctx, b.Zone, *b.Make)
	})
	if ended(ctx) {
		return nil
	}
	if failed != nil {
		return w.lookFailed(ctx, b, failed)
	}
	w.point("before look recorded")
	err := w.update(ctx, func(tx *journal.Tx) error { return (&settlement{w.watchEnv, tx}).resources(b.ID, listed) })
	w.point("after look recorded")
	return err
}

// mine are those of the listed resources that b has bought, and those that it may have bought. The name of a network
// says so. Of addresses it is known when exactly as many are new as were asked for: no other request of this account
// in the zone was under way.
func mine(s *journal.Snapshot, b journal.Batch, listed []provider.Resource) (certain, possible []string, err error) {
	for _, r := range listed {
		taken, err := s.Resources.Known(b.Key, b.Make.Kind, r.ID, b.ID)
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

// resources is what a look-up means for a batch that makes something. The row is read again: it may have moved on.
func (c *settlement) resources(batch string, listed []provider.Resource) error {
	b, ok, err := c.tx.Batches.Get(batch)
	if err != nil || !ok || b.State == journal.Sent { // its sender, or the deadline, is waited for
		return err
	}
	now := c.now()
	certain, possible, err := mine(&c.tx.Snapshot, b, listed)
	if err != nil {
		return err
	}
	was, err := c.tx.Resources.InBatch(b.ID)
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
	n, err := putResources(c.tx, b, certain, journal.SourceFound, now)
	if err != nil {
		return err
	}
	if err := logLook(c.tx, b, eventLooked, strconv.Itoa(n)); err != nil {
		return err
	}
	changed := n > len(was)
	switch b.State {
	case journal.Ambiguous:
		return c.resourcesMaybe(b, n, p)
	case journal.Intent:
		if n > 0 { // the journal is an older copy of the truth
			return acceptMade(c.tx, b, eventFind, p)
		}
		_, err := move(c.tx, b.ID, eventUnsent, "never sent", p)
		return err
	case journal.Accepted:
		if err := c.tx.Batches.Change(b.ID, p); err != nil {
			return err
		}
		return finish(c.tx, b.ID)
	default:
		if changed {
			return settleLateResource(c.tx, b, p)
		}
		if b.State == journal.Unresolved {
			p.LookAt = new(now.Add(sweepOpen))
		} else if now.Sub(b.Changed) < sweepFor && !b.Make.Kind.Address() {
			p.LookAt = new(now.Add(sweepDaily))
		}
		return c.tx.Batches.Change(b.ID, p)
	}
}

func (c *settlement) resourcesMaybe(b journal.Batch, n int, p journal.Patch) error {
	now := c.now()
	switch {
	case n > 0:
		return acceptMade(c.tx, b, eventFind, p)
	case !now.Before(b.SettleAt):
		p.LookAt = new(now.Add(sweepOpen))
		_, err := move(c.tx, b.ID, eventGiveUp, "looked for long enough, nothing found for certain", p)
		return err
	}
	at := now.Add(lookPause(b.Looks + 1))
	if at.After(b.SettleAt) {
		at = b.SettleAt
	}
	p.LookAt = &at
	return c.tx.Batches.Change(b.ID, p)
}

// acceptMade moves b to accepted, and closes it: nothing more is expected of what it has made.
func acceptMade(tx *journal.Tx, b journal.Batch, e event, p journal.Patch) error {
	if _, err := move(tx, b.ID, e, whyLookedUp, p); err != nil {
		return err
	}
	return finish(tx, b.ID)
}

// settleLateResource accepts what turned up late, and shows its order again.
func settleLateResource(tx *journal.Tx, b journal.Batch, p journal.Patch) error {
	if err := attendLate(tx, b, &p); err != nil {
		return err
	}
	return errors.Join(tx.Orders.Unhide(b.Order), acceptMade(tx, b, eventLate, p))
}
