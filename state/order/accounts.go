package order

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// account is one account at one product.
type account struct {
	key     journal.Key
	mu      sync.Mutex
	current provider.Operator
	buys    *sender // nil: watch only
	watch   *watcher
	listed  *shared[[]provider.Instance]        // see [account.everything]
	days    map[offerAt]*shared[provider.Money] // see [account.day]
}

func (a *account) use(o provider.Operator, buys *sender) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.current = o
	if buys != nil {
		a.buys = buys
	}
}

func (a *account) operator() provider.Operator {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.current
}

func (a *account) sender() *sender {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.buys
}

// accounts are those that are open. It is safe for concurrent use.
type accounts struct {
	mu   sync.Mutex
	all  map[journal.Key]*account
	open func(*account) // is called with each account; nil while nobody watches
}

// use opens an account, or replaces its operator, and its sender unless that is nil.
func (s *accounts) use(key journal.Key, o provider.Operator, buys *sender, watch func(*account) *watcher) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.all[key]
	if !ok {
		a = &account{key: key, listed: newShared[[]provider.Instance]()}
		a.watch = watch(a)
		s.all[key] = a
	}
	a.use(o, buys)
	if !ok && s.open != nil {
		s.open(a)
	}
}

// onOpen calls f with every account, also with those that are opened later. nil ends that.
func (s *accounts) onOpen(f func(*account)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = f
	if f == nil {
		return
	}
	for _, a := range s.all {
		f(a)
	}
}

// get returns the account of key: [ErrNoAccount] when it is not open.
func (s *accounts) get(key journal.Key) (*account, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.all[key]
	if !ok {
		return nil, fmt.Errorf("%w: %s at %s", ErrNoAccount, key.Account, key.Product)
	}
	return a, nil
}

// opens reports whether this program has the account.
func (s *accounts) opens(key journal.Key) bool {
	_, err := s.get(key)
	return err == nil
}

func (s *accounts) list() []*account {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Collect(maps.Values(s.all))
}

// vanishing are the products, as far as they are known here, of which a machine that failed is no longer listed.
func (s *accounts) vanishing() []provider.ProductID {
	var ids []provider.ProductID
	for _, a := range s.list() {
		if a.operator().Product().Vanishing && !slices.Contains(ids, a.key.Product) {
			ids = append(ids, a.key.Product)
		}
	}
	return ids
}
