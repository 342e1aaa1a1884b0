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

// Limiters has the limiters of all accounts of a vendor. Clients of the same account share one, because the vendor
// counts their requests together. The zero value is ready to use. It is safe for concurrent use.
type Limiters struct {
	mu       sync.Mutex
	accounts map[string]Limiter
}

// Limiter returns the limiter of the account, which is made of the vendor's name for it and the endpoint. When there is
// none yet, begin makes it. A nil Limiters shares nothing.
func (p *Limiters) Limiter(account string, begin func() Limiter) Limiter {
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
