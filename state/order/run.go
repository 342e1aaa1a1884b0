package order

import (
	"context"
	"errors"
	"sync"
	"time"
)

const (
	scanEvery  = 30 * time.Second // for open work, behind the wakes
	retryLock  = 2 * time.Second  // while another program watches
	afterError = 5 * time.Second  // of the journal
	passPause  = 100 * time.Millisecond
)

// Run watches the open orders of all accounts and keeps the journal tidy until ctx ends; then it returns nil. Several
// programs may run on one journal: each account and product is watched by one of them. On a journal that was opened
// for reading, Run watches nothing.
func (s *Service) Run(ctx context.Context) error {
	if s.opt.Store.ReadOnly() {
		<-ctx.Done()
		return nil
	}
	var watching sync.WaitGroup
	start := func(a *account) { watching.Go(func() { s.watch(ctx, a) }) }
	s.mu.Lock()
	s.started = start
	for _, a := range s.accounts {
		start(a)
	}
	s.mu.Unlock()
	watching.Go(func() { s.upkeep(ctx) })
	watching.Go(func() { s.inherit(ctx) })
	<-ctx.Done()
	s.mu.Lock()
	s.started = nil
	s.mu.Unlock()
	watching.Wait()
	return nil
}

// watch makes the passes of one account until ctx ends.
func (s *Service) watch(ctx context.Context, a *account) {
	wake, done := s.Changes()
	defer done()
	defer a.watch.turn.free(ctx)
	defer a.watch.trials.Wait()
	for !ended(ctx) {
		d, quiet := afterError, true // after a panic
		s.guard("watching "+string(a.watch.key.Product), func() { d, quiet = s.step(ctx, a.watch) })
		woken := wake
		if quiet {
			woken = nil
		}
		select {
		case <-ctx.Done():
		case <-woken:
		case <-s.opt.After(d):
		}
	}
}

// step makes a pass if one is due and this program has the turn to watch. It returns how long to wait, and whether to
// ignore changes while waiting.
func (s *Service) step(ctx context.Context, w *watcher) (wait time.Duration, quiet bool) {
	at, open, err := w.due(ctx)
	now := s.opt.Now()
	d := at.Sub(now) // meaningless when no pass is due
	switch {
	case err != nil:
		s.failed(ctx, w, now, err)
		return afterError, true
	case !open && w.started && (at.IsZero() || d > 0):
		if w.health.unfit(now) {
			s.try(ctx, w)
		}
		w.turn.free(ctx)
		w.health.lost()
		return scanEvery, false
	}
	mine, err := s.take(ctx, w, now)
	switch {
	case err != nil:
		s.failed(ctx, w, now, err)
		return afterError, true
	case !mine:
		s.try(ctx, w)
		return retryLock, false
	case w.health.hopeless(now):
		s.giveUp(ctx, w)
		return retryLock, false
	case w.started && d > 0:
		return max(min(d, scanEvery, w.health.hope(now)), passPause), false
	}
	held, done := w.turn.hold(ctx)
	defer done()
	err = s.pass(held, w)
	switch {
	case errors.Is(err, errTakenOver):
		w.health.lost()
		return retryLock, false
	case errors.Is(err, errHopeless):
		return passPause, true
	case err != nil:
		s.failed(ctx, w, now, err)
		return afterError, true
	}
	w.health.wrote(s.opt.Now(), nil)
	s.unwritten.tried(w.name(), nil)
	return passPause, true
}

// take takes the turn, or keeps it. A program that could not do it leaves it to those who want it.
func (s *Service) take(ctx context.Context, w *watcher, now time.Time) (bool, error) {
	if w.health.unfit(now) {
		taken, err := w.turn.taken(ctx)
		if err != nil || !w.health.unwanted(now, taken) {
			return false, err
		}
	}
	mine, err := w.turn.take(ctx)
	switch {
	case err != nil:
	case mine:
		w.health.took(now)
	default:
		w.health.lost()
	}
	return mine, err
}

// giveUp frees the turn for another program.
func (s *Service) giveUp(ctx context.Context, w *watcher) {
	w.turn.free(ctx)
	if why, changed := w.health.gaveUp(s.opt.Now()); changed {
		s.opt.Log.Error("this program cannot watch, another one may", "product", w.key.Product, "error", why)
	}
}

// failed notes what has gone wrong with the journal in a step that began at the time.
func (s *Service) failed(ctx context.Context, w *watcher, began time.Time, err error) {
	if ended(ctx) {
		return
	}
	s.unwritten.tried(w.name(), err)
	s.opt.Log.Error("watching failed", "product", w.key.Product, "error", err)
	w.health.wrote(began, err)
	if w.health.has() && w.health.hopeless(s.opt.Now()) {
		s.giveUp(ctx, w)
	}
}
