package order

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"sync"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// Unwritten is the answer to a purchase request that is not in the journal yet: only this program knows it.
type Unwritten struct {
	Order   ID
	Token   string                // of the request
	IDs     []provider.InstanceID // machines that were bought
	Nothing bool                  // it is certain that it bought nothing
	Err     *provider.Error       // what the vendor said against it; nil otherwise
}

// unwritten keeps what the journal has refused to take. It is safe for concurrent use.
type unwritten struct {
	mu      sync.Mutex
	answers map[string]Unwritten      // by token
	refused map[string]*journal.Error // by who wrote: a token, or what a watcher watches
}

func newUnwritten() *unwritten {
	return &unwritten{answers: map[string]Unwritten{}, refused: map[string]*journal.Error{}}
}

// add keeps the answer to the request until [unwritten.drop].
func (u *unwritten) add(order, token string, a answer) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.answers[token] = Unwritten{
		Order: ID(order), Token: token, IDs: a.receipt.IDs, Err: a.err,
		Nothing: len(a.receipt.IDs) == 0 && (a.event == eventRefuse || a.event == eventUnsent),
	}
}

func (u *unwritten) drop(token string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	delete(u.answers, token)
	delete(u.refused, token)
}

// tried notes the result of a write; a nil error is success. An error that is not the journal's fault is not noted.
func (u *unwritten) tried(who string, err error) {
	e, ok := errors.AsType[*journal.Error](err)
	if err != nil && !ok {
		return
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	if err == nil {
		delete(u.refused, who)
		return
	}
	u.refused[who] = e
}

// Unwritten returns the answers to purchase requests of this program that the journal has not taken yet. They are
// tried again until the program ends; then their requests are looked up by the next one.
func (s *Service) Unwritten() []Unwritten {
	s.unwritten.mu.Lock()
	defer s.unwritten.mu.Unlock()
	byToken := func(a, b Unwritten) int { return cmp.Compare(a.Token, b.Token) }
	return slices.SortedFunc(maps.Values(s.unwritten.answers), byToken)
}

// Refused says why the journal does not take what this program has to write: an outcome, or how machines are. It is a
// [*journal.Error], and nil while the journal takes everything.
func (s *Service) Refused() error {
	s.unwritten.mu.Lock()
	defer s.unwritten.mu.Unlock()
	for _, who := range slices.Sorted(maps.Keys(s.unwritten.refused)) {
		return s.unwritten.refused[who]
	}
	return nil
}
