package journal

import (
	"context"
	"database/sql"
	"errors"
	"time"
)

const (
	// lookEvery is how often the file is looked at for other programs' changes where the system reports no writes.
	lookEvery = 500 * time.Millisecond
	// lookAnyway is how often it is looked at where the system reports them, for a disk that took very long.
	lookAnyway = 15 * time.Second
)

// looksAfter are how long after a report of a write the file is looked at, each after the one before. A commit can be
// seen only after the disk has it, which is later than the write that is reported.
var looksAfter = [...]time.Duration{200 * time.Millisecond, 800 * time.Millisecond, 2 * time.Second}

// follow looks for the commits of other connections: at once when the system reports that the file is written to, so
// that nothing is done while nothing happens.
func (e *sqliteEngine) follow(ctx context.Context, s *Store) error {
	conn, err := s.read.Conn(ctx)
	if err != nil {
		return err
	}
	last, err := dataVersion(ctx, conn)
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	f := follower{last: last, tick: e.tick, wake: s.changes.wake}
	f.look = func(ctx context.Context) (int64, error) { return dataVersion(ctx, conn) }
	end := func() {}
	if f.tick == nil {
		f.writes, end = watchWrites(e.path + "-wal") // it is there for as long as a connection is open
	}
	s.done.Go(func() {
		defer func() { _ = conn.Close() }() // a reading connection has no data to lose
		defer end()
		f.run(ctx)
	})
	return nil
}

// dataVersion changes when another connection has committed.
func dataVersion(ctx context.Context, c *sql.Conn) (int64, error) {
	var v int64
	err := c.QueryRowContext(ctx, "pragma data_version").Scan(&v)
	return v, err
}

// follower calls wake after the commits of other connections.
type follower struct {
	look   func(context.Context) (int64, error) // the data version
	last   int64
	wake   func()
	tick   <-chan time.Time // when to look; nil: after writes, or by the clock
	writes <-chan struct{}  // reports of writes, at most one waits; closed when no more come. nil: none are reported
}

// run looks until ctx ends.
func (f *follower) run(ctx context.Context) {
	pause, next := lookEvery, 0
	if f.writes != nil {
		pause, next = lookAnyway, len(looksAfter)
	}
	clock := time.NewTimer(pause)
	defer clock.Stop()
	due := clock.C
	if f.tick != nil {
		due = f.tick
	}
	for {
		select {
		case <-ctx.Done():
			return
		case _, more := <-f.writes:
			if !more {
				f.writes = nil
				clock.Reset(lookEvery)
			} else if next > 0 { // otherwise the first look is due anyway
				next = 0
				clock.Reset(looksAfter[0])
			}
			continue
		case <-due:
		}
		switch next++; {
		case f.writes == nil:
			clock.Reset(lookEvery)
		case next < len(looksAfter):
			clock.Reset(looksAfter[next])
		default:
			clock.Reset(lookAnyway)
		}
		v, err := f.look(ctx)
		if err == nil && v != f.last {
			f.last = v
			f.wake()
		}
	}
}
