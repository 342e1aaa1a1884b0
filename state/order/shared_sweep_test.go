package order

import (
	"testing"
	"time"

	"github.com/metalwright/metalwright/state/journal"
)

// listed is how many requests for machines without ids there were since the last call.
func (c *cloud) listed() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	n := c.lists
	c.lists = 0
	return n
}

// TestSweepIsShared has one host after another take the watch lock: only the first one sweeps, until the next sweep is
// due, or the server has another history. A file, which may be a restored copy, is swept by every program that stays.
func TestSweepIsShared(t *testing.T) {
	t.Parallel()
	begin := func(t *testing.T, v *cloud, j journal.Options, c *clock) *world {
		t.Helper()
		w := v.openOn(t, bmcID, j, c, nil)
		w.drive(t, time.Minute)
		for _, a := range w.accounts.all {
			a.watch.watchLock.free(t.Context())
		}
		return w
	}
	t.Run("server", func(t *testing.T) {
		t.Parallel()
		v, j, c := newCloud(t), timeless(postgres.Database(t)), newClock(start)
		w := begin(t, v, j, c)
		w.place(t, w.confirmed(t, 1))
		w.drive(t, time.Hour)
		if got := v.listed(); got != 1 {
			t.Errorf("sweeps by the first host = %d, want 1", got)
		}
		free(t, j)
		for range 3 {
			begin(t, v, j, c)
		}
		if got := v.listed(); got != 0 {
			t.Errorf("sweeps by three other hosts = %d, want 0", got)
		}
		c.advance(sweepDaily)
		for range 3 {
			begin(t, v, j, c)
		}
		if got := v.listed(); got != 1 {
			t.Errorf("sweeps by three hosts a day later = %d, want 1", got)
		}
		err := w.opt.Store.Update(t.Context(), func(tx *journal.Tx) error {
			return tx.Watches.SetSwept(journalKey(), "another history")
		})
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			begin(t, v, j, c)
		}
		if got := v.listed(); got != 1 {
			t.Errorf("sweeps by three hosts after a failover = %d, want 1", got)
		}
	})
	t.Run("file", func(t *testing.T) {
		t.Parallel()
		v, j, c := newCloud(t), journal.Options{Dir: t.TempDir()}, newClock(start)
		for range 3 {
			begin(t, v, j, c)
		}
		if got := v.listed(); got != 0 {
			t.Errorf("sweeps by three programs that are there for a minute = %d, want none", got)
		}
		for range 3 {
			begin(t, v, j, c).drive(t, sweepFirst)
		}
		if got := v.listed(); got != 3 {
			t.Errorf("sweeps by three programs that stay = %d, want 3", got)
		}
		c.advance(sweepDaily)
		begin(t, v, j, c)
		if got := v.listed(); got != 1 {
			t.Errorf("sweeps by a program a day later = %d, want 1 at its start", got)
		}
	})
	t.Run("a file that no program has swept", func(t *testing.T) {
		t.Parallel()
		v, j, c := newCloud(t), journal.Options{Dir: t.TempDir()}, newClock(start)
		for range 2 {
			begin(t, v, j, c)
			c.advance(sweepDaily / 2)
		}
		if got := v.listed(); got != 0 {
			t.Errorf("sweeps on the first day, by programs that end at once = %d, want none", got)
		}
		for range 2 {
			begin(t, v, j, c)
		}
		if got := v.listed(); got != 1 {
			t.Errorf("sweeps on the second day, by programs that end at once = %d, want 1", got)
		}
	})
}

// TestNextSweep has an order wait for a decision: that makes the next sweep earlier, and never later.
func TestNextSweep(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name               string
		swept, due         time.Duration // from start
		unresolved, failed bool
		want               time.Duration
	}{
		{"nothing to decide", 0, sweepDaily, false, false, sweepDaily},
		{"a decision", 0, sweepDaily, true, false, sweepOpen},
		{"a decision, and due before", 0, time.Minute, true, false, time.Minute},
		{"a decision, and due now", -time.Second, 0, true, false, 0},
		{"a decision, after a failure", 0, time.Hour, true, true, time.Hour},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			w := &sweeper{sweptAt: start.Add(c.swept), sweepAt: start.Add(c.due), failed: c.failed}
			if got := w.nextSweep(c.unresolved); !got.Equal(start.Add(c.want)) {
				t.Errorf("nextSweep() = start and %v, want start and %v", got.Sub(start), c.want)
			}
		})
	}
}
