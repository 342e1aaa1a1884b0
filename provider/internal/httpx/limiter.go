package httpx

import (
	"context"
	"sync"

	"golang.org/x/time/rate"

	"github.com/metalwright/metalwright/provider"
)

// Rate is how often a vendor may be asked.
type Rate struct {
	PerSecond float64 // requests, in the long run
	Burst     int     // requests at once: a screen asks for several things
	PerOp     bool    // the vendor counts each action by itself
}

// Within is the rate with which no second sees more than n requests to an action, wherever the vendor lets its seconds
// begin: half of them at once, and half of them per second after that.
func Within(n int) Rate {
	return Rate{PerSecond: float64(n) / 2, Burst: n / 2, PerOp: true}
}

const (
	slowest  = 0.2 // requests per second
	recovery = 1.1 // factor per answer without complaint
)

// limiter keeps requests below the rate. It halves the rate when the vendor complains, because others may use the
// account too, and raises it again slowly.
type limiter struct {
	bucket *rate.Limiter

	mu  sync.Mutex
	top rate.Limit // where it started
}

func newLimiter(r Rate) *limiter {
	return &limiter{bucket: rate.NewLimiter(rate.Limit(r.PerSecond), max(r.Burst, 1)), top: rate.Limit(r.PerSecond)}
}

func (l *limiter) scale(by rate.Limit) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bucket.SetLimit(max(min(slowest, l.top), min(l.top, l.bucket.Limit()*by)))
}

// limiters is one limiter for everything, or one for each action where the vendor counts them separately.
type limiters struct {
	rate Rate

	mu   sync.Mutex
	byOp map[string]*limiter
}

func newLimiters(r Rate) provider.Limiter { return &limiters{rate: r, byOp: map[string]*limiter{}} }

// Wait waits for the action's turn.
func (l *limiters) Wait(ctx context.Context, op string) error { return l.of(op).bucket.Wait(ctx) }

// Answered slows down after a complaint, and recovers.
func (l *limiters) Answered(op string, throttled bool) {
	by := rate.Limit(recovery)
	if throttled {
		by = 0.5
	}
	l.of(op).scale(by)
}

// of is the limiter of an action.
func (l *limiters) of(op string) *limiter {
	if !l.rate.PerOp {
		op = ""
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	one, ok := l.byOp[op]
	if !ok {
		one = newLimiter(l.rate)
		l.byOp[op] = one
	}
	return one
}
