package board

import (
	"slices"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/provider"
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
func (b *Board) looks(v order.View, add func(lipgloss.Style, string)) {
	t := b.env.Theme
	for _, x := range v.Batches {
		if !uncertain(x) {
			continue
		}
		for n, line := range b.requests.said(x.Err) {
			if n == 0 {
				line = t.Glyph.Fail + " " + line
			}
			add(t.Bad, line)
		}
		if len(v.Batches) > 1 {
			add(t.Text, b.env.T("board.look_request", "N", x.N))
		}
		if line := ahead(b, x); line != "" {
			add(t.Text, line)
		}
		for n, l := range slices.Backward(x.LookUps) {
			if len(x.LookUps)-n > looksShown {
				break
			}
			add(t.Dim, l.At.UTC().Format("15:04:05")+" "+b.requests.found(l, x.Wanted))
		}
	}
}

// ahead says when x is looked up next, and when a person is asked; "" when neither is to come.
func ahead(b *Board, x order.BatchView) string {
	asked := x.Settles.UTC().Format("15:04:05")
	wait := x.NextLook.Sub(b.now)
	wait = max((wait + lookSteps - 1).Truncate(lookSteps), lookSteps)
	switch {
	case x.State == order.BatchUnresolved && x.NextLook.IsZero():
		return ""
	case x.State == order.BatchUnresolved:
		return b.env.T("board.look_on", "Wait", step.Elapsed(wait))
	case !x.NextLook.After(b.now):
		return b.env.T("board.look_now", "Time", asked)
	default:
		return b.env.T("board.look_next", "Wait", step.Elapsed(wait), "Time", asked)
	}
}

// newest is the last look-up of v, answered or not, and the request that it was about.
func newest(v order.View) (order.Look, order.BatchView) {
	var last order.Look
	var of order.BatchView
	for _, x := range v.Batches {
		if n := len(x.LookUps); n > 0 && x.LookUps[n-1].At.After(last.At) {
			last, of = x.LookUps[n-1], x
		}
	}
	return last, of
}

// lastLook is when the vendor was last asked about v, whether it answered or not.
func lastLook(v order.View) time.Time {
	at := order.LastLook(v)
	if l, _ := newest(v); l.At.After(at) {
		at = l.At
	}
	return at
}

// answered says what came of the look that someone has asked for.
func (b *Board) answered(views []order.View) {
	for _, v := range views {
		since, ok := b.asked[v.ID]
		if !ok || !lastLook(v).After(since) {
			continue
		}
		delete(b.asked, v.ID)
		if l, x := newest(v); v.Status == order.Ambiguous {
			b.notice = b.env.T("board.looked", "What", b.requests.found(l, x.Wanted))
			continue
		}
		b.notice = b.env.T("board.looked", "What", b.env.T("board.look_running", "Running", v.Count(provider.StatusRunning),
			"Wanted", v.Wanted))
	}
}

// undecided reports whether a request of the order whose outcome was being looked up waits for a person now.
func undecided(was, is order.View) bool {
	return slices.ContainsFunc(is.Batches, func(x order.BatchView) bool {
		return x.State == order.BatchUnresolved && slices.ContainsFunc(was.Batches, func(o order.BatchView) bool {
			return o.N == x.N && o.State == order.BatchAmbiguous
		})
	})
}

// isFree reports whether nothing is open that takes what is typed.
func isFree(b *Board) bool {
	return b.menu == nil && b.over == nil && !b.grid.Typing() && b.opts.Password.IsZero()
}

// offer opens what waits for a person, when nothing else is open: a price that has risen, or the decision that the end
// of the look-ups has left to them.
func (b *Board) offer() {
	if !isFree(b) {
		return
	}
	if m := b.dearer; m != nil {
		b.dearer = nil
		b.askPrice(*m)
		return
	}
	if !b.offers {
		return
	}
	b.offers = false
	b.openMenu()
}
