package board

import (
	"slices"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
)

const (
	looksShown = 3               // look-ups of one request that are listed, the newest first
	lookSteps  = 5 * time.Second // steps of the time to the next one, so that it does not cost a frame each second
)

// uncertain reports whether nobody knows yet the outcome of a request.
func uncertain(x order.BatchView) bool {
	return x.State == order.BatchAmbiguous || x.State == order.BatchUnresolved
}

// looks says of each request whose outcome is unknown what the vendor said, when it is looked up next, and what came
// of it so far.
func (f *footer) looks(v order.View, add func(lipgloss.Style, string)) {
	t := f.env.Theme
	for _, x := range v.Batches {
		if !uncertain(x) {
			continue
		}
		for n, line := range f.requests.said(x.Err) {
			if n == 0 {
				line = t.Glyph.Fail + " " + line
			}
			add(t.Bad, line)
		}
		if len(v.Batches) > 1 {
			add(t.Text, f.env.T("board.look_request", "N", x.N))
		}
		if line := f.ahead(x); line != "" {
			add(t.Text, line)
		}
		for n, l := range slices.Backward(x.LookUps) {
			if len(x.LookUps)-n > looksShown {
				break
			}
			add(t.Dim, l.At.UTC().Format("15:04:05")+" "+f.requests.found(l, x.Wanted))
		}
	}
}

// ahead says when x is looked up next, and when a person is asked; "" when neither is to come.
func (f *footer) ahead(x order.BatchView) string {
	asked := x.Settles.UTC().Format("15:04:05")
	wait := x.NextLook.Sub(f.model.now)
	wait = max((wait + lookSteps - 1).Truncate(lookSteps), lookSteps)
	switch {
	case x.State == order.BatchUnresolved && x.NextLook.IsZero():
		return ""
	case x.State == order.BatchUnresolved:
		return f.env.T("board.look_on", "Wait", step.Elapsed(wait))
	case !x.NextLook.After(f.model.now):
		return f.env.T("board.look_now", "Time", asked)
	default:
		return f.env.T("board.look_next", "Wait", step.Elapsed(wait), "Time", asked)
	}
}
