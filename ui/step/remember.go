package step

import (
	"sync"

	"github.com/metalwright/metalwright/provider"
)

// Cached is e for one order: its accounts' readers ask the vendor for nothing twice. Who wants to see what is sold
// now calls [Draft.Forget].
func (e *Env) Cached() *Env {
	own := *e
	own.Accounts = e.Accounts.cached(&memories{of: map[provider.Reader]provider.Reader{}})
	return &own
}

// memories are the readers of one order, by those that they were made of.
type memories struct {
	mu sync.Mutex
	of map[provider.Reader]provider.Reader
}

// reader is the one with a memory for r, always the same; r itself where it can have none.
func (m *memories) reader(r provider.Reader) provider.Reader {
	maker, ok := provider.As[provider.Cacher](r)
	if !ok {
		return r
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	out, ok := m.of[r]
	if !ok {
		out = maker.Cached()
		m.of[r] = out
	}
	return out
}

// Remembered is d at an account whose reader has the memory of e.
func (d Draft) Remembered(e *Env) Draft {
	if d.Reader() == nil || e.Accounts.remember == nil {
		return d
	}
	a := *d.Account
	a.Reader = e.Accounts.remember(a.Reader)
	d.Account = &a
	return d
}

// Forget has everything asked of the vendor again.
func (d Draft) Forget() { d.Account.Forget() }

// Forget has everything asked of the vendor again. A nil account has nothing to forget.
func (a *Account) Forget() {
	if a == nil {
		return
	}
	if m, ok := provider.As[provider.Cached](a.Reader); ok {
		m.Forget()
	}
}
