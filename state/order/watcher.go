package order

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// watcher polls and looks up for one account at one product. It holds an [provider.Operator]: it cannot buy.
// Everything that it does may happen late, twice, or in another program.
type watcher struct {
	key      journal.Key
	turn     turn
	owners   *owners
	store    *journal.Store
	operator func() provider.Operator
	limits   Limits
	budget   *budget
	now      func() time.Time
	after    func(time.Duration) <-chan time.Time
	point    func(string)
	log      *slog.Logger
	health   *health
	trials   *sync.WaitGroup // whether this program could watch

	placed  map[provider.ZoneID]bool
	started bool      // uncertain batches were made due, once since the start
	sweptAt time.Time // the last try
	sweepAt time.Time // the next sweep while no decision is pending; zero before the first
	failed  bool      // the last try
	latest  time.Time // that the clock has shown
	line    string    // the server's timeline that was swept
}

// name distinguishes it from the other watchers of the program.
func (w *watcher) name() string { return string(w.key.Product) + " " + w.key.Account }

// aside is a watcher for one look-up that a person waits for, beside the passes, whichever program makes those: what a
// look-up writes is a compare-and-set. They share the budget.
func (w *watcher) aside() *watcher {
	return &watcher{
		key: w.key, turn: noTurn{}, store: w.store, operator: w.operator, limits: w.limits, budget: w.budget, now: w.now,
		after: w.after, point: w.point,
		log: w.log, owners: w.owners, health: &health{},
	}
}

// due returns when the next pass has work to do, including the next sweep, and whether any other work is open. The
// time is zero when there is no work.
func (w *watcher) due(ctx context.Context) (at time.Time, open bool, err error) {
	err = w.store.View(ctx, func(s *journal.Snapshot) error {
		look, err := s.NextLook(w.key)
		if err != nil {
			return err
		}
		waiting, check, err := s.Waiting(w.key)
		if err != nil {
			return err
		}
		watch, err := s.Watch(w.key)
		if err != nil {
			return err
		}
		w.learn(watch)
		unresolved, err := s.Unresolved(w.key)
		if err != nil {
			return err
		}
		at = earliest(look, nextPoll(watch, waiting, check))
		open = !at.IsZero()
		if !w.sweepAt.IsZero() {
			at = earliest(at, w.nextSweep(unresolved))
		}
		if w.setBack() {
			at = w.now()
		}
		return nil
	})
	return at, open, err
}

// setBack reports whether the clock was put back by more than it is corrected all the time.
func (w *watcher) setBack() bool {
	now := w.now()
	if now.Before(w.latest.Add(-time.Minute)) {
		return true
	}
	if now.After(w.latest) {
		w.latest = now
	}
	return false
}

// earliest is the first of the times that are not zero; zero when all are.
func earliest(times ...time.Time) (at time.Time) {
	for _, t := range times {
		if !t.IsZero() && (at.IsZero() || t.Before(at)) {
			at = t
		}
	}
	return at
}

// nextPoll is when to ask for machines; zero when there are none to ask for. However urgent the request, it is not
// more often than once a second.
func nextPoll(w journal.Watch, open int, check time.Time) time.Time {
	floor := w.Polled.Add(soonest)
	if w.Next.After(floor) {
		floor = w.Next
	}
	switch {
	case open > 0:
		return floor
	case check.IsZero() || check.After(floor):
		return check
	default:
		return floor
	}
}

// pass does the work that is due: it polls the machines that are coming up, then looks up uncertain batches. Errors of
// the vendor are written down and tried again later; the error returned is one of the journal.
func (w *watcher) pass(ctx context.Context) error {
	w.point("before pass")
	if w.setBack() {
		w.latest = w.now()
		if !w.sweepAt.IsZero() {
			w.sweepAt, w.sweptAt = w.latest, w.latest
		}
		if err := w.update(ctx, w.rewind); err != nil {
			return err
		}
	}
	if err := w.sweep(ctx); err != nil {
		return err
	}
	pollErr := w.poll(ctx)
	lookErr := w.lookAll(ctx)
	w.point("after pass")
	return errors.Join(pollErr, lookErr)
}

// poll asks for the machines that are coming up, and writes what changed.
func (w *watcher) poll(ctx context.Context) error {
	var (
		known []journal.Instance
		watch journal.Watch
	)
	now := w.now()
	err := w.store.View(ctx, func(s *journal.Snapshot) (err error) {
		if known, err = s.ToPoll(w.key, now); err != nil {
			return err
		}
		if err := w.place(s, known); err != nil {
			return err
		}
		watch, err = s.Watch(w.key)
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
func (w *watcher) place(s *journal.Snapshot, known []journal.Instance) error {
	placer, ok := provider.As[provider.RegionHinter](w.operator())
	if !ok {
		return nil
	}
	for _, i := range known {
		if w.placed[i.Zone] {
			continue
		}
		b, _, err := s.Batch(i.Batch)
		if err != nil {
			return err
		}
		o, _, err := s.Order(b.Order)
		if err != nil {
			return err
		}
		if w.placed == nil {
			w.placed = map[provider.ZoneID]bool{}
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
func (w *watcher) chunks(known []journal.Instance) []chunk {
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
func (w *watcher) ask(ctx context.Context, c chunk) ([]provider.Instance, error) {
	ids := make([]provider.InstanceID, 0, len(c.known))
	for _, i := range c.known {
		ids = append(ids, i.ID)
	}
	if err := w.spend(ctx); err != nil {
		return nil, err
	}
	return request(ctx, w, func(ctx context.Context) ([]provider.Instance, error) {
		return w.operator().Instances(ctx, c.zone, ids)
	})
}

// spend waits until the budget allows one request.
func (w *watcher) spend(ctx context.Context) error {
	if d := w.budget.take(w.now()); d > 0 {
		select {
		case <-w.after(d):
		case <-ctx.Done():
		}
	}
	switch {
	case ctx.Err() != nil:
	case !w.turn.held(): // the program was stopped meanwhile
		return errTakenOver
	case w.health.hopeless(w.now()):
		return errHopeless
	}
	return ctx.Err()
}

// errTakenOver ends a pass whose key another program may watch by now.
var errTakenOver = errors.New("another program may be watching")

// update is that of the journal. What was seen before another program took over may be older than what that one has
// written.
func (w *watcher) update(ctx context.Context, f func(*journal.Tx) error) error {
	if !w.turn.held() {
		return errTakenOver
	}
	return w.store.Update(ctx, f)
}

// polled writes when the next poll is due: by the youngest machine, later after a failure.
func (w *watcher) polled(ctx context.Context, known []journal.Instance, failed error) error {
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
	return w.update(ctx, func(tx *journal.Tx) error { return tx.PutWatch(watch) })
}

// ended reports whether the program, or its watching, is over.
func ended(ctx context.Context) bool { return ctx.Err() != nil }

// retryAfter is the longest wait that the vendor asks for in err.
func retryAfter(err error) time.Duration {
	var d time.Duration
	for _, e := range provider.All(err) {
		d = max(d, e.RetryAfter)
	}
	return d
}
