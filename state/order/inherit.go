package order

import (
	"context"
	"errors"

	"github.com/metalwright/metalwright/state/journal"
)

// inherit takes over, until ctx ends, what hosts have left behind that are alive no more: nobody waits for the answer to a request
// whose sender cannot hear it. It is looked up then; should the sender be alive after all, its answer still counts.
func (s *Service) inherit(ctx context.Context) {
	for !ended(ctx) {
		if err := s.takeOver(ctx); err != nil && !ended(ctx) {
			s.opt.Log.Error("looking for the orders of lost hosts failed", "error", err)
		}
		select {
		case <-ctx.Done():
		case <-s.opt.After(s.opt.Store.Beat()):
		}
	}
}

// takeOver ends the waiting for the answers to requests of hosts that are lost.
func (s *Service) takeOver(ctx context.Context) error {
	now := s.opt.Now()
	var lost []journal.Batch
	find := func(j *journal.Snapshot) (err error) {
		lost, err = j.Orphans(now)
		return err
	}
	if err := s.opt.Store.View(ctx, find); err != nil || len(lost) == 0 {
		return err
	}
	err := s.opt.Store.Update(ctx, func(tx *journal.Tx) error {
		if err := find(&tx.Snapshot); err != nil { // another host may have done it meanwhile
			return err
		}
		for _, b := range lost {
			err := errors.Join(tx.Change(b.ID, journal.Patch{Deadline: &now, LookAt: &now}), tx.Note(b.ID, "host_lost", b.Owner))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && len(lost) > 0 {
		s.opt.Log.Warn("a host is lost: what it has sent is looked up", "batches", len(lost))
	}
	return err
}
