package httpx

import (
	"context"
	"sync"

	"golang.org/x/time/rate"
)

// limiter keeps the account below the vendor's rate limit. Neither vendor states its limit reliably, so it halves when the
// vendor complains and comes back slowly.
type limiter struct {
	bucket *rate.Limiter

	mu  sync.Mutex
	top rate.Limit // where it started
}

const (
	perSecond = 5   // requests, unless told otherwise
	burst     = 10  // requests at once: a screen asks for several things
	slowest   = 0.2 // requests per second
	recovery  = 1.1 // factor per answer without complaint
)

func newLimiter(n float64) *limiter {
	if n <= 0 {
		n = perSecond
	}
	return &limiter{bucket: rate.NewLimiter(rate.Limit(n), burst), top: rate.Limit(n)}
}

func (l *limiter) wait(ctx context.Context) error { return l.bucket.Wait(ctx) }

func (l *limiter) pressed() { l.scale(0.5) }

func (l *limiter) eased() { l.scale(recovery) }

func (l *limiter) scale(by rate.Limit) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.bucket.SetLimit(max(slowest, min(l.top, l.bucket.Limit()*by)))
}

// limiters is one limiter for everything, or one for each action where the vendor counts them apart.
type limiters struct {
	perSecond float64
	perOp     bool

	mu   sync.Mutex
	byOp map[string]*limiter
}

func newLimiters(perSecond float64, perOp bool) *limiters {
	return &limiters{perSecond: perSecond, perOp: perOp, byOp: map[string]*limiter{}}
}

// of is the limiter of an action.
func (l *limiters) of(op string) *limiter {
	if !l.perOp {
		op = ""
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	one, ok := l.byOp[op]
	if !ok {
		one = newLimiter(l.perSecond)
		l.byOp[op] = one
	}
	return one
}
