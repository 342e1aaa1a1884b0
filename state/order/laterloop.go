package order

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// laterRetry is how long after a release that failed for a reason that passes it is tried again.
const laterRetry = 5 * time.Minute

// laterLoop releases orders at their time. It holds no part that buys.
type laterLoop struct {
	service *Service
	next    map[string]time.Time   // of orders that could not be released for a reason that passes
	proven  map[journal.Later]bool // what was compared with the audit, until the next change of it
}

func newLater(s *Service) *laterLoop {
	return &laterLoop{service: s, next: map[string]time.Time{}, proven: map[journal.Later]bool{}}
}

// run releases what is due until ctx ends. Several programs may do so at once: each release is made by one of them.
func (l *laterLoop) run(ctx context.Context) {
	wake, done := l.service.opt.Store.Changes()
	defer done()
	for !ended(ctx) {
		wait := afterError // after a panic
		guard(l.service.opt.Log, "releasing at a time", func() { wait = l.step(ctx) })
		select {
		case <-ctx.Done():
		case <-wake:
		case <-l.service.opt.After(wait):
		}
	}
}

// step makes the releases that are due, and returns how long to wait for the next one.
func (l *laterLoop) step(ctx context.Context) time.Duration {
	s := l.service
	if err := l.refuse(ctx); err != nil {
		return afterError
	}
	due, at, err := l.due(ctx)
	if err != nil { // the watcher says so
		return afterError
	}
	for _, was := range due {
		c := releaseNow{was}
		err := l.release(ctx, c)
		if errors.Is(err, ErrStopping) {
			return afterError
		}
		if err != nil {
			s.opt.Log.Warn("an order was not released at its time", "order", was.Order, "error", err)
		}
		why := c.outcome(err)
		switch {
		case why != "":
			if err := s.opt.Store.Update(ctx, func(tx *journal.Tx) error {
				return c.end(tx, s, journal.LaterHeld, why)
			}); err != nil {
				return afterError
			}
		case transient(err):
			l.next[was.Order] = s.opt.Now().Add(laterRetry)
			at = earliest(at, l.next[was.Order])
			if err := s.opt.Store.Update(ctx, func(tx *journal.Tx) error { return c.again(tx, s) }); err != nil {
				return afterError
			}
		case err != nil:
			return afterError
		}
	}
	if at.IsZero() {
		return scanEvery
	}
	return max(min(at.Sub(s.opt.Now()), scanEvery), passPause)
}

// refuse holds what the audit has no proof of, also before its time, so that people see it.
func (l *laterLoop) refuse(ctx context.Context) error {
	s := l.service
	refused := map[journal.Later]HeldReason{}
	err := s.opt.Store.View(ctx, func(j *journal.Snapshot) error {
		all, err := j.Releases.List()
		if err != nil {
			return err
		}
		for _, x := range all {
			if x.State != "" && x.State != journal.LaterStarted || l.proven[x] {
				continue
			}
			o, ok, err := j.Orders.Get(x.Order)
			if err != nil {
				return err
			}
			if !ok || !l.mine(o.Key) {
				continue
			}
			why, err := s.signer.doubt(j, o.Key, x)
			if err != nil {
				return err
			}
			if l.proven[x] = why == ""; why != "" {
				refused[x] = why
			}
		}
		return nil
	})
	for x, why := range refused {
		s.opt.Log.Error("nothing proves that an order is to be released so: it is not", "order", x.Order, "why", why)
		err = errors.Join(err, s.opt.Store.Update(ctx, func(tx *journal.Tx) error {
			return releaseNow{x}.end(tx, s, journal.LaterHeld, why)
		}))
	}
	return err
}

// mine reports whether this program has the account and its secret.
func (l *laterLoop) mine(k journal.Key) bool {
	return l.service.accounts.opens(k) && l.service.signer.has(k)
}

// releaseTime is how long a release goes on when the program ends, which waits for it. What is left then is released
// later.
const releaseTime = 3 * time.Minute

// release makes one release to the end. [ErrStopping] when the program is about to end, [ErrBusy] while the order is
// being sent.
func (l *laterLoop) release(ctx context.Context, c releaseNow) error {
	s := l.service
	if err := s.running.occupy(ID(c.was.Order)); err != nil {
		return err
	}
	defer s.running.release(ID(c.was.Order))
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), releaseTime)
	defer done()
	who := Actor{Name: c.was.By}
	if c.was.Bound {
		who.People = s.opt.People
	}
	return s.Do(ctx, who, c)
}

// due are the releases whose time has come and that this program can make, and when the next one is; zero when none is.
func (l *laterLoop) due(ctx context.Context) (due []journal.Later, at time.Time, err error) {
	s := l.service
	now := s.opt.Now()
	err = s.opt.Store.View(ctx, func(j *journal.Snapshot) error {
		all, err := j.Releases.List()
		if err != nil {
			return err
		}
		for _, x := range all {
			if x.State != "" && x.State != journal.LaterStarted || x.Bound && s.opt.People == nil {
				continue // a program without the rules for people leaves it to one that has them
			}
			from := x.At
			if next := l.next[x.Order]; next.After(from) && next.After(x.Set) {
				from = next
			}
			o, ok, err := j.Orders.Get(x.Order)
			if err != nil {
				return err
			}
			if !ok || !l.mine(o.Key) {
				continue
			}
			if from.After(now) {
				at = earliest(at, from)
				continue
			}
			if x.State == journal.LaterStarted {
				if ended, err := l.brokeOff(j, x, now); err != nil || !ended {
					if err != nil {
						return err
					}
					continue
				}
			}
			due = append(due, x)
		}
		return nil
	})
	return due, at, err
}

// settleTime is how long after a release began that broke off it is gone on with: what was sent has arrived by then.
const settleTime = 2 * time.Minute

// brokeOff reports whether the program that has begun x has ended in the middle of it. Its own does one after another,
// so that it has ended, too.
func (l *laterLoop) brokeOff(j *journal.Snapshot, x journal.Later, now time.Time) (bool, error) {
	if now.Before(x.Started.Add(settleTime)) {
		return false, nil
	}
	if x.Owner == l.service.opt.Owner {
		return true, nil
	}
	v, err := l.service.owners.look(j, x.Owner)
	return v == vitalDead || v == vitalUnknown && now.After(x.Started.Add(time.Hour)), err
}

// again lets a release be tried again whose requests the vendor has provably not carried out. Where it has carried out
// some, the release continues as one that broke off, unless that cannot be seen of prepaid machines.
func (c releaseNow) again(tx *journal.Tx, s *Service) error {
	l, ok, err := tx.Releases.Get(c.was.Order)
	if err != nil || !ok || !l.At.Equal(c.was.At) || l.State != journal.LaterStarted {
		return err
	}
	if !sameLater(l, c.was) {
		return c.end(tx, s, journal.LaterHeld, heldProof)
	}
	r, err := readRows(&tx.Snapshot, ID(l.Order))
	if err != nil {
		return err
	}
	asked := slices.ContainsFunc(r.instances, func(i journal.Instance) bool { return !i.ReleaseAt.IsZero() })
	switch {
	case asked && r.order.Spec.Billing.Charge == provider.Prepaid:
		return c.end(tx, s, journal.LaterHeld, heldFailed)
	case asked:
		return nil
	}
	l.State, l.Owner, l.Started = "", "", time.Time{}
	return putLater(s, tx, r.order.Key, l, l.By)
}
