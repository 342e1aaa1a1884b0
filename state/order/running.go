package order

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"
)

// running are the orders that this program is sending, and whether it may start any. It is safe for concurrent use.
type running struct {
	sending sync.WaitGroup // of orders being sent

	mu      sync.Mutex
	orders  map[ID]bool
	stop    chan struct{} // closed while holding
	holding bool          // no new requests are started
	closed  bool          // nor ever again
}

func newRunning() *running { return &running{orders: map[ID]bool{}, stop: make(chan struct{})} }

// occupy makes this program's one sending of the order; [running.release] ends it.
func (s *running) occupy(id ID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.holding:
		return ErrStopping
	case s.orders[id]:
		return fmt.Errorf("%w: %s", ErrBusy, id)
	}
	s.orders[id] = true
	s.sending.Add(1)
	return nil
}

func (s *running) release(id ID) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.orders, id)
	s.sending.Done()
}

// wait waits until the pause is over; false when the program ends meanwhile.
func (s *running) wait(ctx context.Context, over <-chan time.Time) bool {
	s.mu.Lock()
	stop := s.stop
	s.mu.Unlock()
	select {
	case <-over:
		return true
	case <-stop:
		return false
	case <-ctx.Done():
		return false
	}
}

func (s *running) isStopping() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.holding
}

// hold lets no order begin, for ever or until [running.resume].
func (s *running) hold(forever bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.closed = s.closed || forever
	if !s.holding {
		s.holding = true
		close(s.stop)
	}
}

func (s *running) resume() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.holding && !s.closed {
		s.holding, s.stop = false, make(chan struct{})
	}
}

// ids are the orders that are being sent.
func (s *running) ids() []ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Sorted(maps.Keys(s.orders))
}
