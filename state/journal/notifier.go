package journal

import "sync"

// notifier wakes everyone who listens. Its zero value is ready.
type notifier struct {
	mu        sync.Mutex
	listeners map[chan struct{}]struct{}
}

// listen returns a channel that holds at most one wake, and a function that ends it.
func (h *notifier) listen() (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.listeners == nil {
		h.listeners = map[chan struct{}]struct{}{}
	}
	h.listeners[c] = struct{}{}
	return c, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.listeners, c)
	}
}

// wake never waits: a listener that has not fetched its last wake needs no other.
func (h *notifier) wake() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.listeners {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}
