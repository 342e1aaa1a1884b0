package serve

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"golang.org/x/time/rate"
)

// What one person may take of the processor, for the screens and files of all their sessions: one core for a moment,
// and half of one for longer.
const (
	shareOfCore = 0.5
	shareBurst  = 500 * time.Millisecond
)

// share is one person's part of the processor. It does one thing at a time, whatever they send.
type share struct {
	turn   chan struct{} // has room while nobody works
	budget *rate.Limiter // in microseconds
	now    func() time.Time
	waited func(time.Duration)

	sessions int // of the server's lock
}

// work does something that takes the processor, and waits then as long as it was more than the share. It waits no more
// when ctx ends.
func (p *share) work(ctx context.Context, do func()) {
	p.turn <- struct{}{}
	defer func() { <-p.turn }()
	begun := p.now()
	do()
	now := p.now()
	used := min(max(now.Sub(begun), 0), shareBurst)
	wait := p.budget.ReserveN(now, int(used.Microseconds())).DelayFrom(now)
	if wait <= 0 {
		return
	}
	p.waited(wait)
	t := time.NewTimer(wait)
	defer t.Stop()
	select {
	case <-t.C:
	case <-ctx.Done():
	}
}

// shares are those of the people with a session.
type shares struct {
	all    map[string]*share
	now    func() time.Time
	waited func(time.Duration)
}

// of returns the share of somebody who begins a session.
func (s *shares) of(who string) *share {
	p, ok := s.all[who]
	if !ok {
		if s.all == nil {
			s.all = map[string]*share{}
		}
		second := float64(time.Second.Microseconds())
		p = &share{
			turn: make(chan struct{}, 1), now: s.now, waited: s.waited,
			budget: rate.NewLimiter(rate.Limit(shareOfCore*second), int(shareBurst.Microseconds())),
		}
		s.all[who] = p
	}
	p.sessions++
	return p
}

// leave forgets the share of somebody whose last session has ended.
func (s *shares) leave(who string) {
	p, ok := s.all[who]
	if !ok {
		return
	}
	if p.sessions--; p.sessions == 0 {
		delete(s.all, who)
	}
}

// who is whose share a session uses: where everybody is let in a name says nothing, and the network counts.
func (s *Server) who(o *Session) string {
	if s.opt.Access.files.Anyone {
		return neighbourhood(o.from).String()
	}
	return o.User
}

// Work does something that takes the processor, and nothing else, within the person's share of it.
func (s *Session) Work(ctx context.Context, do func()) { s.share.work(ctx, do) }

// sharing is a screen that is worked out within its person's share.
type sharing struct {
	ctx   context.Context // the session's
	inner tea.Model
	share *share
}

// Init starts the screen.
func (s *sharing) Init() (cmd tea.Cmd) {
	s.share.work(s.ctx, func() { cmd = s.inner.Init() })
	return cmd
}

// Update answers a message.
func (s *sharing) Update(msg tea.Msg) (_ tea.Model, cmd tea.Cmd) {
	s.share.work(s.ctx, func() { s.inner, cmd = s.inner.Update(msg) })
	return s, cmd
}

// View draws it.
func (s *sharing) View() (v tea.View) {
	s.share.work(s.ctx, func() { v = s.inner.View() })
	return v
}
