package order

import (
	"context"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// record is W5: what a complete answer says about the machines of c, and the end of batches that have no machine left
// to wait for.
func (w *poller) record(ctx context.Context, c chunk, seen []provider.Instance) error {
	now := w.now()
	byID := map[provider.InstanceID]provider.Instance{}
	for _, s := range seen { // the last of duplicates counts
		byID[s.ID] = s
	}
	var changed []journal.Instance
	var batches []string
	for _, old := range c.known {
		next := observe(old, byID, now)
		if !same(old, next) {
			changed = append(changed, next)
		}
		if settledMachine(next) && !slices.Contains(batches, old.Batch) {
			batches = append(batches, old.Batch)
		}
	}
	if len(changed) == 0 {
		return nil
	}
	w.point("before record")
	err := w.update(ctx, func(tx *journal.Tx) error {
		for _, i := range changed {
			if i.Running.Equal(now) {
				if err := inspect(tx, w.operator().Product(), &i); err != nil {
					return err
				}
			}
			if _, err := tx.Instances.Put(i); err != nil {
				return err
			}
		}
		for _, b := range batches {
			if err := finish(tx, b); err != nil {
				return err
			}
		}
		return nil
	})
	w.point("after record")
	return err
}

// observe returns what is known of a machine after one more complete answer.
func observe(old journal.Instance, seen map[provider.InstanceID]provider.Instance, now time.Time) journal.Instance {
	next := old
	s, ok := seen[old.ID]
	if !ok {
		return missed(next, now)
	}
	zone, token, typ, image := old.Zone, old.Token, old.Type, old.Image
	next.Instance = s
	if s.Zone == "" {
		next.Zone = zone
	}
	if s.Token == "" {
		next.Token = token
	}
	if s.Type == "" {
		next.Type = typ
	}
	if s.Image == "" {
		next.Image = image
	}
	if s.ImageName == "" {
		next.ImageName = old.ImageName
	}
	if s.Status == "" {
		next.Status = provider.StatusUnknown
	}
	next.Misses, next.Seen, next.CheckAt = 0, now, time.Time{}
	if !next.ReleaseAt.IsZero() && next.Status != provider.StatusReleased {
		next.CheckAt = releaseCheck(next.ReleaseAt, now)
	}
	if next.Status != old.Status {
		next.Changed = now
	}
	if next.Status == provider.StatusRunning && next.Running.IsZero() {
		next.Running = now
	}
	return next
}

// missed counts an answer that does not list the machine. For VM absence is how failure looks, but a machine may also
// be missing from lists for a while after the purchase.
func missed(i journal.Instance, now time.Time) journal.Instance {
	i.Misses++
	switch {
	case !i.ReleaseAt.IsZero() && i.Status != provider.StatusVanished:
		i.CheckAt = now
		if i.Misses >= missesToReleased {
			i.Status, i.VendorStatus, i.Changed, i.CheckAt = provider.StatusReleased, "", now, time.Time{}
		}
	case i.Status == provider.StatusVanished: // the slower check agrees
		i.CheckAt = time.Time{}
	case i.Misses >= missesToGone && now.Sub(i.Accepted) >= timeToGone:
		i.Status, i.VendorStatus, i.Changed = provider.StatusVanished, "", now
		i.CheckAt = now.Add(goneCheck)
	}
	return i
}

// same reports whether b differs from a in nothing worth a write. The time of the last listing is worth one once a
// minute.
func same(a, b journal.Instance) bool {
	return a.Status == b.Status && a.VendorStatus == b.VendorStatus && a.Name == b.Name && a.Hostname == b.Hostname &&
		a.Zone == b.Zone && a.Type == b.Type && a.Image == b.Image && a.ImageName == b.ImageName &&
		a.Token == b.Token && a.Created.Equal(b.Created) &&
		a.Misses == b.Misses && a.CheckAt.Equal(b.CheckAt) && b.Seen.Sub(a.Seen) < time.Minute &&
		slices.Equal(a.Public, b.Public) && slices.Equal(a.Private, b.Private)
}

// settledMachine reports whether no further change of i is expected.
func settledMachine(i journal.Instance) bool { return i.Status.Terminal() && i.CheckAt.IsZero() }

// finish closes an accepted batch when no further change of it is expected.
func finish(tx *journal.Tx, batch string) error {
	b, ok, err := tx.Batches.Get(batch)
	if err != nil || !ok || b.State != journal.Accepted || !b.LookAt.IsZero() {
		return err
	}
	if b.Make != nil {
		if there, err := has(&tx.Snapshot, b); err != nil || !there {
			return err
		}
		_, err = move(tx, batch, eventFinish, whyMade, journal.Patch{})
		return err
	}
	machines, err := tx.Instances.InBatch(batch)
	if err != nil || len(machines) == 0 {
		return err
	}
	for _, m := range machines {
		if !settledMachine(m) {
			return nil
		}
	}
	_, err = move(tx, batch, eventFinish, whyFinished, journal.Patch{})
	return err
}
