package order

import (
	"context"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/journal"
)

// turns is hosts on one journal whose steps are made by hand, each when it is due.
type turns struct {
	hosts   []*world
	next    []time.Time
	clock   *clock
	has     int // the host with the watch lock; -1 for none
	changes int // of it
	without time.Duration
}

func (h *turns) watcher(n int) *watcher { return h.hosts[n].accounts.all[journalKey()].watch }

// pass lets time pass until it is over, or done says so. It returns how long that took.
func (h *turns) pass(ctx context.Context, d time.Duration, done func() bool) time.Duration {
	const tick = 250 * time.Millisecond
	began := h.clock.now()
	for h.clock.now().Sub(began) < d && !done() {
		for n, w := range h.hosts {
			if h.next[n].After(h.clock.now()) {
				continue
			}
			watcher := h.watcher(n)
			wait, _ := w.loop(watcher).step(ctx)
			watcher.trials.Wait()
			h.next[n] = h.clock.now().Add(wait)
		}
		has := -1
		for n := range h.hosts {
			if h.watcher(n).health.has() {
				has = n
			}
		}
		switch {
		case has < 0:
			h.without += tick
		case has != h.has:
			h.changes++
			h.has = has
		}
		h.clock.advance(tick)
	}
	return h.clock.now().Sub(began)
}

func never() bool { return false }

// TestTurnIsGivenUp has the host that watches lose the vendor. Another one takes its place within a minute, and keeps
// it; when that one loses the vendor, too, the first one, which is well again, has it back. When all have lost it they
// do not fight for it.
func TestTurnIsGivenUp(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		spoil func(*provider.Account)
		want  string // the reason
	}{
		{"the clock is wrong", func(a *provider.Account) {
			now := a.Now
			a.Now = func() time.Time { return now().Add(10 * time.Minute) }
		}, "clock"},
		{"the vendor cannot be reached", nil, "network"},
	} {
		for name, j := range map[string]func(*testing.T) journal.Options{
			"server": func(t *testing.T) journal.Options { t.Helper(); return timeless(postgres.Database(t)) },
			"file":   func(t *testing.T) journal.Options { t.Helper(); return journal.Options{Dir: t.TempDir()} },
		} {
			t.Run(c.name+", "+name, func(t *testing.T) {
				t.Parallel()
				givenUp(t, j(t), c.spoil, c.want)
			})
		}
	}
}

// unreachable is a vendor that cannot be reached.
type unreachable struct{ provider.Operator }

func (unreachable) err() error {
	return &provider.Error{Kind: provider.KindNetwork, Outcome: provider.NotSent}
}

// Zones fails.
func (u unreachable) Zones(context.Context) ([]provider.Zone, error) { return nil, u.err() }

// Find fails.
func (u unreachable) Find(context.Context, provider.Batch) ([]provider.Instance, error) {
	return nil, u.err()
}

// Ours fails.
func (u unreachable) Ours(context.Context) ([]provider.Instance, error) { return nil, u.err() }

// Instances fails.
func (u unreachable) Instances(context.Context, provider.ZoneID, []provider.InstanceID) ([]provider.Instance, error) {
	return nil, u.err()
}

func givenUp(t *testing.T, j journal.Options, spoil func(*provider.Account), reason string) {
	t.Helper()
	clk := newClock(start)
	v := openCloud(t, sim.Options{Now: clk.now, Speed: 0.2, Quota: -1, Seed: 1}, nil)
	h := &turns{clock: clk, next: make([]time.Time, 3), has: -1}
	for range 3 {
		w := v.openOn(t, bmcID, j, clk, nil)
		h.hosts = append(h.hosts, w)
	}
	sick := func(n int, is bool) {
		w := h.hosts[n]
		w.account = v.account(clk.now)
		if is && spoil != nil {
			spoil(&w.account)
		}
		w.use(t)
		if is && spoil == nil { // whose client would wait between its attempts
			w.Use(w.product.ID, accountName, unreachable{w.operator}, w.buys)
		}
	}
	first := h.hosts[0]
	first.place(t, first.confirmed(t, 1))
	first.running.sending.Wait()
	h.pass(t.Context(), time.Minute, never)
	if h.has != 0 || h.changes != 1 {
		t.Fatalf("host %d watches after %d changes, want 0 after 1", h.has, h.changes)
	}
	sick(0, true)
	if took := h.pass(t.Context(), 5*time.Minute, func() bool { return h.has != 0 }); took > time.Minute {
		t.Errorf("another host watches %v after host 0 has lost the vendor, want a minute at most", took)
	}
	if got := first.Watching(); len(got) != 1 || got[0].WatchLock || got[0].WatchError == nil ||
		got[0].WatchError.Reason() != reason {
		t.Errorf("Watching() of host 0 = %+v, want the reason %s", got, reason)
	}
	second := h.has
	h.pass(t.Context(), 5*time.Minute, never)
	if h.has != second || h.changes != 2 {
		t.Errorf("host %d watches after %d changes, want %d after 2", h.has, h.changes, second)
	}
	sick(0, false)
	h.pass(t.Context(), 3*time.Minute, never)
	if got := first.Watching(); got[0].WatchError != nil {
		t.Errorf("Watching() of host 0, which is well again = %+v, want none", got[0].WatchError)
	}
	for n := 1; n < 3; n++ {
		sick(n, true)
	}
	if took := h.pass(t.Context(), 5*time.Minute, func() bool { return h.has == 0 }); took > time.Minute {
		t.Errorf("host 0 watches again %v after the others have lost the vendor, want a minute at most", took)
	}
	sick(0, true)
	h.changes, h.without = 0, 0
	const blind = 20 * time.Minute
	h.pass(t.Context(), blind, never)
	t.Logf("while nobody reaches the vendor for %v, the turn changes %d times, and nobody has it for %v", blind,
		h.changes, h.without)
	if h.changes > 25 || h.without > blind/4 {
		t.Errorf("the turn changes %d times in %v, and nobody has it for %v, want 25 at most, and a quarter", h.changes,
			blind, h.without)
	}
	sick(2, false)
	if took := h.pass(t.Context(), 5*time.Minute, func() bool { return h.has == 2 }); took > time.Minute {
		t.Errorf("host 2 watches %v after it has the vendor again, want a minute at most", took)
	}
	h.pass(t.Context(), 5*time.Minute, func() bool { return h.has != 2 })
	if h.has != 2 {
		t.Errorf("host %d watches, want the one that can, 2", h.has)
	}
}

// TestWatchLockWithoutJournal has a newer program change the tables: a host that can write no more gives the watch lock
// up.
func TestTurnWithoutJournal(t *testing.T) {
	t.Parallel()
	clk, j := newClock(start), timeless(postgres.Database(t))
	v := openCloud(t, sim.Options{Now: clk.now, Speed: 0.2, Quota: -1, Seed: 1}, nil)
	w := v.openOn(t, bmcID, j, clk, nil)
	h := &turns{clock: clk, next: make([]time.Time, 1), has: -1, hosts: []*world{w}}
	w.place(t, w.confirmed(t, 1))
	w.running.sending.Wait()
	h.pass(t.Context(), time.Minute, func() bool { return h.has == 0 })
	newerServer(t, j)
	gone := func() bool { return !h.watcher(0).health.has() }
	if took := h.pass(t.Context(), 5*time.Minute, gone); took > time.Minute {
		t.Errorf("the turn is given up after %v, want a minute at most", took)
	}
	got := w.Watching()[0]
	if got.WatchLock || got.WatchError == nil || got.WatchError.Reason() != "journal_newer" {
		t.Errorf("Watching() = %+v, want the reason journal_newer", got)
	}
}
