package board

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/phase"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/widget"
)

// statuses is the order in which counts are shown.
var statuses = [...]provider.Status{
	provider.StatusRunning, provider.StatusCreating, provider.StatusPending, provider.StatusFailed,
	provider.StatusVanished, provider.StatusUnknown, provider.StatusReleased,
}

// header is what is above the machines: how the order stands and what it is about, how far all machines have come, and
// how many are in which status.
type header struct {
	model   *model
	sum     *tally
	viewers *viewers

	key     headKey // of lines
	lines   []string
	ageKey  ageKey // of ageText
	ageText string
}

// view is the order's word and what it is about, the bar, and the counts.
func (h *header) view(w int) []string {
	k := headKey{
		h.model.shown, w, h.watch(), h.age(), strings.Join(h.viewers.names, ", "), h.model.env.Theme.Identity(),
		h.model.env.Identity(),
	}
	if k != h.key {
		h.key, h.lines = k, h.draw(w)
	}
	return slices.Clone(h.lines)
}

// headKey is what the head depends on: it is the same on most frames, and words and styles are dear.
type headKey struct {
	shown int
	width int
	watch string
	age   string
	here  string
	theme theme.Identity
	words text.Identity
}

func (h *header) draw(w int) []string {
	e, t := h.model.env, h.model.env.Theme
	var lines []string
	if v, one := h.model.one(); one {
		word := statusStyle(t, v).Render(e.OrderWords().Word(v.Status))
		age := h.age()
		room := w - widget.Width(word) - widget.Width(age) - 2
		about := widget.PadRight(widget.Truncate(h.about(v, room-2), room-2, t.Glyph.Ellipsis), room)
		lines = append(lines, word+"  "+t.Dim.Render(about)+t.Text.Render(age))
	}
	if names := strings.Join(h.viewers.names, ", "); names != "" {
		lines = append(lines, t.Dim.Render(widget.Truncate(e.T("board.here", "Names", names), w, t.Glyph.Ellipsis)))
	}
	return append(lines, h.bar(w), h.counts(w), "")
}

// about is what the order is about, its price and its account. Where w cells are too few, the price comes first or
// not at all: it is never cut.
func (h *header) about(v order.View, w int) string {
	e := h.model.env
	about, bullet := h.machines(v), " "+e.Theme.Glyph.Bullet+" "
	var price, account string
	if v.Quote.Known() {
		price = e.Prices().Going(v)
	}
	if v.Profile != "" {
		account = bullet + e.Clean(v.Profile)
	}
	switch {
	case price == "":
		return about + account
	case widget.Width(about+bullet+price) <= w:
		return about + bullet + price + account
	case widget.Width(price) <= w:
		return price + bullet + about + account
	}
	return about + account
}

// machines is how many machines of which kind the order is about: those that are left, once some were released.
func (h *header) machines(v order.View) string {
	id, left := "board.about", v.Going().Count
	if left < v.Wanted && order.Released(v) > 0 {
		id = "board.about_left"
	}
	return h.model.env.T(id, "Count", v.Wanted, "Left", left, "Type", string(v.Spec.Type), "Zone",
		string(v.Spec.Zone))
}

// counts is how many machines are in which status.
func (h *header) counts(w int) string {
	e, t := h.model.env, h.model.env.Theme
	var parts []string
	sum := h.sum
	for at, s := range statuses {
		n := sum.statuses[at]
		if n == 0 {
			continue
		}
		mark, style := t.Status(s)
		text := mark + " " + e.T("board.count", "Count", n, "Status", e.OrderWords().Status(s))
		if s == provider.StatusRunning && sum.ready > 0 { // they are among those that run
			text += " " + e.T("board.count_ready", "Count", sum.ready, "Status", e.T("ready.word"))
		}
		parts = append(parts, style.Render(text))
	}
	if sum.unmade > 0 {
		parts = append(parts, t.Bad.Render(t.Glyph.Fail+" "+e.T("board.count_unmade", "Count", sum.unmade)))
	}
	if sum.wrong > 0 {
		parts = append(parts, t.Warn.Render(t.Glyph.Warn+" "+e.T("board.count", "Count", sum.wrong, "Status",
			e.T("board.mismatch_word"))))
	}
	if sum.stuck > 0 {
		parts = append(parts, t.Warn.Render(t.Glyph.Warn+" "+e.T("board.count_stuck", "Count", sum.stuck)))
	}
	line := strings.Join(parts, "  ")
	if watch := h.watch(); watch != "" {
		room := w - widget.Width(line) - 2
		line += "  " + t.Dim.Render(widget.PadLeft(widget.Truncate(watch, room, t.Glyph.Ellipsis), max(room, 0)))
	}
	return line
}

// watch says how fresh the board is. It speaks in steps of five seconds, so that it does not cost a frame each second.
func (h *header) watch() string {
	for _, v := range h.model.views {
		switch w := v.Watch; {
		case !v.Open || v.Status == order.Waiting:
			continue
		case w.Err != "":
			return h.model.env.T("board.watch_failed", "Why", w.Err)
		case !w.Opened:
			return h.model.env.T("board.not_watched")
		case order.LastLook(v).IsZero():
			return h.model.env.T("board.first_look")
		default:
			age := h.model.now.Sub(order.LastLook(v)).Truncate(5 * time.Second)
			return h.model.env.T("board.polled", "Age", step.Elapsed(age))
		}
	}
	return ""
}

// statusStyle is how an order's status looks.
func statusStyle(t *theme.Theme, v order.View) lipgloss.Style {
	switch v.Status {
	case order.Done:
		return t.Good
	case order.Failed, order.Rejected:
		return t.Bad
	case order.Ambiguous, order.Partial:
		return t.Warn
	default:
		return t.Accent
	}
}

// bar shows over the whole width how far the machines of all orders have come, and how many of them run.
func (h *header) bar(w int) string {
	t, n, wanted := h.model.env.Theme, &h.sum.phases, 0
	for _, v := range h.model.views {
		wanted += v.Wanted
	}
	label := " " + strconv.Itoa(n[phase.Running]) + "/" + strconv.Itoa(wanted)
	if w < 2*len(label) {
		label = ""
	}
	var parts []widget.Part
	for _, p := range phase.All() {
		glyph, style := shade(t, p)
		parts = append(parts, widget.Part{N: n[p], Glyph: glyph, Style: style})
	}
	rest := widget.Part{Glyph: t.Glyph.Bullet, Style: t.Faint}
	return widget.Segments(parts, wanted, rest, w-len(label)) + t.Dim.Render(label)
}

// ageKey is what the age depends on. All machines are gone through for it, and it is asked for at each frame.
type ageKey struct {
	shown int
	now   time.Time
	words text.Identity
}

// age is how long the order that is shown has taken; "" on the board of all.
func (h *header) age() string {
	if k := (ageKey{h.model.shown, h.model.now, h.model.env.Identity()}); k != h.ageKey {
		h.ageKey, h.ageText = k, h.drawAge()
	}
	return h.ageText
}

func (h *header) drawAge() string {
	m := h.model
	v, one := m.one()
	if !one || v.Created.IsZero() || !v.Open && v.Finished.IsZero() {
		return ""
	}
	age := step.Elapsed(v.Took(m.now))
	if left := m.env.Estimates(m.book).Remaining(v, m.now); left != "" && v.Open {
		age += " " + m.env.Theme.Glyph.Bullet + " " + left
	}
	return age
}
