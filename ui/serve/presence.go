package serve

import (
	"maps"
	"slices"
	"sync"

	"github.com/metalwright/metalwright/state/order"
)

// presence is who looks at which order.
type presence struct {
	mu sync.Mutex
	at map[order.ID]*audience
}

// audience is who looks at one order.
type audience struct {
	views map[*view]struct{}
	users map[string]map[*Session]int // how many views each session of a user has
}

// view is one look at an order.
type view struct {
	session *Session
	others  chan []string // holds the newest names alone
	sent    []string
}

// watch says that s looks at an order. others receives the users who do so in other sessions, each once, sorted,
// whenever they change; done says that s looks no more, and closes others.
func (p *presence) watch(s *Session, id order.ID) (others <-chan []string, done func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.at == nil {
		p.at = map[order.ID]*audience{}
	}
	a := p.at[id]
	if a == nil {
		a = &audience{views: map[*view]struct{}{}, users: map[string]map[*Session]int{}}
		p.at[id] = a
	}
	if a.users[s.User] == nil {
		a.users[s.User] = map[*Session]int{}
	}
	v := &view{session: s, others: make(chan []string, 1)}
	a.users[s.User][s]++
	a.views[v] = struct{}{}
	a.announce()
	return v.others, func() { p.leave(v, id) }
}

func (p *presence) leave(v *view, id order.ID) {
	p.mu.Lock()
	defer p.mu.Unlock()
	a := p.at[id]
	if a == nil || !a.remove(v) {
		return
	}
	if a.announce(); len(a.views) == 0 {
		delete(p.at, id)
	}
}

// gone forgets a session that has ended.
func (p *presence) gone(s *Session) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for id, a := range p.at {
		left := false
		for v := range a.views {
			left = v.session == s && a.remove(v) || left
		}
		if left {
			a.announce()
		}
		if len(a.views) == 0 {
			delete(p.at, id)
		}
	}
}

// remove reports whether v was there.
func (a *audience) remove(v *view) bool {
	if _, there := a.views[v]; !there {
		return false
	}
	delete(a.views, v)
	close(v.others)
	s := v.session
	if a.users[s.User][s]--; a.users[s.User][s] == 0 {
		delete(a.users[s.User], s)
	}
	if len(a.users[s.User]) == 0 {
		delete(a.users, s.User)
	}
	return true
}

// announce sends the names to every view for which they have changed. Nobody is waited for.
func (a *audience) announce() {
	all := slices.Sorted(maps.Keys(a.users))
	for v := range a.views {
		names := all
		if own := v.session.User; len(a.users[own]) == 1 { // no other session is theirs
			names = slices.DeleteFunc(slices.Clone(all), func(name string) bool { return name == own })
		}
		if slices.Equal(names, v.sent) {
			continue
		}
		v.sent = names
		select {
		case <-v.others: // nobody has fetched it, and it is old
		default:
		}
		v.others <- names
	}
}
