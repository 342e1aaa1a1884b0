package serve

import (
	"net"
	"slices"
	"sync"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/state/policy"
)

// sessions are those that are open. It is safe for concurrent use.
type sessions struct {
	access  *Access
	now     func() time.Time
	perUser int
	here    presence

	mu      sync.Mutex
	all     map[*Session]struct{}
	shares  shares
	closing bool
	idle    chan struct{} // closed when closing and the last session has ended
}

// close lets no session begin, and returns how many there are.
func (s *sessions) close() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closing = true
	s.ended()
	return len(s.all)
}

// ended says that there are no sessions left while none begins. The lock is held.
func (s *sessions) ended() {
	if !s.closing || len(s.all) > 0 {
		return
	}
	select {
	case <-s.idle:
	default:
		close(s.idle)
	}
}

func (s *sessions) isClosing() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closing
}

func (s *sessions) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.all)
}

// review ends a session that may not be there any more, or not as what it is. The lock is held.
func (s *sessions) review(o *Session) {
	now := o.Person()
	switch {
	case !s.allowed(o.User, o.key, o.from):
		o.end(ErrRevoked)
	case less(o.may, now), s.unrecorded(o):
		o.end(ErrRights)
	default:
		o.may = now
	}
}

// unrecorded reports whether the session is to be recorded by now, and is not, or in another way.
func (s *sessions) unrecorded(o *Session) bool {
	how, wanted := s.access.recording(o.User)
	was := o.recording
	return wanted && (!o.recorded || how.Directory != was.Directory || how.Addresses != was.Addresses)
}

// allowed reports whether someone who has signed in may still be there.
func (s *sessions) allowed(user string, key gossh.PublicKey, from net.Addr) bool {
	_, known := s.access.Person(user)
	return known && s.access.Allow(user, key, from, s.now()) == nil
}

// each calls f for every session.
func (s *sessions) each(f func(*Session)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for o := range s.all {
		f(o)
	}
}

// add counts a session; id is why it may not be, a message.
func (s *sessions) add(o *Session) (id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	mine := 0
	for x := range s.all {
		if x.User == o.User {
			mine++
		}
	}
	switch {
	case s.closing:
		return "serve.closing"
	case mine >= s.perUser:
		return "serve.too_many"
	}
	s.all[o] = struct{}{}
	o.share = s.shares.of(s.who(o))
	s.review(o) // the files may have changed since it was let in
	return ""
}

func (s *sessions) remove(o *Session) {
	s.here.gone(o)
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, in := s.all[o]; in {
		s.shares.leave(s.who(o))
	}
	delete(s.all, o)
	s.ended()
}

// who is whose share a session uses: where everybody is let in a name says nothing, and the network counts.
func (s *sessions) who(o *Session) string {
	if s.access.files.Anyone {
		return prefixOf(o.from).String()
	}
	return o.User
}

// less reports whether someone may do less now than before, or see less.
func less(before, now policy.Person) bool {
	for _, a := range policy.Actions() {
		if before.May(a, before.Name) && !now.May(a, now.Name) || before.May(a, "") && !now.May(a, "") {
			return true
		}
	}
	if !before.OwnOnly && now.OwnOnly && !now.Ever(policy.EveryProfile) {
		return true
	}
	if len(before.Profiles) == 0 {
		return len(now.Profiles) > 0 && !now.Ever(policy.EveryProfile)
	}
	return slices.ContainsFunc(before.Profiles, func(p string) bool { return !now.Uses(p) })
}
