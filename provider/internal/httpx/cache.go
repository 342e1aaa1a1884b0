package httpx

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/metalwright/metalwright/provider"
)

const (
	// fresh is how long an answer stands for the next ones to the same question. A person who has not moved for so long
	// wants to see what is sold now.
	fresh = 5 * time.Minute
	// mostKept is how many answers are kept at the most; the oldest go first.
	mostKept = 256
)

// Cache keeps the answers to reads, so that the same request is not sent twice: callers wait for one that is under way,
// and get the answer of one that has ended. The key is the whole request. Refusals by the vendor are answers; an error
// on the way is not, and the next caller asks again. It is safe for concurrent use. A nil Cache keeps nothing.
type Cache struct {
	mu  sync.Mutex
	all map[string]*entry
}

// Session is a client with an optional cache of its reads: the part that the clients of all vendors share.
type Session struct {
	*Client

	cache *Cache // nil: every read is made
}

// NewSession is [New] without a cache.
func NewSession(v Vendor, o Options) (Session, error) {
	c, err := New(v, o)
	return Session{Client: c}, err
}

// Remembering returns s with a cache of its own, which [Session.Forget] empties.
func (s Session) Remembering() Session { return Session{Client: s.Client, cache: NewCache()} }

// Caches reports whether s has a cache.
func (s Session) Caches() bool { return s.cache != nil }

// Forget empties the cache.
func (s Session) Forget() { s.cache.Forget() }

// Ask is [Client.Read] through the cache; at is when the vendor was asked.
func (s Session) Ask(ctx context.Context, call Call) (e Envelope, at time.Time, err error) {
	return s.cache.Read(ctx, s.Client, call)
}

// entry is one question. The answer is there once done is closed.
type entry struct {
	done   chan struct{}
	at     time.Time // when it was asked
	answer Envelope
	err    error
	left   bool // who asked has left before there was an answer
}

// NewCache returns an empty one.
func NewCache() *Cache { return &Cache{all: map[string]*entry{}} }

// Forget drops every answer, also those under way; callers that wait for one still get it.
func (m *Cache) Forget() {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.all)
}

// Read is [Client.Read] for what is not in the cache. at is when the vendor was asked, by the account's clock.
func (m *Cache) Read(ctx context.Context, c *Client, call Call) (e Envelope, at time.Time, err error) {
	if m == nil {
		at = c.Now()
		e, err = c.Read(ctx, call)
		return e, at, err
	}
	key := questionOf(call)
	for {
		r, mine := m.entry(key, c.Now())
		if mine {
			err := m.ask(ctx, c, call, key, r)
			return r.answer, r.at, err
		}
		select {
		case <-r.done:
		case <-ctx.Done():
			return Envelope{}, r.at, failure(call.Op, ctx.Err(), false)
		}
		if !r.left {
			return r.answer, r.at, copied(r.err)
		}
		if ctx.Err() != nil {
			return Envelope{}, r.at, failure(call.Op, ctx.Err(), false)
		}
	}
}

// entry returns what is known of the question, or a new entry that the caller has to complete.
func (m *Cache) entry(key string, now time.Time) (r *entry, mine bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.all[key]
	if ok && now.Sub(r.at) < fresh {
		return r, false
	}
	m.drop(now)
	r = &entry{done: make(chan struct{}), at: now}
	m.all[key] = r
	return r, true
}

// drop makes room for one more entry: without what is stale, and without the oldest.
func (m *Cache) drop(now time.Time) {
	oldest := ""
	for key, r := range m.all {
		switch {
		case now.Sub(r.at) >= fresh:
			delete(m.all, key)
		case oldest == "" || r.at.Before(m.all[oldest].at):
			oldest = key
		}
	}
	if len(m.all) >= mostKept {
		delete(m.all, oldest)
	}
}

// ask completes r, whatever happens, and keeps it only if it is an answer.
func (m *Cache) ask(ctx context.Context, c *Client, call Call, key string, r *entry) error {
	r.left = true // by a panic
	defer func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.all[key] == r && (r.left || !answered(r.err)) {
			delete(m.all, key)
		}
		close(r.done)
	}()
	r.answer, r.err = c.Read(ctx, call)
	r.left = ctx.Err() != nil && !answered(r.err) // whatever the error is, it may be that of the one who left
	return copied(r.err)
}

// answered reports whether err, nil included, is an answer that the vendor would give again.
func answered(err error) bool {
	if err == nil {
		return true
	}
	e, ok := errors.AsType[*provider.Error](err)
	return ok && e.Code != "" && !again(e) && e.Kind != provider.KindAuth && e.Kind != provider.KindClock
}

// copied returns a copy of err, which each caller completes for its own product.
func copied(err error) error {
	if e, ok := err.(*provider.Error); ok { //nolint:errorlint // of this package, and not wrapped
		c := *e
		return &c
	}
	return err
}

// questionOf is what distinguishes a read from others: everything of it but its signature.
func questionOf(call Call) string {
	var names []string
	for name := range call.Header {
		names = append(names, name)
	}
	slices.Sort(names)
	var key strings.Builder
	key.WriteString(call.Path)
	for _, name := range names {
		key.WriteString("\n" + name + ": " + strings.Join(call.Header[name], ", "))
	}
	key.WriteString("\n\n")
	key.Write(call.Body)
	return key.String()
}
