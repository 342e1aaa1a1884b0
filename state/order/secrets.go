package order

import (
	"fmt"
	"maps"
	"slices"
	"sync"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/identity"
	"github.com/metalwright/metalwright/state/journal"
)

// secrets are those of the orders that this program placed, in memory only. It is safe for concurrent use.
type secrets struct {
	mu sync.Mutex
	of map[ID]provider.Access
}

func (s *secrets) keep(id ID, a provider.Access) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.of[id] = a
}

// held are the secrets of an order; false when this program has none.
func (s *secrets) held(id ID) (provider.Access, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, ok := s.of[id]
	return a, ok
}

func (s *secrets) drop(id ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.of, id)
}

// orders are the orders of which there are secrets.
func (s *secrets) orders() []ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.of))
}

// complete returns the spec of o with its secrets, which the journal does not have: those given, or those that this
// program still holds.
func (s *secrets) complete(o journal.Order, given provider.Access) (provider.Spec, error) {
	held, _ := s.held(ID(o.ID))
	spec := o.Spec.Clone()
	spec.Access.Password, spec.Access.InitScript = held.Password, held.InitScript
	if !given.Password.IsZero() {
		spec.Access.Password = given.Password
	}
	if !given.InitScript.IsZero() {
		spec.Access.InitScript = given.InitScript
	}
	if o.Spec.Access.Login == provider.LoginPassword && spec.Access.Password.IsZero() {
		return spec, fmt.Errorf("%w: %s", ErrSecrets, provider.FieldPassword)
	}
	if o.ScriptBytes > 0 && identity.ScriptHash(spec) != o.ScriptSHA256 {
		return spec, fmt.Errorf("%w: %s", ErrSecrets, provider.FieldInitScript)
	}
	return spec, nil
}
