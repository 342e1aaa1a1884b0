package board

import (
	"cmp"
	"math"
	"strconv"
	"time"

	"github.com/metalwright/metalwright/state/estimate"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/phase"
)

// kind is what the machine of an order is compared with.
func kind(v order.View, i order.InstanceView, p phase.Phase) estimate.Kind {
	return estimate.Kind{Zone: cmp.Or(i.Zone, v.Spec.Zone), Type: cmp.Or(i.Type, v.Spec.Type), Phase: p}
}

// outlook says how long a machine that is coming up usually takes, how much is left, and that it is late; known is
// whether there is more to say than that nobody knows yet. It speaks in minutes, so that it does not cost a frame each
// second.
func outlook(b *Board, v order.View, i order.InstanceView) (text string, late, known bool) {
	e, elapsed := b.book.Of(kind(v, i, phase.Running)), i.Elapsed(b.now)
	switch left := e.Left(elapsed); {
	case !e.Known():
		return b.env.T("estimate.unknown", "Count", e.N(), "Least", estimate.Least), false, false
	case e.Late(elapsed):
		return b.env.T("estimate.late", "Range", span(b, e)), true, true
	case left == 0:
		return b.env.T("estimate.over", "Range", span(b, e)), false, true
	default:
		return b.env.T("estimate.usual", "Range", span(b, e), "Left", about(b, left)), false, true
	}
}

// stageOutlook says how long the phase takes in which a machine is; "" when nobody knows.
func stageOutlook(b *Board, v order.View, i order.InstanceView) string {
	p := phase.Of(i.Status, i.VendorStatus)
	e := b.book.Of(kind(v, i, p))
	if !p.Coming() || !e.Known() {
		return ""
	}
	return b.env.T("estimate.stage", "Status", cmp.Or(b.env.Clean(i.VendorStatus), b.env.Status(i.Status)), "Range",
		span(b, e))
}

// remaining is how long the order is likely to take until its last machine runs; "" when that is not known of one.
func remaining(b *Board, v order.View) string {
	longest := time.Duration(0)
	for _, i := range v.Instances {
		if i.Status.Terminal() {
			continue
		}
		e, elapsed := b.book.Of(kind(v, i, phase.Running)), i.Elapsed(b.now)
		if !e.Known() || e.Left(elapsed) == 0 {
			return ""
		}
		longest = max(longest, e.Left(elapsed))
	}
	if longest == 0 {
		return ""
	}
	return b.env.T("estimate.left", "Left", about(b, longest))
}

const (
	shortest = 2 * time.Minute // what is shorter is said in seconds
	longest  = 3 * time.Hour   // what is longer is said in hours
)

// unit is what a time up to d is said in, and its word.
func unit(d time.Duration) (time.Duration, string) {
	switch {
	case d < shortest:
		return time.Second, "estimate.seconds"
	case d > longest:
		return time.Hour, "estimate.hours"
	default:
		return time.Minute, "estimate.minutes"
	}
}

// about is a time in whole units, rounded up: "6 min".
func about(b *Board, d time.Duration) string {
	u, id := unit(d)
	n := math.Ceil(float64(d) / float64(u))
	if u == time.Second { // steps that do not cost a frame each second
		n = math.Ceil(n/10) * 10
	}
	return b.env.T(id, "N", strconv.Itoa(int(n)))
}

// span is the range of an estimate: "11–14 min".
func span(b *Board, e estimate.Estimate) string {
	u, id := unit(e.High)
	low, high := strconv.Itoa(int(e.Low/u)), strconv.Itoa(int(math.Ceil(float64(e.High)/float64(u))))
	if low != high {
		low += "–" + high
	}
	return b.env.T(id, "N", low)
}
