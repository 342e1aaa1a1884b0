package order

import (
	"context"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/metalwright/metalwright/state/journal"
)

const (
	upkeepEvery = time.Hour
	backupEvery = 24 * time.Hour
	backupsKept = 7
	keptFor     = 400 * 24 * time.Hour // of an order that has no open requests and whose machines are gone
)

// upkeep backs up the journal, and removes what is old from it and from memory.
type upkeep struct {
	opt      Options
	accounts *accounts
	dispatch *dispatcher
}

func newUpkeep(s *Service) *upkeep {
	return &upkeep{opt: s.opt, accounts: s.accounts, dispatch: s.dispatch}
}

// run backs up the journal once a day and removes old rows, until ctx ends.
func (s *upkeep) run(ctx context.Context) {
	for !ended(ctx) {
		guard(s.opt.Log, "upkeep", func() {
			s.dispatch.clearSecrets(ctx)
			if err := s.tidy(ctx); err != nil && !ended(ctx) {
				s.opt.Log.Error("upkeep of the journal failed", "error", err)
			}
		})
		select {
		case <-ctx.Done():
		case <-s.opt.After(upkeepEvery):
		}
	}
}

// tidy does the upkeep that is due, in one program at a time.
func (s *upkeep) tidy(ctx context.Context) error {
	if s.opt.Store.Host().ID() != "" { // who runs the server backs it up
		return s.prune(ctx)
	}
	last, err := s.opt.Store.Backups().Last()
	if err != nil {
		return err
	}
	now := s.opt.Now()
	if since := now.Sub(last); since >= 0 && since < backupEvery {
		return nil
	}
	lock := flock.New(filepath.Join(s.opt.Dir, "upkeep.lock"), flock.SetPermissions(0o600))
	defer func() { _ = lock.Close() }()
	mine, err := lock.TryLock()
	if err != nil || !mine {
		return err
	}
	orders := 0
	err = s.opt.Store.View(ctx, func(j *journal.Snapshot) (err error) {
		orders, err = j.Orders.Count()
		return err
	})
	if err != nil || orders == 0 { // no orders that could be lost
		return err
	}
	if _, err := s.opt.Store.Backups().Make(ctx, backupsKept); err != nil {
		return err
	}
	return s.prune(ctx)
}

// prune removes the orders that are old, unless a machine of theirs may still be there.
func (s *upkeep) prune(ctx context.Context) error {
	before := s.opt.Now().Add(-keptFor)
	vanishing := s.accounts.vanishing()
	return s.opt.Store.Update(ctx, func(tx *journal.Tx) error {
		n, err := tx.Orders.Prune(before, vanishing...)
		if n > 0 {
			s.opt.Log.Info("old orders removed", "orders", n)
		}
		return err
	})
}
