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

// remembered is how long an answer stands for the next ones to the same question. A person who has not moved for so
// long wants to see what is sold now.
const remembered = 5 * time.Minute

// Memory keeps the answers to reads, so that nobody asks the vendor twice for the same: what is being asked for is
// waited for, and what was answered is answered again. The key is the whole request, so that a question that differs in
// anything is another one. Refusals of the vendor's are answers; what broke on the way is not, and is asked for again.
// It is safe for concurrent use. A nil Memory remembers nothing.
type Memory struct {
	mu  sync.Mutex
	all map[string]*recollection
}

// recollection is one question. The answer is there once done is closed.
type recollection struct {
	done   chan struct{}
	at     time.Time
	answer Envelope
	err    error
}

// NewMemory returns an empty one.
func NewMemory() *Memory { return &Memory{all: map[string]*recollection{}} }

// Forget drops every answer, also those that are on their way: who waits for one still gets it.
func (m *Memory) Forget() {
	if m == nil {
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	clear(m.all)
}

// Read is [Client.Read] of what is not remembered.
func (m *Memory) Read(ctx context.Context, c *Client, call Call) (Envelope, error) {
	if m == nil {
		return c.Read(ctx, call)
	}
	key := questionOf(call)
	for {
		r, mine := m.recall(key, c.Now())
		if mine {
			return m.ask(ctx, c, call, key, r)
		}
		select {
		case <-r.done:
		case <-ctx.Done():
			return Envelope{}, failure(call.Op, ctx.Err(), false)
		}
		if !errors.Is(r.err, context.Canceled) || ctx.Err() != nil { // who asked has left, and we have not
			return r.answer, copied(r.err)
		}
	}
}

// recall returns what is known of the question, or a new recollection that the caller has to complete.
func (m *Memory) recall(key string, now time.Time) (r *recollection, mine bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.all[key]
	if ok && now.Sub(r.at) < remembered {
		return r, false
	}
	r = &recollection{done: make(chan struct{}), at: now}
	m.all[key] = r
	return r, true
}

// ask completes r, whatever happens, and keeps it only if it is an answer.
func (m *Memory) ask(ctx context.Context, c *Client, call Call, key string, r *recollection) (Envelope, error) {
	r.err = context.Canceled // of a panic
	defer func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.all[key] == r && !answered(r.err) {
			delete(m.all, key)
		}
		close(r.done)
	}()
	r.answer, r.err = c.Read(ctx, call)
	return r.answer, copied(r.err)
}

// answered reports whether the vendor has given an answer that it would give again.
func answered(err error) bool {
	if err == nil {
		return true
	}
	e, ok := errors.AsType[*provider.Error](err)
	return ok && e.Code != "" && !again(e) && e.Kind != provider.KindAuth && e.Kind != provider.KindClock
}

// copied is err for one more reader, who completes it with the words of his own product.
func copied(err error) error {
	if e, ok := err.(*provider.Error); ok { //nolint:errorlint // of this package, and not wrapped
		c := *e
		return &c
	}
	return err
}

// questionOf is what tells a read from others: everything of it but its signature.
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
