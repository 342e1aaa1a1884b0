package journal

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/metalwright/metalwright/state/journal/clocktest"
)

// hand is a clock that moves only when the test moves it.
type hand struct{ ms atomic.Int64 }

func (h *hand) now() time.Time { return today.Add(time.Duration(h.ms.Load()) * time.Millisecond) }

func (h *hand) move(d time.Duration) { h.ms.Add(d.Milliseconds()) }

// take calls Take.
func take(t *testing.T, l *Lease, want bool) {
	t.Helper()
	got, err := l.Take(t.Context())
	if err != nil || got != want {
		t.Fatalf("Take() = %v, %v, want %v, nil", got, err, want)
	}
	if l.Held() != want {
		t.Fatalf("Held() = %v, want %v", l.Held(), want)
	}
}

// lapse ends the leases with the name by the server's clock.
func lapse(t *testing.T, s *Store, name string) {
	t.Helper()
	if _, err := s.write.ExecContext(t.Context(), "update leases set until = 0 where name like $1", name); err != nil {
		t.Fatal(err)
	}
}

func TestLeaseHasOneHolder(t *testing.T) {
	t.Parallel()
	url := postgres.Database(t)
	var clock hand
	a := onServer(t, Options{Server: url, Now: clock.now})
	b := onServer(t, Options{Server: url})
	mine, theirs, other := a.Host().Lease("x"), b.Host().Lease("x"), b.Host().Lease("y")
	take(t, mine, true)
	take(t, theirs, false)
	take(t, other, true)
	if err := theirs.Free(t.Context()); err != nil { // of what is not held
		t.Errorf("Free() = %v, want nil", err)
	}
	take(t, theirs, false)
	if err := mine.Free(t.Context()); err != nil {
		t.Errorf("Free() = %v, want nil", err)
	}
	take(t, theirs, true)
	take(t, mine, false)
	lapse(t, a, "x")
	take(t, mine, true)
}

// TestLeaseIsNotSureForever does not prolong: the holder knows that it may have lost the lease before another one can
// have it.
func TestLeaseIsNotSureForever(t *testing.T) {
	t.Parallel()
	var clock hand
	s := onServer(t, Options{Now: clock.now})
	l := s.Host().Lease("x")
	take(t, l, true)
	for _, c := range []struct {
		after time.Duration
		want  bool
	}{{19 * time.Second, true}, {time.Second, false}} {
		clock.move(c.after)
		if l.Held() != c.want {
			t.Errorf("Held() %v later = %v, want %v", c.after, l.Held(), c.want)
		}
	}
	take(t, l, true)
}

func TestFilesHaveNoLeases(t *testing.T) {
	t.Parallel()
	s := testStore(t)
	if l := s.Host().Lease("x"); l != nil || s.Host().ID() != "" || s.Host().Heartbeat() != 0 || s.Host().Clock() != nil {
		t.Errorf("Lease() = %v, Host() = %q, Heartheartbeat() = %v, want none", l, s.Host().ID(), s.Host().Heartbeat())
	}
	err := s.View(t.Context(), func(j *Snapshot) error {
		if alive, known, err := j.HostAlive("web1 4711 abcdefgh"); err != nil || alive || known {
			t.Errorf("HostAlive() = %v, %v, %v, want that nobody knows", alive, known, err)
		}
		return nil
	})
	if err != nil {
		t.Error(err)
	}
}

// TestSending lists the batches that are about to be sent or were sent, and no others.
func TestSending(t *testing.T) {
	t.Parallel()
	Each(t, func() time.Time { return today }, func(t *testing.T, o Options) {
		t.Helper()
		s, err := Open(t.Context(), o)
		if err != nil {
			t.Fatalf("Open() = %v, want nil", err)
		}
		t.Cleanup(func() { _ = s.Close() })
		k := Key{Account: "acme", Product: "zenlayer-bmc"}
		err = s.Update(t.Context(), func(tx *Tx) error {
			if _, err := tx.Orders.Add(Order{ID: "o", Key: k}); err != nil {
				return err
			}
			for n, state := range States() {
				id := string(state)
				if err := tx.Batches.Add(Batch{
					ID: id, Order: "o", N: n + 1, Key: k, Token: id,
					Owner: "web1 4711 abcdefgh",
				}); err != nil {
					return err
				}
				if _, err := tx.Batches.Move(id, []State{Intent}, state, "", Patch{}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatalf("Update() = %v, want nil", err)
		}
		err = s.View(t.Context(), func(j *Snapshot) error {
			got, err := j.Batches.Sending()
			if len(got) != 2 || got[0].State != Intent || got[1].State != Sent {
				t.Errorf("Sending() = %+v, want one intent and one that was sent", got)
			}
			return err
		})
		if err != nil {
			t.Errorf("View() = %v, want nil", err)
		}
	})
}

// TestSleep closes the lid: time has passed, although the monotonic clock stood still.
func TestSleep(t *testing.T) {
	t.Parallel()
	awake := time.Now()
	asleep := clocktest.Slept(awake, time.Hour)
	if asleep.Sub(awake) != 0 || asleep.Round(0).Sub(awake.Round(0)) != time.Hour {
		t.Fatalf("Slept() = %v after %v, want an hour by the wall clock alone", asleep, awake)
	}
	var here atomic.Pointer[time.Time]
	here.Store(&awake)
	s := onServer(t, Options{Now: func() time.Time { return *here.Load() }})
	l := s.Host().Lease("x")
	take(t, l, true)
	before := s.Host().Clock()()
	here.Store(&asleep)
	if l.Held() {
		t.Error("Held() after an hour of sleep = true, want false")
	}
	if got := s.Host().Clock()().Sub(before); got < 59*time.Minute {
		t.Errorf("Clock() after an hour of sleep is %v later, want an hour", got)
	}
}
