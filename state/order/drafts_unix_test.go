//go:build unix

package order

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/state/journal"
)

// listed checks which drafts a session sees, the latest first; one that it cannot open has a star.
func (d *Drafts) listed(t *testing.T, want ...string) {
	t.Helper()
	all, err := d.List(t.Context())
	var got []string
	for _, k := range all {
		name := string(k.ID)
		if k.Elsewhere != "" {
			name += "*"
		}
		got = append(got, name)
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("List() = %q, %v, want %q", got, err, want)
	}
}

func (d *Drafts) keep(t *testing.T, id ID, answers string) {
	t.Helper()
	if err := d.Keep(t.Context(), id, answers); err != nil {
		t.Errorf("Keep(%s) = %v, want nil", id, err)
	}
}

func (d *Drafts) end(t *testing.T) {
	t.Helper()
	if err := d.Close(t.Context()); err != nil {
		t.Errorf("Close() = %v, want nil", err)
	}
}

// TestDraftsOfPrograms has the draft that one program has open closed to another one: on one machine, on a server
// that hosts share, and when both are on one machine all the same.
func TestDraftsOfPrograms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		j    func(t *testing.T) (one, other journal.Options)
		dies bool // its end is seen at once
	}{
		{"a file", func(t *testing.T) (one, other journal.Options) {
			t.Helper()
			one.Dir = t.TempDir()
			return one, one
		}, true},
		{"a server, one machine", func(t *testing.T) (one, other journal.Options) {
			t.Helper()
			one = timeless(postgres.Database(t))
			one.Dir = t.TempDir()
			return one, one
		}, true},
		{"a server, two machines", func(t *testing.T) (one, other journal.Options) {
			t.Helper()
			one = timeless(postgres.Database(t))
			one.Dir, other = t.TempDir(), one
			other.Dir = t.TempDir()
			return one, other
		}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v, clk := newCloud(t), newClock(start)
			a, b := c.j(t)
			first, second := v.openOn(t, bmcID, a, clk, nil), v.openOn(t, bmcID, b, clk, nil)
			one, other := first.Drafts("ann"), second.Drafts("ann")
			one.keep(t, "o-1", "zone: A\n")
			clk.advance(time.Minute)
			one.keep(t, "o-1", "zone: B\n")
			one.listed(t, "o-1")
			other.listed(t, "o-1*")
			second.Drafts("bob").listed(t)
			got, err := other.Open(t.Context(), "o-1")
			if !errors.Is(err, ErrDraftOpen) || got.Elsewhere != "test" || !got.Since.Equal(start) {
				t.Errorf("Open() = %+v, %v, want that it is open elsewhere since %v", got, err, start)
			}
			for name, err := range map[string]error{
				"Keep": other.Keep(t.Context(), "o-1", "zone: C\n"), "Drop": other.Drop(t.Context(), "o-1"),
			} {
				if !errors.Is(err, ErrDraftOpen) {
					t.Errorf("%s() = %v, want %v", name, err, ErrDraftOpen)
				}
			}
			clk.advance(time.Minute)
			other.keep(t, "o-2", "zone: C\n")
			one.listed(t, "o-2*", "o-1")
			other.end(t)
			one.listed(t, "o-2", "o-1")
			if c.dies {
				_ = first.owners.lock.Close() // as the kernel does when a program is killed
			} else {
				one.end(t)
			}
			other.listed(t, "o-2", "o-1")
			if got, err := other.Open(t.Context(), "o-1"); err != nil || got.Answers != "zone: B\n" {
				t.Errorf("Open() = %+v, %v, want the latest answers", got, err)
			}
		})
	}
}

// TestDraftsOfAHostThatEnded has a draft open on a host that ends without a word: it is free after one lease.
func TestDraftsOfAHostThatEnded(t *testing.T) {
	t.Parallel()
	database, looked := postgres.Database(t), make(chan struct{}, 1)
	host := func() (*Service, *journal.Store) {
		t.Helper()
		store, err := journal.Open(t.Context(), journal.Options{Server: database, Lease: testLease, Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		return New(Options{
			Store: store, Dir: t.TempDir(), Now: time.Now, Log: slog.New(slog.DiscardHandler),
			After: func(d time.Duration) <-chan time.Time {
				select {
				case looked <- struct{}{}:
				default: // the test looks anyway
				}
				return time.After(d)
			},
		}), store
	}
	one, gone := host()
	one.Drafts("ann").keep(t, "o-1", "zone: A\n")
	two, store := host()
	ctx, stop := context.WithCancel(t.Context())
	var running sync.WaitGroup
	running.Go(func() { _ = two.Run(ctx) })
	t.Cleanup(func() {
		stop()
		running.Wait()
		_ = store.Close()
	})
	other := two.Drafts("ann")
	other.listed(t, "o-1*")
	if err := gone.Close(); err != nil {
		t.Error(err)
	}
	took := await(t, two, looked, patience, func() error {
		_, err := other.Open(t.Context(), "o-1")
		if errors.Is(err, ErrDraftOpen) {
			return fmt.Errorf("the draft of the host that ended: %w", err)
		}
		if err != nil {
			t.Fatal(err)
		}
		return nil
	})
	t.Logf("the draft is free %v after the end of the host; the lease is %v", took.Round(time.Millisecond), testLease)
}

// TestDraftsOfSessions keeps the sessions of one program apart as it does programs. A session has one draft open.
func TestDraftsOfSessions(t *testing.T) {
	t.Parallel()
	w := newCloud(t).bmc(t, nil)
	one, other := w.Drafts("ann"), w.Drafts("ann")
	one.keep(t, "o-1", "zone: A\n")
	other.listed(t, "o-1*")
	if _, err := other.Open(t.Context(), "o-1"); !errors.Is(err, ErrDraftOpen) {
		t.Errorf("Open() = %v, want %v", err, ErrDraftOpen)
	}
	if _, err := w.Drafts("bob").Open(t.Context(), "o-1"); !errors.Is(err, ErrNoDraft) {
		t.Errorf("Open() of somebody else = %v, want %v", err, ErrNoDraft)
	}
	w.clock.advance(time.Minute)
	one.keep(t, "o-2", "zone: B\n") // another wizard of the same session
	other.listed(t, "o-2*", "o-1")
	if _, err := other.Open(t.Context(), "o-1"); err != nil {
		t.Errorf("Open() = %v, want nil", err)
	}
	one.listed(t, "o-2", "o-1*")
	if err := one.Drop(t.Context(), "o-2"); err != nil {
		t.Errorf("Drop() = %v, want nil", err)
	}
	one.end(t)
	one.end(t)
	other.end(t)
	one.listed(t, "o-1")
}

// TestDraftsAreFew keeps the latest that nobody has open, and the same answers once.
func TestDraftsAreFew(t *testing.T) {
	t.Parallel()
	w := newCloud(t).bmc(t, nil)
	held := w.Drafts("ann")
	held.keep(t, "o-held", "zone: held\n")
	for n := range mostDrafts + 2 {
		w.clock.advance(time.Minute)
		d := w.Drafts("ann")
		d.keep(t, ID(fmt.Sprint("o-", n)), fmt.Sprintf("zone: %d\n", n))
		d.end(t)
	}
	w.clock.advance(time.Minute)
	last := w.Drafts("ann")
	last.keep(t, "o-again", "zone: 4\n")
	last.listed(t, "o-again", "o-6", "o-5", "o-3", "o-2", "o-held*")
}

// TestDraftIsOneOrder places an order from a draft: it is no draft any more, is not kept again, and is not placed
// again. An order that is not written down leaves its draft as it was.
func TestDraftIsOneOrder(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, nil)
	c := w.confirmed(t, 1)
	c.ID = "o-1"
	one, other := w.Drafts("ann"), w.Drafts("ann")
	one.keep(t, c.ID, "zone: A\n")
	late := c
	late.ReleaseAt = start.Add(-time.Minute)
	if err := w.As("ann").Do(t.Context(), late); !errors.Is(err, ErrPast) {
		t.Errorf("Place() = %v, want %v", err, ErrPast)
	}
	one.listed(t, "o-1")
	w.place(t, c)
	one.listed(t)
	one.keep(t, c.ID, "zone: B\n") // what a slow screen had still to keep
	one.listed(t)
	if _, err := other.Open(t.Context(), c.ID); !errors.Is(err, ErrNoDraft) {
		t.Errorf("Open() = %v, want %v", err, ErrNoDraft)
	}
	if err := w.As("ann").Do(t.Context(), c); !errors.Is(err, ErrPlaced) {
		t.Errorf("Place() again = %v, want %v", err, ErrPlaced)
	}
	w.drive(t, time.Hour)
	w.check(t, v, 0)
}
