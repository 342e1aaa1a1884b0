package journal

import (
	"context"
	"database/sql"
	"slices"
	"sync"
	"time"
)

// hostPrefix begins the names of the leases by which programs show that they are alive.
const hostPrefix = "host/"

// A program shows that it is alive six times in the time of its lease, and tries again sooner when the server did not
// take that. Whoever could show it for the time of three of those has seen that the server answers: who is alive has
// shown it meanwhile, too.
const (
	heartbeatsPerLease = 6
	heartbeatRetry     = 5 // of the time between two
	silentHeartbeats   = 3
	runsKept           = 8
)

// run is a time, by the server's clock, in which this program showed without a gap that it is alive: the server could
// be reached.
type run struct{ from, to time.Time }

// life is what this program knows of its own being alive on the server. The zero value is of one that has not shown it.
type life struct {
	mu   sync.Mutex
	runs []run // the last run is the current one
}

// shown adds a sign of life. If two signs are separated by more than gap, the server may have been unreachable for
// every host in between.
func (l *life) shown(at time.Time, gap, enough time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n := len(l.runs); n > 0 {
		last := &l.runs[n-1]
		if d := at.Sub(last.to); d >= 0 && d <= gap {
			last.to = at
			return
		}
		if last.to.Sub(last.from) < enough { // too short to prove anything
			l.runs = l.runs[:n-1]
		}
	}
	l.runs = append(l.runs, run{at, at})
	if n := len(l.runs) - runsKept; n > 0 {
		l.runs = slices.Delete(l.runs, 0, n)
	}
}

// silent reports whether a program that showed last, at the time, that it is alive could have shown it again for so
// long as is enough.
func (l *life) silent(since time.Time, enough time.Duration) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.ContainsFunc(l.runs, func(r run) bool {
		from := r.from
		if since.After(from) {
			from = since
		}
		return r.to.Sub(from) >= enough
	})
}

// steady reports whether this program has shown that it is alive for as long as is enough, and still does.
func (l *life) steady(now time.Time, gap, enough time.Duration) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.runs) == 0 {
		return false
	}
	r := l.runs[len(l.runs)-1]
	return r.to.Sub(r.from) >= enough && now.Sub(r.to) <= gap
}

// forget is for another server in the place of the one before: what that one was shown, this one may not know.
func (l *life) forget() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.runs = nil
}

// heartbeat is how this program shows the others that it is alive.
type heartbeat struct {
	db    *sql.DB // nil: for reading alone
	id    string  // of the store
	lease time.Duration
	life  life
}

// every is how often a program shows that it is alive.
func (h *heartbeat) every() time.Duration { return h.lease / heartbeatsPerLease }

// gap is the longest time allowed between two signs of life: long enough for one to be missed.
func (h *heartbeat) gap() time.Duration { return 2*h.every() + h.every()/heartbeatRetry }

// enough is how long the server has to have answered without a sign of life of a program for that one to be dead.
func (h *heartbeat) enough() time.Duration { return silentHeartbeats * h.every() }

// send writes a heartbeat, and removes the programs that have had none for a day.
func (h *heartbeat) send(ctx context.Context) error {
	ctx, done := context.WithTimeout(ctx, h.lease/3)
	defer done()
	var until int64
	err := h.db.QueryRowContext(ctx, `with old as (
			delete from leases where until < `+serverMillis+` - 86400000 and name <> $1)
		insert into leases(name, holder, until) values ($1, $2, `+serverMillis+` + $3)
		on conflict (name) do update set until = excluded.until returning until`,
		hostPrefix+h.id, h.id, h.lease.Milliseconds()).Scan(&until)
	if err != nil {
		return err
	}
	h.life.shown(fromMillis(until).Add(-h.lease), h.gap(), h.enough())
	return nil
}

// run sends heartbeats until ctx ends.
func (h *heartbeat) run(ctx context.Context) {
	t := time.NewTimer(h.every())
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		next := h.every()
		if h.send(ctx) != nil { // the others conclude from its absence what there is to conclude
			next /= heartbeatRetry
		}
		t.Reset(next)
	}
}

// HostAlive reports whether the host with the owner's id keeps its lease. known is false when the answer cannot be
// known: the journal is a file, or the server may have been unreachable since the host was last seen, so that a living
// host would seem dead.
func (s *Snapshot) HostAlive(owner string) (alive, known bool, err error) {
	e, ok := s.tx.e.(*postgresEngine)
	if !ok {
		return false, false, nil
	}
	var until, now int64
	err = s.tx.QueryRowContext(s.ctx, `select coalesce(max(until), 0), `+serverMillis+` from leases
		where name = ?1 || right(?2, `+idLengthText+`)`, hostPrefix, owner).Scan(&until, &now)
	switch {
	case err != nil:
		return false, false, err
	case until > now:
		return true, true, nil
	case until == 0: // it ended by itself, or the server has lost what it had
		h := &e.heartbeat
		return false, h.life.steady(fromMillis(now), h.gap(), h.enough()), nil
	}
	shown := fromMillis(until).Add(-e.heartbeat.lease)
	return false, e.heartbeat.life.silent(shown, e.heartbeat.enough()), nil
}
