package tour

import (
	"io"
	"math/rand/v2"
	"slices"
	"sync"
	"time"
)

// clock stands still until it is put forward. It is safe for concurrent use.
type clock struct {
	mu     sync.Mutex
	now    time.Time
	timers []timer
	total  uint64 // of the timers that were set
}

type timer struct {
	at    time.Time
	fired chan time.Time
}

// Now is the clock's time.
func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// After is [time.After] by the clock.
func (c *clock) After(d time.Duration) <-chan time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := timer{c.now.Add(d), make(chan time.Time, 1)}
	c.total++
	if d <= 0 {
		t.fired <- c.now
		return t.fired
	}
	c.timers = append(c.timers, t)
	return t.fired
}

// set is how many timers were set so far.
func (c *clock) set() uint64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.total
}

// Advance puts the clock forward, and fires the timers that are due then.
func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
	c.timers = slices.DeleteFunc(c.timers, func(t timer) bool {
		if t.at.After(c.now) {
			return false
		}
		t.fired <- c.now
		return true
	})
}

// random are bytes that are the same for the same seed. It is safe for concurrent use.
type random struct {
	mu   sync.Mutex
	from *rand.ChaCha8
}

func newRandom(seed uint64) io.Reader {
	var s [32]byte
	for i := range 8 {
		s[i] = byte(seed >> (8 * i))
	}
	return &random{from: rand.NewChaCha8(s)}
}

// Read never fails.
func (r *random) Read(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.from.Read(p)
}

// pace is how fast a tour is played. It is safe for concurrent use.
type pace struct {
	mu      sync.Mutex
	speed   float64
	paused  bool
	held    bool // the program has no room
	fast    bool // nothing is waited for but the screens, and room
	changed chan struct{}
}

func newPace(speed float64) *pace { return &pace{speed: speed, changed: make(chan struct{})} }

// atOnce is the pace at which only the screens are waited for.
func atOnce() *pace {
	p := newPace(1)
	p.fast = true
	return p
}

// set changes the pace, also of who waits by it.
func (p *pace) set(f func(*pace)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	f(p)
	close(p.changed)
	p.changed = make(chan struct{})
}

// isPaused reports whether the tour waits to be continued.
func (p *pace) isPaused() bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.stands()
}

// stands is [pace.isPaused] for who has the lock.
func (p *pace) stands() bool { return p.held || p.paused && !p.fast }

// changes is closed when the pace changes after the call.
func (p *pace) changes() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.changed
}

// wait lets d of a tour's time go by, or returns when done is closed.
func (p *pace) wait(done <-chan struct{}, d time.Duration) {
	for {
		p.mu.Lock()
		stands, fast, speed, changed := p.stands(), p.fast, p.speed, p.changed
		p.mu.Unlock()
		if fast && !stands {
			return
		}
		var over <-chan time.Time
		t := time.NewTimer(time.Duration(float64(d) / speed))
		if !stands {
			over = t.C
		}
		select {
		case <-over:
			return
		case <-done:
			t.Stop()
			return
		case <-changed: // what is left of d is not worth knowing
			t.Stop()
		}
	}
}
