package order

import (
	"context"
	"errors"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// poller asks for the machines that are coming up.
type poller struct {
	*watchEnv
	placed map[provider.ZoneID]bool // zones whose region the operator was given
}

// poll asks for the machines that are coming up, and writes what changed.
func (w *poller) poll(ctx context.Context) error {
	var (
		known []journal.Instance
		watch journal.Watch
	)
	now := w.now()
	err := w.store.View(ctx, func(s *journal.Snapshot) (err error) {
		if known, err = s.Instances.ToPoll(w.key, now); err != nil {
			return err
		}
		if err := w.place(s, known); err != nil {
			return err
		}
		watch, err = s.Watches.Get(w.key)
		return err
	})
	if err != nil || len(known) == 0 {
		return err
	}
	if now.Before(watch.Next) { // a look-up is due, not a poll
		return nil
	}
	var failed error
	for _, c := range w.chunks(known) {
		seen, err := w.ask(ctx, c)
		if ended(ctx) { // which is no failure of the vendor's
			return nil
		}
		if errors.Is(err, errHopeless) {
			break
		}
		if err != nil {
			failed = errors.Join(failed, err)
			continue // an answer that did not come, or is incomplete, counts no misses
		}
		if err := w.record(ctx, c, seen); err != nil {
			return err
		}
	}
	return w.polled(ctx, known, failed)
}

// place gives the locations of the machines, taken from the orders that bought them, to an operator that needs them.
func (w *poller) place(s *journal.Snapshot, known []journal.Instance) error {
	placer, ok := provider.As[provider.RegionHinter](w.operator())
	if !ok {
		return nil
	}
	for _, i := range known {
		if w.placed[i.Zone] {
			continue
		}
		b, _, err := s.Batches.Get(i.Batch)
		if err != nil {
			return err
		}
		o, _, err := s.Orders.Get(b.Order)
		if err != nil {
			return err
		}
		w.placed[i.Zone] = true
		if o.Spec.Zone == i.Zone {
			placer.HintRegion(i.Zone, o.Spec.Region)
		}
	}
	return nil
}

// chunk is what one request can ask for.
type chunk struct {
	zone  provider.ZoneID // "" when the machines are in several
	known []journal.Instance
}

// chunks cuts the machines into as few requests as the vendor allows.
func (w *poller) chunks(known []journal.Instance) []chunk {
	product := w.operator().Product()
	most := idsPerPoll
	if product.MaxIDs > 0 {
		most = min(most, product.MaxIDs)
	}
	var (
		all []chunk
		at  = map[provider.ZoneID]int{} // the chunk that is being filled
	)
	for _, i := range known {
		var place provider.ZoneID
		if product.Regional {
			place = i.Zone
		}
		n, ok := at[place]
		if !ok || len(all[n].known) == most {
			n = len(all)
			all = append(all, chunk{zone: i.Zone})
			at[place] = n
		}
		if all[n].zone != i.Zone {
			all[n].zone = ""
		}
		all[n].known = append(all[n].known, i)
	}
	return all
}

// ask makes one request within the budget.
func (w *poller) ask(ctx context.Context, c chunk) ([]provider.Instance, error) {
	ids := make([]provider.InstanceID, 0, len(c.known))
	for _, i := range c.known {
		ids = append(ids, i.ID)
	}
	if err := w.spend(ctx); err != nil {
		return nil, err
	}
	return request(ctx, w.watchEnv, func(ctx context.Context) ([]provider.Instance, error) {
		return w.operator().Instances(ctx, c.zone, ids)
	})
}

// polled writes when the next poll is due: by the youngest machine, later after a failure.
func (w *poller) polled(ctx context.Context, known []journal.Instance, failed error) error {
	now := w.now()
	age := now.Sub(known[0].Accepted)
	for _, i := range known {
		age = min(age, now.Sub(i.Accepted))
		if !i.ReleaseAt.IsZero() {
			age = min(age, now.Sub(i.ReleaseAt))
		}
	}
	watch := journal.Watch{Key: w.key, Polled: now, Next: now.Add(max(w.limits.Cadence(max(age, 0)), soonest))}
	if failed != nil {
		watch.Err = failed.Error()
		watch.Next = watch.Next.Add(retryAfter(failed))
		w.log.Warn("poll failed", "product", w.key.Product, "error", failed)
	}
	return w.update(ctx, func(tx *journal.Tx) error { return tx.Watches.Put(watch) })
}

// retryAfter is the longest wait that the vendor asks for in err.
func retryAfter(err error) time.Duration {
	var d time.Duration
	for _, e := range provider.All(err) {
		d = max(d, e.RetryAfter)
	}
	return d
}
