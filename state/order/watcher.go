package order

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// watcher polls and looks up for one account at one product. It holds an [provider.Operator]: it cannot buy.
// Everything that it does may happen late, twice, or in another program.
type watcher struct {
	*watchEnv
	poller  *poller
	lookups *lookups
	sweeper *sweeper

	trials sync.WaitGroup // whether this program could watch
	latest time.Time      // that the clock has shown
}

func newWatcher(e *watchEnv) *watcher {
	return &watcher{
		watchEnv: e, poller: &poller{watchEnv: e, placed: map[provider.ZoneID]bool{}}, lookups: &lookups{e},
		sweeper: &sweeper{watchEnv: e},
	}
}

// name distinguishes it from the other watchers of the program.
func (w *watcher) name() string { return string(w.key.Product) + " " + w.key.Account }

// aside is a watcher for one look-up that a person waits for, beside the passes, whichever program makes those: what a
// look-up writes is a compare-and-set. They share the budget.
func (w *watcher) aside() *watcher {
	e := *w.watchEnv
	e.watchLock, e.health = noWatchLock{}, &health{}
	return newWatcher(&e)
}

// due returns when the next pass has work to do, including the next sweep, and whether any other work is open. The
// time is zero when there is no work.
func (w *watcher) due(ctx context.Context) (at time.Time, open bool, err error) {
	err = w.store.View(ctx, func(s *journal.Snapshot) error {
		look, err := s.Batches.NextLook(w.key)
		if err != nil {
			return err
		}
		waiting, check, err := s.Instances.Waiting(w.key)
		if err != nil {
			return err
		}
		watch, err := s.Watches.Get(w.key)
		if err != nil {
			return err
		}
		w.sweeper.learn(watch)
		unresolved, err := s.Batches.Unresolved(w.key)
		if err != nil {
			return err
		}
		at = earliest(look, nextPoll(watch, waiting, check))
		open = !at.IsZero()
		if !w.sweeper.sweepAt.IsZero() {
			at = earliest(at, w.sweeper.nextSweep(unresolved))
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
		if !w.sweeper.sweepAt.IsZero() {
			w.sweeper.sweepAt, w.sweeper.sweptAt = w.latest, w.latest
		}
		if err := w.update(ctx, w.clampDue); err != nil {
			return err
		}
	}
	if err := w.sweeper.sweep(ctx); err != nil {
		return err
	}
	pollErr := w.poller.poll(ctx)
	lookErr := w.lookups.lookAll(ctx)
	w.point("after pass")
	return errors.Join(pollErr, lookErr)
}

// ended reports whether the program, or its watching, is over.
func ended(ctx context.Context) bool { return ctx.Err() != nil }
