package step

import (
	"cmp"
	"math"
	"strconv"
	"time"

	"github.com/metalwright/metalwright/state/estimate"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/phase"
	"github.com/metalwright/metalwright/ui/text"
)

// kind is what the machine of an order is compared with.
func kind(v order.View, i order.InstanceView, p phase.Phase) estimate.Kind {
	return estimate.Kind{Zone: cmp.Or(i.Zone, v.Spec.Zone), Type: cmp.Or(i.Type, v.Spec.Type), Phase: p}
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

// Estimates words how long machines take to come up.
type Estimates struct {
	text *text.Text
	book *estimate.Book
}

// Machine says how long a machine that is coming up usually takes, how much is left, and that it is late; known is
// whether there is more to say than that nobody knows yet. It speaks in minutes, so that it does not cost a frame each
// second.
func (w Estimates) Machine(v order.View, i order.InstanceView, now time.Time) (text string,
	late, known bool,
) {
	x, elapsed := w.book.Of(kind(v, i, phase.Running)), i.Elapsed(now)
	switch left := x.Left(elapsed); {
	case !x.Known():
		return w.text.T("estimate.unknown", "Count", x.N(), "Least", estimate.Least), false, false
	case x.Late(elapsed):
		return w.text.T("estimate.late", "Range", w.span(x)), true, true
	case left == 0:
		return w.text.T("estimate.over", "Range", w.span(x)), false, true
	default:
		return w.text.T("estimate.usual", "Range", w.span(x), "Left", w.about(left)), false, true
	}
}

// Stage says how long the phase takes in which a machine is; "" when nobody knows.
func (w Estimates) Stage(v order.View, i order.InstanceView) string {
	p := phase.Of(i.Status, i.VendorStatus)
	x := w.book.Of(kind(v, i, p))
	if !p.Coming() || !x.Known() {
		return ""
	}
	status := cmp.Or(w.text.Clean(i.VendorStatus), OrderWords{text: w.text}.Status(i.Status))
	return w.text.T("estimate.stage", "Status", status, "Range", w.span(x))
}

// Remaining is how long the order is likely to take until its last machine runs; "" when that is not known of one.
func (w Estimates) Remaining(v order.View, now time.Time) string {
	longest := time.Duration(0)
	for _, i := range v.Instances {
		if i.Status.Terminal() {
			continue
		}
		x, elapsed := w.book.Of(kind(v, i, phase.Running)), i.Elapsed(now)
		if !x.Known() || x.Left(elapsed) == 0 {
			return ""
		}
		longest = max(longest, x.Left(elapsed))
	}
	if longest == 0 {
		return ""
	}
	return w.text.T("estimate.left", "Left", w.about(longest))
}

// Expected says shortly when the last machine of an order is likely to run, and how long one usually takes; "" when
// nothing comes up, or nobody knows.
func (w Estimates) Expected(v order.View, now time.Time) string {
	var text string
	last := time.Duration(-1)
	for _, i := range v.Instances {
		if i.Status.Terminal() {
			continue
		}
		x, elapsed := w.book.Of(kind(v, i, phase.Running)), i.Elapsed(now)
		left := x.Left(elapsed)
		switch {
		case !x.Known():
			return ""
		case x.Late(elapsed), left == 0: // it is the one to look at
			return w.text.T("estimate.short_late", "Range", w.span(x))
		case left > last:
			last, text = left, w.text.T("estimate.short", "Range", w.span(x), "Left", w.about(left))
		}
	}
	return text
}

// about is a time in whole units, rounded up: "6 min".
func (w Estimates) about(d time.Duration) string {
	u, id := unit(d)
	n := math.Ceil(float64(d) / float64(u))
	if u == time.Second { // steps that do not cost a frame each second
		n = math.Ceil(n/10) * 10
	}
	return w.text.T(id, "N", strconv.Itoa(int(n)))
}

// span is the range of an estimate: "11–14 min".
func (w Estimates) span(x estimate.Estimate) string {
	u, id := unit(x.High)
	low, high := strconv.Itoa(int(x.Low/u)), strconv.Itoa(int(math.Ceil(float64(x.High)/float64(u))))
	if low != high {
		low += "–" + high
	}
	return w.text.T(id, "N", low)
}
