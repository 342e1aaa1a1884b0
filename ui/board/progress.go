package board

import (
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/phase"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/widget"
)

// shade is how a phase is drawn in bars: the further a machine has come, the fuller its cells.
func shade(t *theme.Theme, p phase.Phase) (glyph string, style lipgloss.Style) {
	switch p {
	case phase.Waiting:
		return t.Glyph.Empty, t.Dim
	case phase.Creating:
		return t.Glyph.Light, t.Info
	case phase.Installing:
		return t.Glyph.Dense, t.Info
	case phase.Running:
		return t.Glyph.Full, t.Good
	case phase.Failed:
		return t.Glyph.Fail, t.Bad
	case phase.Gone:
		return t.Glyph.Gone, t.Bad
	case phase.Released:
		return t.Glyph.Released, t.Faint
	default:
		return t.Glyph.Unknown, t.Warn
	}
}

// axis the time over which the rows draw what their machines went through: the same for all of them, so that they
// can be compared.
type axis struct {
	start  time.Time // when the first machine was accepted; zero without machines
	end    time.Time // when the last one arrived
	coming bool      // it continues until now
}

// add makes the axis long enough for a machine.
func (a *axis) add(i *order.InstanceView) {
	if a.start.IsZero() || i.Accepted.Before(a.start) {
		a.start = i.Accepted
	}
	end := i.Running
	if end.IsZero() {
		end = i.Changed
	}
	if end.After(a.end) {
		a.end = end
	}
	a.coming = a.coming || !i.Status.Terminal()
}

// length is that of the axis at now. It grows in steps, so that what has arrived is not drawn again each second.
func (a *axis) length(now time.Time) time.Duration {
	d := a.end.Sub(a.start)
	if a.coming {
		d = max(d, now.Sub(a.start))
	}
	steps := time.Minute
	switch {
	case d > 2*time.Hour:
		steps = time.Hour
	case d > 20*time.Minute:
		steps = 10 * time.Minute
	case d < 2*time.Minute:
		steps = 10 * time.Second
	}
	return max((d + steps - 1).Truncate(steps), steps)
}

// timelineWidth is the cells of a machine's timeline in its row.
const timelineWidth = 16

// timeline draws spans to scale in w cells that stand for length from start: a shade for each phase on the way, and at
// the end the mark of what the machine came to.
func timeline(t *theme.Theme, spans []phase.Span, start time.Time, length time.Duration, w int) string {
	if start.IsZero() || w <= 0 || len(spans) == 0 {
		return ""
	}
	cell := func(at time.Time) int { return min(max(int(at.Sub(start)*time.Duration(w)/length), 0), w) }
	way := phase.Arrival(spans)
	var b strings.Builder
	b.WriteString(strings.Repeat(" ", cell(spans[0].From)))
	drawn := cell(spans[0].From)
	for n, s := range way {
		end := cell(s.To)
		if n == len(way)-1 && s.To.After(s.From) && len(way) == len(spans) { // where it is now has a cell at least
			end = max(end, min(drawn+1, w))
		}
		glyph, _ := shade(t, s.Phase)
		if s.Phase.Coming() || s.Phase == phase.Unknown {
			b.WriteString(strings.Repeat(glyph, max(end-drawn, 0)))
			drawn = max(end, drawn)
		}
	}
	last := spans[len(spans)-1].Phase
	if last.Coming() || last == phase.Unknown {
		return b.String()
	}
	if len(way) < len(spans) && last != phase.Failed && last < phase.Gone {
		last = phase.Running
	}
	mark := t.Glyph.Done
	if last != phase.Running {
		mark, _ = shade(t, last)
	}
	text := b.String()
	if drawn >= w { // the last cell is the mark's
		text = widget.Truncate(text, w-1, "")
	}
	return text + mark
}
