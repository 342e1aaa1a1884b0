package serve

import (
	"slices"
	"sync"

	"github.com/metalwright/metalwright/state/order"
)

// presence is who looks at which order.
type presence struct {
	mu sync.Mutex
	at map[order.ID]map[*Session]int
}

// watch says that s looks at an order. others are the users who do so in other sessions, each once, sorted; done says
// that s looks no more.
func (p *presence) watch(s *Session, id order.ID) (others func() []string, done func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.at == nil {
		p.at = map[order.ID]map[*Session]int{}
	}
	if p.at[id] == nil {
		p.at[id] = map[*Session]int{}
	}
	p.at[id][s]++
	return func() []string { return p.others(s, id) }, sync.OnceFunc(func() { p.leave(s, id) })
}

func (p *presence) leave(s *Session, id order.ID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.at[id][s]--; p.at[id][s] <= 0 {
		delete(p.at[id], s)
	}
	if len(p.at[id]) == 0 {
		delete(p.at, id)
	}
}

// gone forgets a session that has ended.
func (p *presence) gone(s *Session) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for id, who := range p.at {
		if delete(who, s); len(who) == 0 {
			delete(p.at, id)
		}
	}
}

func (p *presence) others(s *Session, id order.ID) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var names []string
	for o := range p.at[id] {
		if o != s {
			names = append(names, o.User)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}
