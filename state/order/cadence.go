package order

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	soonest      = time.Second      // between two polls, whoever asks
	missesToGone = 4                // complete answers in a row that do not list a machine
	timeToGone   = 2 * time.Minute  // since the machine became known
	goneCheck    = 10 * time.Minute // one slower check of a machine that vanished
	idsPerPoll   = 100              // both vendors' largest page
	sweepFirst   = 15 * time.Minute // from the start of the program to its first sweep, unless that is more urgent
	sweepOpen    = 15 * time.Minute // between look-ups of an unresolved batch
	sweepDaily   = 24 * time.Hour   // of a batch that seems to have bought nothing
	sweepFor     = 7 * 24 * time.Hour
	looksPerPass = 4 // so that polls are not starved
	fewLooks     = 2 // that are made one by one; more are made together where the vendor lists everything
)

// cadence is the default time between polls of machines that were bought age ago.
func cadence(age time.Duration) time.Duration {
	switch {
	case age < time.Minute:
		return 5 * time.Second
	case age < 30*time.Minute:
		return 10 * time.Second
	case age < 90*time.Minute:
		return 30 * time.Second
	default:
		return time.Minute
	}
}

// lookPause is the time before the next look-up of an ambiguous batch after looks of them.
func lookPause(looks int) time.Duration {
	pauses := []time.Duration{5 * time.Second, 10 * time.Second, 20 * time.Second, 30 * time.Second}
	if looks < len(pauses) {
		return pauses[looks]
	}
	return time.Minute
}

// budget is how many requests watching may make. A rate-limit refusal halves it; it recovers by a tenth per minute.
type budget struct {
	mu      sync.Mutex
	limiter *rate.Limiter
	full    rate.Limit
	since   time.Time // of the last recovery or refusal
}

func newBudget(perSecond float64) *budget {
	l := rate.Limit(perSecond)
	return &budget{limiter: rate.NewLimiter(l, max(int(perSecond), 1)), full: l}
}

// take spends one request and returns how long to wait before making it. Who does not make it gives it back.
func (b *budget) take(now time.Time) (wait time.Duration, giveBack func(now time.Time)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if minutes := int(now.Sub(b.since) / time.Minute); !b.since.IsZero() && minutes > 0 && b.limiter.Limit() < b.full {
		b.limiter.SetLimitAt(now, min(b.full, b.limiter.Limit()+b.full/10*rate.Limit(minutes)))
		b.since = now
	}
	r := b.limiter.ReserveN(now, 1)
	return r.DelayFrom(now), r.CancelAt
}

// throttled records a rate-limit refusal.
func (b *budget) throttled(now time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.limiter.SetLimitAt(now, max(b.limiter.Limit()/2, b.full/64))
	b.since = now
}
