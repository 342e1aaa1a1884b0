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

// Run watches the open orders of all accounts and keeps the journal tidy until ctx ends, and returns nil then. Several programs may run on one
// journal: each account and product is watched by one of them. On a journal that was opened for reading it watches nothing.
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
	for !ended(ctx) {
		d, quiet := s.step(ctx, a.watch)
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

// step makes a pass if one is due and this program is the one that watches. It returns how long to wait, and whether
// to do so without heeding changes.
func (s *Service) step(ctx context.Context, w *watcher) (wait time.Duration, quiet bool) {
	at, open, err := w.due(ctx)
	d := at.Sub(s.opt.Now()) // meaningless when nothing is due
	switch {
	case err != nil:
		s.failed(ctx, w, err)
		return afterError, true
	case !open && w.swept && (at.IsZero() || d > 0):
		w.turn.free(ctx)
		return scanEvery, false
	}
	mine, err := w.turn.take(ctx)
	switch {
	case err != nil:
		s.failed(ctx, w, err)
		return afterError, true
	case !mine:
		return retryLock, false
	}
	if w.swept && d > 0 {
		return min(d, scanEvery), false
	}
	held, done := w.turn.hold(ctx)
	defer done()
	if err := s.pass(held, w); errors.Is(err, errTakenOver) {
		return retryLock, false
	} else if err != nil {
		s.failed(ctx, w, err)
		return afterError, true
	}
	s.unwritten.tried(w.name(), nil)
	return passPause, true
}

func (s *Service) failed(ctx context.Context, w *watcher, err error) {
	if !ended(ctx) {
		s.unwritten.tried(w.name(), err)
		s.opt.Log.Error("watching failed", "product", w.key.Product, "error", err)
	}
}
