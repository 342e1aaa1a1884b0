package order

import (
	"context"
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
	start := func(a *account) { watching.Go(func() { (&watchLoop{a.watch, s.unwritten}).run(ctx) }) }
	s.accounts.onOpen(start)
	watching.Go(func() { newUpkeep(s).run(ctx) })
	watching.Go(func() { newFailover(s).run(ctx) })
	if !s.opt.Brief {
		watching.Go(func() { newLater(s).run(ctx) })
	}
	if s.opt.Probe != nil {
		watching.Go(func() { newReadiness(s).run(ctx) })
	}
	<-ctx.Done()
	s.accounts.onOpen(nil)
	watching.Wait()
	return nil
}
