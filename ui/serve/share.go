package serve

import (
	"context"
	"maps"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/time/rate"
)

// What one person may take for the screens and files of all their sessions: one core for half a second, and half of
// one for longer. What is measured is the time that the work takes, so a busy machine counts against everybody alike.
const (
	shareOfCore = 0.5
	shareBurst  = 500 * time.Millisecond
)

// share is one person's part of the processor. It does one thing at a time, whatever they send.
type share struct {
	mutex  chan struct{} // has room while nothing is done; a lock whose waiting a context can end
	budget *rate.Limiter // in microseconds
	now    func() time.Time
	waited func(time.Duration)

	sessions int // guarded by the server's lock
}

// work does something that takes the processor, and then waits for as long as it took more than the share. When ctx
// ends it waits no longer, and what it has not started it does not do: that is the error.
func (p *share) work(ctx context.Context, do func()) error {
	select {
	case p.mutex <- struct{}{}:
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	defer func() { <-p.mutex }()
	started := p.now()
	do()
	now := p.now()
	used := min(max(now.Sub(started), 0), shareBurst)
	wait := p.budget.ReserveN(now, int(used.Microseconds())).DelayFrom(now)
	if wait <= 0 {
		return nil
	}
	p.waited(wait)
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
	return nil
}

// shares are those of the people with a session, and of those who have just used up theirs.
type shares struct {
	all    map[string]*share
	now    func() time.Time
	waited func(time.Duration)
}

// of returns the share of someone who starts a session.
func (s *shares) of(who string) *share {
	s.prune()
	p, ok := s.all[who]
	if !ok {
		if s.all == nil {
			s.all = map[string]*share{}
		}
		second := float64(time.Second.Microseconds())
		p = &share{
			mutex: make(chan struct{}, 1), now: s.now, waited: s.waited,
			budget: rate.NewLimiter(rate.Limit(shareOfCore*second), int(shareBurst.Microseconds())),
		}
		s.all[who] = p
	}
	p.sessions++
	return p
}

// leave ends a session. A share that is used up stays until it has filled: someone who connects again gets no new one.
func (s *shares) leave(who string) {
	if p, ok := s.all[who]; ok {
		p.sessions--
	}
	s.prune()
}

// prune forgets the shares of people without a session that are full again.
func (s *shares) prune() {
	now := s.now()
	maps.DeleteFunc(s.all, func(_ string, p *share) bool {
		return p.sessions == 0 && p.budget.TokensAt(now) >= float64(p.budget.Burst())
	})
}

// Work does something that takes the processor, and nothing else, within the person's share of it. When ctx ends before
// its time has come it is not done, which is the error.
func (s *Session) Work(ctx context.Context, do func()) error { return s.share.work(ctx, do) }

// sharing is a screen that is worked out within its person's share. Of a session that has ended nothing is.
type sharing struct {
	ctx   context.Context // the session's
	inner tea.Model
	share *share
}

// Init starts the screen.
func (s *sharing) Init() (cmd tea.Cmd) {
	_ = s.share.work(s.ctx, func() { cmd = s.inner.Init() })
	return cmd
}

// Update answers a message.
func (s *sharing) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	_ = s.share.work(s.ctx, func() { s.inner, cmd = s.inner.Update(msg) })
	return s, cmd
}

// View draws it.
func (s *sharing) View() (v tea.View) {
	_ = s.share.work(s.ctx, func() { v = s.inner.View() })
	return v
}
