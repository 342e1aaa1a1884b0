package journal

import (
	"context"
	"slices"
	"testing"
	"testing/synctest"
	"time"
)

// looks are the times at which a follower looks at the file while script runs, all in virtual time.
func looks(t *testing.T, reported bool, script func(writes chan struct{})) (at []time.Duration) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		f := follower{wake: func() {}, look: func(context.Context) (int64, error) {
			at = append(at, time.Since(start))
			return 0, nil
		}}
		writes := make(chan struct{}, 1)
		if reported {
			f.writes = writes
		}
		ctx, end := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			f.run(ctx)
			close(done)
		}()
		synctest.Wait()
		script(writes)
		end()
		<-done
	})
	return at
}

// once is a report of a write, and what goes by after it.
func once(d time.Duration) func(writes chan struct{}) {
	return func(w chan struct{}) {
		w <- struct{}{}
		time.Sleep(d)
	}
}

// TestLooksAfterWrites wants no look while nothing is written, but a few in a minute, and some soon after each write.
func TestLooksAfterWrites(t *testing.T) {
	t.Parallel()
	const ms = time.Millisecond
	type script = func(writes chan struct{})
	pause := func(d time.Duration) script { return func(chan struct{}) { time.Sleep(d) } }
	tests := map[string]struct {
		reported bool
		script   script
		want     []time.Duration
	}{
		"nothing is written":       {true, pause(31 * time.Second), []time.Duration{15 * time.Second, 30 * time.Second}},
		"writes are not reported":  {false, pause(1100 * ms), []time.Duration{500 * ms, 1000 * ms}},
		"writes are reported once": {true, once(5 * time.Second), []time.Duration{200 * ms, 1000 * ms, 3000 * ms}},
		"a write between two looks": {true, func(w chan struct{}) {
			once(500 * ms)(w)
			once(1000 * ms)(w)
		}, []time.Duration{200 * ms, 700 * ms, 1500 * ms}},
		"many writes do not put a look off": {true, func(w chan struct{}) {
			for range 41 {
				once(10 * ms)(w)
			}
		}, []time.Duration{200 * ms, 400 * ms}},
		"writes are reported no more": {true, func(w chan struct{}) {
			close(w)
			time.Sleep(1100 * ms)
		}, []time.Duration{500 * ms, 1000 * ms}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := looks(t, tt.reported, tt.script); !slices.Equal(got, tt.want) {
				t.Errorf("looks at %v, want %v", got, tt.want)
			}
		})
	}
}
