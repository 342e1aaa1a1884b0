package serve

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

// TestShare has a session of someone wait while another one of theirs works, and after it took more than their share.
// Someone else's does not wait.
func TestShare(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var waited time.Duration
		all := shares{now: time.Now, waited: func(d time.Duration) { waited += d }}
		one, two := &Session{share: all.of("ann")}, &Session{share: all.of("ann")}
		other := &Session{share: all.of("bob")}
		started := time.Now()
		ctx := t.Context()
		const took = 200 * time.Millisecond
		done := make(chan time.Duration)
		_ = one.Work(ctx, func() {
			go func() { _ = two.Work(ctx, func() { done <- time.Since(started) }) }()
			_ = other.Work(ctx, func() {})
			if now := time.Since(started); now != 0 {
				t.Errorf("someone else waited %v, want no time", now)
			}
			time.Sleep(took) // of the processor
		})
		if at := <-done; at != took {
			t.Errorf("the other session worked after %v, want %v", at, took)
		}
		for range 20 {
			_ = one.Work(ctx, func() { time.Sleep(took) })
		}
		if now, least := time.Since(started), 2*20*took-shareBurst; now < least || waited < least/2-shareBurst {
			t.Errorf("20 times %v took %v, of which %v was waited, want %v at least", took, now, waited, least)
		}
		left, leave := context.WithCancel(ctx)
		_ = one.Work(ctx, func() {
			leave()
			err := two.Work(left, func() { t.Error("a session that has ended worked") })
			if !errors.Is(err, context.Canceled) {
				t.Errorf("Work() of a session that has ended = %v, want %v", err, context.Canceled)
			}
		})
		for _, who := range []string{"ann", "bob", "ann", "nobody"} {
			all.leave(who)
		}
		if again := all.of("ann"); again != one.share {
			t.Error("someone who connects again has a new share, want the one that is used up")
		}
		all.leave("ann")
		time.Sleep(2 * shareBurst) // until it is full
		all.leave("nobody")
		if len(all.all) != 0 {
			t.Errorf("%d shares are kept of people without a session", len(all.all))
		}
	})
}
