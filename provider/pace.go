package provider

import (
	"context"
	"sync"
)

// Limiter keeps the requests of one account below what its vendor allows. It is safe for concurrent use.
type Limiter interface {
	// Wait returns when there is room for a request to the action, or with an error when ctx ends first.
	Wait(ctx context.Context, action string) error
	// Answered is called after every answer to the action: whether the vendor complained about the rate.
	Answered(action string, throttled bool)
}

// Pace is where all clients meet that a program opens: those which reach the same account share one limiter, for the
// vendor counts them together. The zero value is ready. It is safe for concurrent use.
type Pace struct {
	mu       sync.Mutex
	accounts map[string]Limiter
}

// Limiter returns the limiter of the account, which is the vendor's own name for it and the endpoint; the first
// caller's begin makes it. A nil Pace shares nothing.
func (p *Pace) Limiter(account string, begin func() Limiter) Limiter {
	if p == nil {
		return begin()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	l, ok := p.accounts[account]
	if !ok {
		l = begin()
		if p.accounts == nil {
			p.accounts = map[string]Limiter{}
		}
		p.accounts[account] = l
	}
	return l
}
