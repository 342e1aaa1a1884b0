package order

import (
	"context"
	"log/slog"
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/journal"
)

// TestTwoPrograms runs two services on one journal, with real locks and clocks, for every product: one watches, both
// see everything, and what one of them orders the other may finish.
func TestTwoPrograms(t *testing.T) {
	t.Parallel()
	for _, p := range products() {
		t.Run(string(p.ID), func(t *testing.T) {
			t.Parallel()
			began := time.Now()
			now := func() time.Time { return start.Add(time.Since(began) * 60) }
			v := openCloud(t, sim.Options{Now: now, Speed: simSpeed, Seed: 1}, nil)
			dir := t.TempDir()
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			var running sync.WaitGroup
			var programs []*world
			for range 2 {
				w := v.program(t, dir, now)
				w.product = product(t, p.ID)
				w.use(t)
				running.Go(func() {
					if err := w.Run(ctx); err != nil {
						t.Errorf("Run() = %v, want nil", err)
					}
				})
				programs = append(programs, w)
			}
			var ids []ID
			for _, w := range programs {
				ids = append(ids, w.place(t, w.confirmed(t, 3)))
			}
			for n, w := range programs {
				w.await(ctx, t, ids[1-n])
				if err := w.Close(ctx); err != nil {
					t.Errorf("Close() = %v, want nil", err)
				}
			}
			programs[0].check(t, v, 0)
			cancel()
			running.Wait()
		})
	}
}

// program is a world by a clock that moves by itself.
func (c *cloud) program(t *testing.T, dir string, now func() time.Time) *world {
	t.Helper()
	store, err := journal.Open(t.Context(), journal.Options{Dir: dir, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("Close() = %v, want nil", err)
		}
	})
	w := &world{vendorSide: vendorSide{account: c.account(now)}}
	w.account.Transport = &http.Transport{}
	w.Service = New(Options{
		Store: store, Dir: dir, Now: now, Log: slog.New(slog.DiscardHandler),
		After: func(d time.Duration) <-chan time.Time { return time.After(d / 60) },
	})
	return w
}

// await waits until the order is done and closed.
func (w records) await(ctx context.Context, t *testing.T, id ID) {
	t.Helper()
	changes, done := w.Views.Changes()
	defer done()
	for {
		got, err := w.Views.Order(ctx, id)
		if err != nil {
			t.Fatalf("Order() in the other program = %v, want nil", err)
		}
		if got.Status == Done && !got.Open {
			return
		}
		select {
		case <-changes:
		case <-ctx.Done():
			t.Fatalf("Order() in the other program = %s, want DONE", got.Status)
		}
	}
}

// TestClockJumps puts the program's clock, but not the vendor's, forth and back between its starts, and while it runs,
// for every product.
func TestClockJumps(t *testing.T) {
	t.Parallel()
	const year = 365 * 24 * time.Hour
	for _, c := range []struct {
		name   string
		strike strike
		jumps  []time.Duration
	}{
		{"a year ahead, and back", strike{{Do: sim.Drop, After: true}}, []time.Duration{year, -year}},
		{"a year back, and ahead", strike{{Do: sim.Drop, After: true}}, []time.Duration{-year, year}},
		{"there and back, and nothing was bought", strike{{Do: sim.Drop}}, []time.Duration{
			year, -year, 2 * time.Hour,
			-year,
		}},
		{"there and back, and all is well", nil, []time.Duration{year, -2 * year}},
		{"there and back, and late", veryLate(), []time.Duration{year, -2 * year}},
	} {
		for _, p := range products() {
			for _, restart := range []bool{true, false} {
				name := string(p.ID) + ", " + c.name
				if restart {
					name += ", at starts"
				}
				t.Run(name, func(t *testing.T) {
					t.Parallel()
					jumped(t, p.ID, c.strike, c.jumps, restart)
				})
			}
		}
	}
}

func jumped(t *testing.T, product provider.ProductID, s strike, jumps []time.Duration, restart bool) {
	t.Helper()
	v := newCloud(t, s)
	dir, clk := t.TempDir(), newClock(start)
	w := v.skewed(t, product, dir, clk)
	id := w.place(t, w.confirmed(t, 2))
	w.running.sending.Wait()
	for _, d := range jumps {
		clk.advance(d)
		if restart {
			w = v.skewed(t, product, dir, clk)
		}
		w.drive(t, 2*time.Minute)
	}
	v.clock.advance(time.Hour)
	settle(t, w)
	if got := w.order(t, id); got.Open {
		t.Errorf("Order() = %s, open, want it closed", got.Status)
	}
	w.check(t, v, 0)
}

// skewed is a world whose requests are signed by the vendor's clock.
func (c *cloud) skewed(t *testing.T, product provider.ProductID, dir string, clk *clock) *world {
	t.Helper()
	c.tick.Store(c.clock) // below the vendors' rate limits, which go by it
	w := c.open(t, product, dir, clk, func(o *Options) {
		o.After = func(d time.Duration) <-chan time.Time {
			c.clock.advance(d)
			return clk.after(d)
		}
	})
	w.account.Now = c.clock.now
	w.use(t)
	return w
}
