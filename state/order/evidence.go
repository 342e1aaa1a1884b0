package order

import (
	"context"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// The vendor's clock is compared with ours only here, with slack, and never as a proof.
const (
	evidenceBefore = 10 * time.Minute
	evidenceAfter  = 30 * time.Minute
	mostEvidence   = 100 // machines that are kept for a person to look at
)

// evidence records, for a batch that a person has to decide about, the machines that it may have bought: those of its
// zone and type, made in its time, that no batch claims. Its error is one of the journal.
func (w *lookups) evidence(ctx context.Context, batch string, seen zones) error {
	var (
		b journal.Batch
		o journal.Order
	)
	err := w.store.View(ctx, func(s *journal.Snapshot) (err error) {
		if b, _, err = s.Batches.Get(batch); err != nil {
			return err
		}
		o, _, err = s.Orders.Get(b.Order)
		return err
	})
	if err != nil || b.State != journal.Unresolved {
		return err
	}
	all, ok := seen[b.Zone]
	if !ok {
		if all, ok = w.list(ctx, b.Zone); !ok {
			return nil
		}
		seen[b.Zone] = all
	}
	listed := slices.DeleteFunc(slices.Clone(all), func(i provider.Instance) bool { return !suspect(i, b, o.Spec) })
	return w.update(ctx, func(tx *journal.Tx) error {
		e := journal.Evidence{At: w.now()}
		for _, i := range listed {
			known, err := tx.Instances.Known(w.key, i.ID)
			if err != nil {
				return err
			}
			if !known && len(e.Machines) < mostEvidence {
				e.Machines = append(e.Machines, i)
			}
		}
		return tx.Batches.Change(b.ID, journal.Patch{Evidence: &e})
	})
}

// zones are the machines of the zones that were listed in one pass.
type zones map[provider.ZoneID][]provider.Instance

// list lists a zone within the budget; false when there is no answer.
func (w *lookups) list(ctx context.Context, z provider.ZoneID) ([]provider.Instance, bool) {
	if w.spend(ctx) != nil {
		return nil, false // the program ends; the next look-up comes after its start
	}
	listed, err := request(ctx, w.watchEnv, func(ctx context.Context) ([]provider.Instance, error) {
		return w.operator().List(ctx, z)
	})
	if err != nil && !ended(ctx) {
		w.log.Warn("no evidence", "zone", z, "error", err)
	}
	return listed, err == nil
}

// suspect reports whether b may have bought i, as far as place, kind and time say.
func suspect(i provider.Instance, b journal.Batch, s provider.Spec) bool {
	if i.Zone != "" && i.Zone != b.Zone || i.Type != "" && i.Type != s.Type || i.Token != "" && i.Token != b.Token {
		return false
	}
	if i.Created.IsZero() || b.Sent.IsZero() {
		return true
	}
	return i.Created.After(b.Sent.Add(-evidenceBefore)) && i.Created.Before(b.Deadline.Add(evidenceAfter))
}
