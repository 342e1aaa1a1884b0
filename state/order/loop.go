package order

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/metalwright/metalwright/state/journal"
)

// watchLoop decides when a watcher makes a pass, and whether this program or another one does.
type watchLoop struct {
	w         *watcher
	unwritten *unwritten
}

// run makes the passes until ctx ends.
func (l *watchLoop) run(ctx context.Context) {
	wake, done := l.w.store.Changes()
	defer done()
	defer l.w.watchLock.free(ctx)
	defer l.w.trials.Wait()
	for !ended(ctx) {
		d, quiet := l.afterError(), true // after a panic
		guard(l.w.log, "watching "+string(l.w.key.Product), func() { d, quiet = l.step(ctx) })
		woken := wake
		if quiet {
			woken = nil
		}
		select {
		case <-ctx.Done():
		case <-woken:
		case <-l.w.after(d):
		}
	}
}

// afterError is how long to wait after an error of the journal: on one that several hosts share no longer than a
// heartbeat, so that a second error does not keep a machine unwatched for much longer than a lease.
func (l *watchLoop) afterError() time.Duration {
	if every := l.w.store.Host().Heartbeat(); every > 0 {
		return min(afterError, every)
	}
	return afterError
}

// step makes a pass if one is due and this program has the watch lock. It returns how long to wait, and whether to
// ignore changes while waiting.
func (l *watchLoop) step(ctx context.Context) (wait time.Duration, quiet bool) {
	w := l.w
	at, open, err := w.due(ctx)
	now := w.now()
	d := at.Sub(now) // meaningless when no pass is due
	switch {
	case err != nil:
		l.failed(ctx, now, err)
		return l.afterError(), true
	case !open && w.sweeper.started && (at.IsZero() || d > 0):
		if w.health.unfit(now) {
			l.try(ctx)
		}
		w.watchLock.free(ctx)
		w.health.lost()
		return scanEvery, false
	}
	mine, err := l.take(ctx, now)
	switch {
	case err != nil:
		l.failed(ctx, now, err)
		return l.afterError(), true
	case !mine:
		l.try(ctx)
		return retryLock, false
	case w.health.hopeless(now):
		l.giveUp(ctx)
		return retryLock, false
	case w.sweeper.started && d > 0:
		return max(min(d, scanEvery, w.health.hope(now)), passPause), false
	}
	held, done := w.watchLock.hold(ctx)
	defer done()
	err = l.pass(held)
	switch {
	case errors.Is(err, errTakenOver):
		w.health.lost()
		return retryLock, false
	case errors.Is(err, errHopeless):
		return passPause, true
	case err != nil:
		l.failed(ctx, now, err)
		return l.afterError(), true
	}
	w.health.wrote(w.now(), nil)
	l.unwritten.tried(w.name(), nil)
	return passPause, true
}

// take takes the watch lock, or keeps it. A program that could not do it leaves it to those who want it.
func (l *watchLoop) take(ctx context.Context, now time.Time) (bool, error) {
	w := l.w
	if w.health.unfit(now) {
		taken, err := w.watchLock.taken(ctx)
		if err != nil || !w.health.unwanted(now, taken) {
			return false, err
		}
	}
	mine, err := w.watchLock.take(ctx)
	switch {
	case err != nil:
	case mine:
		w.health.took(now)
	default:
		w.health.lost()
	}
	return mine, err
}

// giveUp frees the watch lock for another program.
func (l *watchLoop) giveUp(ctx context.Context) {
	w := l.w
	w.watchLock.free(ctx)
	if why, changed := w.health.gaveUp(w.now()); changed {
		w.log.Error("this program cannot watch, another one may", "product", w.key.Product, "error", why)
	}
}

// failed notes what has gone wrong with the journal in a step that began at the time.
func (l *watchLoop) failed(ctx context.Context, began time.Time, err error) {
	w := l.w
	if ended(ctx) {
		return
	}
	l.unwritten.tried(w.name(), err)
	w.log.Error("watching failed", "product", w.key.Product, "error", err)
	w.health.wrote(began, err)
	if w.health.has() && w.health.hopeless(w.now()) {
		l.giveUp(ctx)
	}
}

// try asks the vendor for something, in the background, when this program has not got the watch lock and it is time to:
// only so it knows whether it could watch.
func (l *watchLoop) try(ctx context.Context) {
	w := l.w
	if !w.health.begin(w.now()) {
		return
	}
	w.trials.Go(func() {
		err := errPanic
		guard(w.log, "trying to watch "+string(w.key.Product), func() {
			_, err = request(ctx, w.watchEnv, w.operator().Zones)
		})
		if err != nil && !ended(ctx) {
			w.log.Warn("this program could not watch", "product", w.key.Product, "error", err)
		}
		if w.health.end() && !ended(ctx) {
			w.health.wrote(w.now(), w.store.Update(ctx, func(*journal.Tx) error { return nil }))
		}
	})
}

// pass is a watcher's pass. Its panic is an error: the others go on, and this one tries again.
func (l *watchLoop) pass(ctx context.Context) (err error) {
	defer func() {
		if p := recover(); p != nil {
			l.w.log.Error("watching panicked", "product", l.w.key.Product, "panic", fmt.Sprint(p), "stack",
				string(debug.Stack()))
			err = errPanic
		}
	}()
	return l.w.pass(ctx)
}
