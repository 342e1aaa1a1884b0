package serve

import (
	"context"
	"log/slog"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/policy"
)

const (
	// rowsOfOne is how many rows of the audit a minute are written about what one person tries: sign-ins, refusals and
	// prices that were asked for. What buys or decides has its row in any case.
	rowsOfOne = 60
	// rowsOfStrangers is the same of all together who are nobody here.
	rowsOfStrangers = 60
	// peopleCounted is how many people are counted by themselves before those who have not used up anything are
	// forgotten.
	peopleCounted = 1024
)

// rowLimits bounds the rows of the audit: nobody can fill the disk of the others, or bury a row below theirs. What is
// left out is counted, and the next row that is written says how many were.
type rowLimits struct {
	mu     sync.Mutex
	people map[string]*rowLimit
}

type rowLimit struct {
	bucket  *rate.Limiter
	skipped int
}

// admit reports whether a row about who is written at now, and how many before it were not. Strangers are "".
func (l *rowLimits) admit(who string, now time.Time) (skipped int, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	p := l.of(who, now)
	if !p.bucket.AllowN(now, 1) {
		p.skipped++
		return 0, false
	}
	skipped, p.skipped = p.skipped, 0
	return skipped, true
}

// has is [rowLimits.admit] for a row that cannot say how many were left out.
func (l *rowLimits) has(who string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	p := l.of(who, now)
	ok := p.bucket.AllowN(now, 1)
	if !ok {
		p.skipped++
	}
	return ok
}

func (l *rowLimits) of(who string, now time.Time) *rowLimit {
	p := l.people[who]
	if p == nil {
		l.forget(now)
		most := rowsOfOne
		if who == "" {
			most = rowsOfStrangers
		}
		p = &rowLimit{bucket: rate.NewLimiter(rate.Every(time.Minute/time.Duration(most)), most)}
		if l.people == nil {
			l.people = map[string]*rowLimit{}
		}
		l.people[who] = p
	}
	return p
}

func (l *rowLimits) forget(now time.Time) {
	if len(l.people) < peopleCounted {
		return
	}
	for who, p := range l.people {
		if p.skipped == 0 && p.bucket.TokensAt(now) >= float64(p.bucket.Burst()) {
			delete(l.people, who)
		}
	}
}

// auditLog writes rows about what people try, within limits, and knows whether the journal takes them. It is safe for
// concurrent use.
type auditLog struct {
	journal Journal
	access  *Access
	metrics *metrics
	log     *slog.Logger
	now     func() time.Time
	rows    rowLimits
	last    atomic.Pointer[state] // nil before the first write
}

// admit reports whether a row about what someone has tried is written, and how many before it were not.
func (s *auditLog) admit(who string) (leftOut int, ok bool) {
	if _, known := s.access.Person(who); !known {
		who = ""
	}
	leftOut, ok = s.rows.admit(who, s.now())
	if !ok {
		s.metrics.skip(who)
	}
	return leftOut, ok
}

// record adds a row to the audit about what is only seen, and done in any case. The error is that the journal could not
// be written; a row that is one too many is none.
func (s *auditLog) record(ctx context.Context, e journal.Entry) error {
	if e.What != "reload" {
		skipped, ok := s.admit(e.Who)
		if !ok {
			return s.unwritten()
		}
		if skipped > 0 {
			e.Detail["left_out"] = strconv.Itoa(skipped)
		}
	}
	err := s.journal.Record(context.WithoutCancel(ctx), e)
	if err != nil {
		s.log.Error("not in the audit", "who", e.Who, "what", e.What, "error", err)
	}
	s.wrote(err)
	return err
}

// state is what the last write of the journal said.
type state struct {
	err error
	at  time.Time
}

func (s *auditLog) wrote(err error) { s.last.Store(&state{err, s.now()}) }

// unwritten is why the journal could not be written the last time; nil when it could.
func (s *auditLog) unwritten() error {
	if last := s.last.Load(); last != nil {
		return last.err
	}
	return nil
}

// writeEvery is how long the last write proves that the journal can be written.
const writeEvery = 10 * time.Second

// writable reports why the journal cannot be written; nil when it can. It writes nothing but that it has tried, and not
// often.
func (s *auditLog) writable(ctx context.Context) error {
	last := s.last.Load()
	if last != nil && last.err == nil && s.now().Sub(last.at) < writeEvery {
		return nil
	}
	err := s.journal.Writable(ctx)
	s.wrote(err)
	return err
}

// onlyLooks reports whether the person may change nothing.
func onlyLooks(p policy.Person) bool {
	return !p.Ever(policy.Order) && !p.Ever(policy.Approve)
}
