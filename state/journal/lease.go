package journal

import (
	"context"
	"sync"
	"time"
)

// DefaultLease is how long after its last heartbeat a host may be replaced, unless [Options] says otherwise.
const DefaultLease = 30 * time.Second

// serverMillis the server's clock in a statement.
const serverMillis = `(extract(epoch from clock_timestamp()) * 1000)::bigint`

// Lease is the right to do something that only one program may do at a time, on a journal that several hosts share. It
// is held for a limited time: whoever is dead, or hangs, loses it. It is safe for concurrent use.
type Lease struct {
	e    *postgresEngine
	name string

	mu        sync.Mutex
	heldUntil time.Time // by the local clock: until then no other program can have it; zero when not held
	next      time.Time // by the local clock: when it is to be prolonged
}

// Take takes the lease, or prolongs it when it is due; false when another program has it.
func (l *Lease) Take(ctx context.Context) (bool, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.e.clock.local()
	if elapsed(l.next, now) < 0 {
		return true, nil
	}
	ctx, done := context.WithTimeout(ctx, l.e.heartbeat.lease/3)
	defer done()
	r, err := l.e.writes.ExecContext(ctx, `insert into leases as l (name, holder, until)
		values ($1, $2, `+serverMillis+` + $3)
		on conflict (name) do update set holder = excluded.holder, until = excluded.until
		where l.holder = excluded.holder or l.until <= `+serverMillis, l.name, l.e.id, l.e.heartbeat.lease.Milliseconds())
	if err != nil {
		return elapsed(l.heldUntil, now) < 0, explain(l.e.name(), err)
	}
	n, err := r.RowsAffected()
	if err != nil || n == 0 {
		l.heldUntil, l.next = time.Time{}, time.Time{}
		return false, err
	}
	// The third part that is left is for what was sent, or is being written, when the time is over.
	l.heldUntil, l.next = now.Add(l.e.heartbeat.lease*2/3), now.Add(l.e.heartbeat.lease/3)
	return true, nil
}

// Taken reports whether a program has the lease.
func (l *Lease) Taken(ctx context.Context) (taken bool, err error) {
	ctx, done := context.WithTimeout(ctx, l.e.heartbeat.lease/3)
	defer done()
	err = l.e.writes.QueryRowContext(ctx,
		`select exists(select 1 from leases where name = $1 and until > `+serverMillis+`)`,
		l.name).Scan(&taken)
	return taken, explain(l.e.name(), err)
}

// Held reports whether it is certain that no other program has the lease.
func (l *Lease) Held() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return elapsed(l.heldUntil, l.e.clock.local()) < 0
}

// Every is how often Take has to be called for the lease to be kept.
func (l *Lease) Every() time.Duration { return l.e.heartbeat.lease / 3 }

// Free gives the lease back, so that the next one need not wait.
func (l *Lease) Free(ctx context.Context) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.heldUntil.IsZero() {
		return nil
	}
	l.heldUntil, l.next = time.Time{}, time.Time{}
	_, err := l.e.writes.ExecContext(ctx, "delete from leases where name = $1 and holder = $2", l.name, l.e.id)
	return explain(l.e.name(), err)
}

// close gives all leases back.
func (e *postgresEngine) close() error {
	if e.writes == nil {
		return nil
	}
	ctx, done := context.WithTimeout(context.Background(), time.Second)
	defer done()
	_, _ = e.writes.ExecContext(ctx, "delete from leases where holder = $1", e.id) // without it they end by themselves
	return nil
}
