package order

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/metalwright/metalwright/state/journal"
)

// ownersEvery is how often programs are looked for that have ended in the middle of an order.
const ownersEvery = 5 * time.Second

// failover takes over the requests of programs that have ended in the middle of an order.
type failover struct {
	store  *journal.Store
	owners *owners
	now    func() time.Time
	after  func(time.Duration) <-chan time.Time
	log    *slog.Logger
}

func newFailover(s *Service) *failover {
	return &failover{store: s.opt.Store, owners: s.owners, now: s.opt.Now, after: s.opt.After, log: s.opt.Log}
}

// run takes over the requests of programs that have ended, at once and until ctx ends: it does not wait for an
// answer that the sender can no longer receive, but looks the request up. If the sender is alive after all, its answer
// still counts.
func (s *failover) run(ctx context.Context) {
	every := ownersEvery
	if interval := s.store.Host().Heartbeat(); interval > 0 {
		every = min(every, interval)
	}
	for first := true; !ended(ctx); first = false {
		guard(s.log, "looking after programs that have ended", func() {
			err := s.takeOver(ctx)
			if err == nil && first {
				err = s.tidyOwners(ctx)
			}
			if err != nil && !ended(ctx) {
				s.log.Error("looking for the orders of programs that have ended failed", "error", err)
			}
		})
		select {
		case <-ctx.Done():
		case <-s.after(every):
		}
	}
}

// takeOver makes look-ups due for what ended programs were sending or about to send. It sends no request again. A
// request that was on its way may still arrive, so a look-up that finds nothing is only one of many. What was not sent
// stays unsent.
func (s *failover) takeOver(ctx context.Context) error {
	now := s.now()
	var lost []journal.Batch
	find := func(j *journal.Snapshot) (err error) {
		lost, err = s.abandoned(j, now)
		return err
	}
	if err := s.store.View(ctx, find); err != nil || len(lost) == 0 {
		return err
	}
	err := s.store.Update(ctx, func(tx *journal.Tx) error {
		if err := find(&tx.Snapshot); err != nil { // another program may have done it meanwhile
			return err
		}
		for _, b := range lost {
			p := journal.Patch{LookAt: &now}
			if b.State == journal.Sent {
				p.Deadline = &now
			}
			if err := errors.Join(tx.Batches.Change(b.ID, p), tx.Batches.Note(b.ID, "sender_lost", b.Owner)); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && len(lost) > 0 {
		s.log.Warn("a program has ended in the middle of an order: what it has sent is looked up", "batches", len(lost))
	}
	return err
}

// abandoned are the batches of programs that have ended, as far as their look-ups are not due at now.
func (s *failover) abandoned(j *journal.Snapshot, now time.Time) (lost []journal.Batch, err error) {
	sending, err := j.Batches.Sending()
	if err != nil {
		return nil, err
	}
	known := map[string]vital{}
	for _, b := range sending {
		if !b.LookAt.After(now) {
			continue
		}
		v, ok := known[b.Owner]
		if !ok {
			if v, err = s.owners.look(j, b.Owner); err != nil {
				return nil, err
			}
			known[b.Owner] = v
		}
		if v == vitalDead {
			lost = append(lost, b)
		}
	}
	return lost, nil
}

// tidyOwners removes the lock files that no batch needs any more.
func (s *failover) tidyOwners(ctx context.Context) error {
	keep := map[string]bool{}
	err := s.store.View(ctx, func(j *journal.Snapshot) error {
		sending, err := j.Batches.Sending()
		for _, b := range sending {
			keep[ownerIDOf(b.Owner)] = true
		}
		return err
	})
	if err != nil {
		return err
	}
	return s.owners.tidy(keep)
}
