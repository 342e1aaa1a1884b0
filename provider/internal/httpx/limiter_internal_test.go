package httpx

import (
	"context"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/metalwright/metalwright/provider"
)

func TestLimiterHalvesAndRecovers(t *testing.T) {
	t.Parallel()
	const normal = 5
	all := &limiters{rate: Rate{PerSecond: normal, Burst: 10}, byOp: map[string]*limiter{}}
	l := all.of("")
	all.Answered("A", true)
	if got := l.bucket.Limit(); got != normal/2.0 {
		t.Errorf("after a complaint = %v per second, want %v", got, normal/2.0)
	}
	for range 20 {
		all.Answered("B", true)
	}
	if got := l.bucket.Limit(); got != slowest {
		t.Errorf("after many complaints = %v per second, want %v", got, slowest)
	}
	for range 100 {
		all.Answered("A", false)
	}
	if got := l.bucket.Limit(); got != normal {
		t.Errorf("after many answers = %v per second, want %d", got, normal)
	}
}

// No second sees more than the limit, wherever it begins, however many clients ask at once, and each action has the
// whole of it.
func TestNoSecondSeesMore(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const limit, requests = 20, 100
		var pace provider.Limiters
		var wg sync.WaitGroup
		var mu sync.Mutex
		at := map[string][]time.Time{}
		for client := range 5 {
			l := pace.Limiter("account", func() provider.Limiter { return newLimiters(Within(limit)) })
			for n := range requests {
				op := []string{"A", "B"}[(client+n)%2]
				wg.Go(func() {
					if err := l.Wait(t.Context(), op); err != nil {
						t.Errorf("Wait(%s) = %v", op, err)
					}
					mu.Lock()
					defer mu.Unlock()
					at[op] = append(at[op], time.Now()) // the bubble's
				})
			}
		}
		wg.Wait()
		for op, times := range at {
			slices.SortFunc(times, time.Time.Compare)
			for i := range times[:len(times)-limit] {
				if within := times[i+limit].Sub(times[i]); within < time.Second {
					t.Errorf("%s: %d requests within %v, want at most %d in a second", op, limit+1, within, limit)
				}
			}
			if took, most := times[len(times)-1].Sub(times[0]), 5*requests/2*2*time.Second/limit; took > most {
				t.Errorf("%s: %d requests took %v, want at most %v", op, len(times), took, most)
			}
		}
	})
}

func TestPace(t *testing.T) {
	t.Parallel()
	begin := func() provider.Limiter { return newLimiters(Rate{PerSecond: 1, Burst: 1}) }
	var pace provider.Limiters
	first := pace.Limiter("a", begin)
	if pace.Limiter("a", begin) != first {
		t.Error("two clients of an account have a limiter each, want one")
	}
	if pace.Limiter("b", begin) == first {
		t.Error("two accounts share a limiter, want one each")
	}
	var none *provider.Limiters
	if none.Limiter("a", begin) == none.Limiter("a", begin) {
		t.Error("clients without a pace share a limiter, want one each")
	}
	short, cancel := context.WithTimeout(t.Context(), time.Millisecond)
	defer cancel()
	_ = first.Wait(short, "A")
	if err := first.Wait(short, "A"); err == nil {
		t.Error("Wait() beyond the deadline = nil, want an error")
	}
}
