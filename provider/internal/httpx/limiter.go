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
	burst     = 5   // requests at once
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
