// Package estimate says how long machines take to come up, learned from those that have. It is pure.
package estimate

import (
	"math"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/phase"
)

const (
	// Least is how many machines have to be known before anything is said.
	Least = 5
	// ranked is from how many on the range is read from the machines themselves: with fewer, the tenth part at each end is
	// less than one machine, and the logarithms of their times are taken to be normally distributed.
	ranked = 9
	// most is how many machines of a kind count, the newest: vendors change.
	most = 200
	// slow is how many of one of slow times must be shorter than that of a machine that is late.
	slow = 20
)

// Kind is what times are compared by.
type Kind struct {
	Zone  provider.ZoneID
	Type  provider.TypeID
	Phase phase.Phase // one on the way, or [phase.Running] for all of the way
}

// Book has the times of one product's machines. The zero value knows none.
type Book struct{ of map[Kind]Estimate }

// Learn reads the times of machines that have come up, the newest first.
func Learn(arrivals []order.Arrival) *Book {
	times := map[Kind][]time.Duration{}
	add := func(k Kind, d time.Duration) {
		if len(times[k]) < most && d > 0 {
			times[k] = append(times[k], d)
		}
	}
	for _, a := range arrivals {
		k := Kind{Zone: a.Zone, Type: a.Type, Phase: phase.Running}
		add(k, a.Running.Sub(a.Accepted))
		if len(a.Stages) == 0 { // an earlier version of the program watched it
			continue
		}
		for _, s := range phase.Arrival(phase.Spans(order.InstanceView{
			Instance: provider.Instance{Status: provider.StatusRunning}, Accepted: a.Accepted, Running: a.Running,
			Changed: a.Running,
		}, a.Stages, a.Running)) {
			if s.Phase.Coming() {
				k.Phase = s.Phase
				add(k, s.Took())
			}
		}
	}
	b := &Book{of: make(map[Kind]Estimate, len(times))}
	for k, all := range times {
		b.of[k] = New(all)
	}
	return b
}

// Of is the estimate for a kind.
func (b *Book) Of(k Kind) Estimate {
	if b == nil {
		return Estimate{}
	}
	return b.of[k]
}

// Estimate is how long something takes. The zero value is not known.
type Estimate struct {
	// Low and High are the range in which four of five will be.
	Low, High time.Duration
	sorted    []time.Duration
}

// New is the estimate from times, each above 0.
func New(times []time.Duration) Estimate {
	e := Estimate{sorted: slices.Sorted(slices.Values(times))}
	switch n := len(e.sorted); {
	case n < Least:
	case n < ranked:
		e.Low, e.High = normal(e.sorted)
	default:
		e.Low, e.High = e.rank(0.1*float64(n+1)), e.rank(0.9*float64(n+1))
	}
	return e
}

// N is how many machines it is learned from.
func (e Estimate) N() int { return len(e.sorted) }

// Known reports whether enough is known to say something.
func (e Estimate) Known() bool { return e.N() >= Least }

// rank is the time at a rank from 1; between two ranks it is between their times. The next of n+1 times that are drawn
// alike is between the ranks a and b with the probability (b-a)/(n+1), however they are distributed.
func (e Estimate) rank(r float64) time.Duration {
	below := min(max(int(r), 1), e.N())
	above := min(below+1, e.N())
	part := r - math.Floor(r)
	return e.sorted[below-1] + time.Duration(part*float64(e.sorted[above-1]-e.sorted[below-1]))
}

// normal is the range in which four of five will be if the logarithms of the times are normally distributed.
func normal(times []time.Duration) (low, high time.Duration) {
	// the quantile of Student's distribution at 0.9, by the degrees of freedom from 4 on
	quantile := [...]float64{1.533, 1.476, 1.440, 1.415}[len(times)-Least]
	n := float64(len(times))
	mean, squares := 0.0, 0.0
	for _, t := range times {
		mean += math.Log(float64(t)) / n
	}
	for _, t := range times {
		d := math.Log(float64(t)) - mean
		squares += d * d
	}
	half := quantile * math.Sqrt(squares/(n-1)) * math.Sqrt(1+1/n)
	return time.Duration(math.Exp(mean - half)), time.Duration(math.Exp(mean + half))
}

// Left is how much longer half of those take that have taken elapsed; 0 when none was known to take that long, or
// nothing is known.
func (e Estimate) Left(elapsed time.Duration) time.Duration {
	if !e.Known() {
		return 0
	}
	at, found := slices.BinarySearch(e.sorted, elapsed)
	if found {
		at++
	}
	longer := e.sorted[min(at, e.N()):]
	if len(longer) == 0 {
		return 0
	}
	return longer[len(longer)/2] - elapsed
}

// Late reports whether elapsed is longer than 19 of 20 took, as far as twenty or more are known.
func (e Estimate) Late(elapsed time.Duration) bool {
	if e.N() < slow {
		return false
	}
	shorter, _ := slices.BinarySearch(e.sorted, elapsed)
	return shorter*slow >= e.N()*(slow-1)
}
