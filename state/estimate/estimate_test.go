package estimate_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/estimate"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/phase"
)

// minutes turns numbers into times.
func minutes(m float64) time.Duration { return time.Duration(m * float64(time.Minute)) }

// distributions are how long machines may take.
func distributions() map[string]func(*rand.Rand) time.Duration {
	return map[string]func(*rand.Rand) time.Duration{
		"lognormal":   func(r *rand.Rand) time.Duration { return minutes(12 * math.Exp(0.3*r.NormFloat64())) },
		"heavy tail":  func(r *rand.Rand) time.Duration { return minutes(5 * math.Exp(1.0*r.NormFloat64())) },
		"uniform":     func(r *rand.Rand) time.Duration { return minutes(10 + 5*r.Float64()) },
		"normal":      func(r *rand.Rand) time.Duration { return minutes(max(20+3*r.NormFloat64(), 0.1)) },
		"exponential": func(r *rand.Rand) time.Duration { return minutes(2 + 6*r.ExpFloat64()) },
		"two kinds": func(r *rand.Rand) time.Duration {
			if r.IntN(3) == 0 {
				return minutes(25 + 4*r.Float64())
			}
			return minutes(8 + 4*r.Float64())
		},
		"polled": func(r *rand.Rand) time.Duration {
			return minutes(12*math.Exp(0.3*r.NormFloat64())).Truncate(5*time.Second) + 5*time.Second
		},
	}
}

// TestReplay plays machines of known distributions one after the other, each judged by the range that those before it
// have shown: four of five are in it.
func TestReplay(t *testing.T) {
	t.Parallel()
	for name, draw := range distributions() {
		r := rand.New(rand.NewPCG(1, 2))
		in, all := 0, 0
		for range 100 {
			var seen []time.Duration
			for range 120 {
				next := draw(r)
				if e := estimate.New(seen); e.Known() {
					all++
					if next >= e.Low && next <= e.High {
						in++
					}
				}
				seen = append(seen, next)
			}
		}
		share := float64(in) / float64(all)
		t.Logf("%s: %.1f %% of %d in the range", name, 100*share, all)
		if share < 0.75 || share > 0.85 {
			t.Errorf("%s: %.1f %% of %d in the range, want 75 to 85", name, 100*share, all)
		}
	}
}

// TestFew judges by five to twelve machines alone: the range holds from the first on.
func TestFew(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"lognormal", "uniform", "normal", "polled"} {
		draw := distributions()[name]
		r := rand.New(rand.NewPCG(3, 4))
		for n := estimate.Least; n <= 12; n++ {
			in := 0
			const times = 4000
			for range times {
				seen := make([]time.Duration, n)
				for i := range seen {
					seen[i] = draw(r)
				}
				if e, next := estimate.New(seen), draw(r); next >= e.Low && next <= e.High {
					in++
				}
			}
			if share := float64(in) / times; share < 0.75 || share > 0.85 {
				t.Errorf("%s of %d: %.1f %% in the range, want 75 to 85", name, n, 100*share)
			}
		}
	}
}

// TestEstimate says nothing below five machines, how much is left, and that a machine is late from 19 of 20 on.
func TestEstimate(t *testing.T) {
	t.Parallel()
	var times []time.Duration
	for m := range 4 {
		times = append(times, minutes(float64(10+m)))
	}
	if e := estimate.New(times); e.Known() || e.N() != 4 || e.Left(0) != 0 || e.Late(time.Hour) {
		t.Errorf("four machines: %+v", e)
	}
	times = nil
	for m := range 20 {
		times = append(times, minutes(float64(20-m)))
	}
	e := estimate.New(times)
	if !e.Known() || e.Low.Round(time.Second) != minutes(2.1) || e.High.Round(time.Second) != minutes(18.9) {
		t.Errorf("1 to 20 minutes: from %v to %v", e.Low, e.High)
	}
	for elapsed, want := range map[float64]float64{0: 11, 10: 6, 19: 1, 20: 0, 30: 0} {
		if got := e.Left(minutes(elapsed)); got != minutes(want) {
			t.Errorf("after %v minutes %v are left, want %v", elapsed, got, minutes(want))
		}
	}
	if e.Late(minutes(19)) || !e.Late(minutes(19.5)) {
		t.Error("late from another time on than 19 of 20")
	}
}

// TestLearn reads each phase of each kind of machine, and all of the way.
func TestLearn(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	var all []order.Arrival
	for n := range 6 {
		at := func(m int) time.Time { return start.Add(time.Duration(m+n*60) * time.Minute) }
		all = append(all, order.Arrival{
			Zone: "SEL-A", Type: "M6C", Accepted: at(0), Running: at(12), Stages: []order.Stage{
				{At: at(0), Status: provider.StatusPending},
				{At: at(2), Status: provider.StatusCreating},
				{At: at(5), Status: provider.StatusCreating, VendorStatus: "INSTALLING"},
				{At: at(12), Status: provider.StatusRunning},
			},
		})
	}
	all = append(all, order.Arrival{Zone: "SEL-A", Type: "other", Accepted: start, Running: start.Add(time.Minute)})
	b := estimate.Learn(all)
	got := map[phase.Phase]time.Duration{}
	for _, p := range []phase.Phase{phase.Waiting, phase.Creating, phase.Installing, phase.Running} {
		e := b.Of(estimate.Kind{Zone: "SEL-A", Type: "M6C", Phase: p})
		if e.N() != 6 {
			t.Errorf("%d machines for phase %d, want 6", e.N(), p)
		}
		got[p] = e.Left(0).Round(time.Second)
	}
	for p, want := range map[phase.Phase]float64{
		phase.Waiting: 2, phase.Creating: 3, phase.Installing: 7, phase.Running: 12,
	} {
		if got[p] != minutes(want) {
			t.Errorf("phase %d takes %v, want %v", p, got[p], minutes(want))
		}
	}
	if e := b.Of(estimate.Kind{Zone: "SEL-A", Type: "other", Phase: phase.Running}); e.Known() || e.N() != 1 {
		t.Errorf("another type has %d machines", e.N())
	}
	if e := (*estimate.Book)(nil).Of(estimate.Kind{}); e.Known() {
		t.Error("no book knows something")
	}
	if !slices.IsSortedFunc(all[:6], func(a, b order.Arrival) int { return a.Running.Compare(b.Running) }) {
		t.Error("Learn has sorted what it was given")
	}
}
