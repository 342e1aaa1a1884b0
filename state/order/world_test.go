package order

import (
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// clock is time that moves only when it is told to.
type clock struct{ ms atomic.Int64 }

func newClock(at time.Time) *clock {
	c := &clock{}
	c.ms.Store(at.UnixMilli())
	return c
}

func (c *clock) now() time.Time { return time.UnixMilli(c.ms.Load()).UTC() }

func (c *clock) advance(d time.Duration) { c.ms.Add(d.Milliseconds()) }

// after fires at once, and time has passed.
func (c *clock) after(d time.Duration) <-chan time.Time {
	c.advance(d)
	fired := make(chan time.Time, 1)
	fired <- c.now()
	return fired
}

var start = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

const marker = "marker-Pa55word"

func spec(count int) provider.Spec {
	return provider.Spec{
		Product: "zenlayer-bmc", Zone: "SEL-A", Type: "M6C", Count: count, Name: "web-[1,3]",
		Access: provider.Access{
			Login: provider.LoginPassword, Password: provider.NewSecret(marker),
			InitScript: provider.NewSecret("#!/bin/sh\necho " + marker),
		},
	}
}

func confirmed(count int) Confirmed {
	return Confirmed{Profile: "default", Account: "acme", Spec: spec(count), By: "ann"}
}

// world is a service on a journal with a vendor, stepped by hand.
type world struct {
	*Service
	clock *clock
}

func newWorld(t *testing.T, dir, url string, c *clock, change func(*Options)) *world {
	t.Helper()
	store, err := journal.Open(t.Context(), journal.Options{Dir: dir, Now: c.now})
	if err != nil {
		t.Fatalf("opening the journal: %v", err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Errorf("Close() = %v, want nil", err)
		}
	})
	o := Options{
		Store: store, Dir: dir, Now: c.now, Log: slog.New(slog.DiscardHandler), Owner: "test", After: c.after,
	}
	if change != nil {
		change(&o)
	}
	s := New(o)
	cl := newClient(url, c.now)
	s.Use("zenlayer-bmc", "acme", cl, buyer{cl})
	return &world{Service: s, clock: c}
}

// drive makes every pass that is due within d, after everything is sent.
func (w *world) drive(t *testing.T, d time.Duration) {
	t.Helper()
	until := w.clock.now().Add(d)
	for passes := 0; ; passes++ {
		w.sending.Wait()
		for _, a := range w.accounts {
			at, ok, err := a.watch.due(t.Context())
			if err != nil {
				t.Fatalf("due() = %v, want nil", err)
			}
			if a.watch.swept && (!ok || at.After(until)) {
				w.clock.advance(max(until.Sub(w.clock.now()), 0))
				return
			}
			if ok {
				w.clock.advance(max(at.Sub(w.clock.now()), 0))
			}
			if err := a.watch.pass(t.Context()); err != nil {
				t.Fatalf("pass() = %v, want nil", err)
			}
		}
		if passes > 100_000 {
			t.Fatal("passes do not end")
		}
	}
}

func (w *world) place(t *testing.T, c Confirmed) ID {
	t.Helper()
	id, err := w.Place(t.Context(), c)
	if err != nil {
		t.Fatalf("Place() = %v, want nil", err)
	}
	return id
}

func (w *world) order(t *testing.T, id ID) View {
	t.Helper()
	v, err := w.Order(t.Context(), id)
	if err != nil {
		t.Fatalf("Order(%s) = %v, want nil", id, err)
	}
	return v
}

// score counts what must never happen.
type score struct{ twice, forgotten, open int }

// score compares the vendor's books with the journal.
func (w *world) score(t *testing.T, v *vendor) score {
	t.Helper()
	orders, err := w.Orders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	var s score
	known := map[string]bool{}
	order := map[string]ID{}
	bought := map[ID]int{}
	wanted := map[ID]int{}
	for _, o := range orders {
		wanted[o.ID] = o.Wanted
		if o.Open {
			s.open++
		}
		for _, b := range o.Batches {
			order[b.Token] = o.ID
		}
		for _, i := range o.Instances {
			known[string(i.ID)] = true
		}
	}
	for _, m := range v.machines {
		if !known[m.ID] {
			s.forgotten++
		}
		bought[order[m.Token]]++
	}
	for id, n := range bought {
		s.twice += max(n-wanted[id], 0)
	}
	for _, n := range v.requests {
		s.twice += n - 1 // a token is sent once
	}
	return s
}
