package app

import (
	"strings"

	"charm.land/bubbles/v2/key"

	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// help is what is over a page when someone asks what it is about. The zero value is closed.
type help struct {
	open     bool
	glossary bool
	top      int // the first line shown
}

// rowsOfPage is how far pgup and pgdown move.
const rowsOfPage = 8

// press takes a key: it scrolls, turns to the glossary and back, or closes.
func (h *help) press(k string) {
	switch k {
	case "up", "k":
		h.top--
	case "down", "j":
		h.top++
	case "pgup":
		h.top -= rowsOfPage
	case "pgdown", "space":
		h.top += rowsOfPage
	case "home":
		h.top = 0
	case "end":
		h.top = 1 << 20
	case "g":
		h.glossary, h.top = !h.glossary, 0
	default:
		*h = help{}
	}
	h.top = max(h.top, 0)
}

// terms are those of the glossary, in the order in which one meets them.
func terms() []string {
	return []string{
		"zone", "type", "image", "prepaid", "postpaid", "consent", "traffic", "cluster", "subnet", "edge", "raid", "ipxe",
		"simulated", "journal", "batch", "token", "accepted", "rejected", "ambiguous", "approval", "release", "board",
	}
}

// box is the help over a page, at most rows lines high.
func (h *help) box(a *App, rows int) string {
	t := a.env.Theme
	w := min(a.w-4, 76)
	says := manual{a.env, a.page, a.keys.shown(a.allKeys())}
	lines, title, foot := says.explained(w-6), a.env.T("app_help.title"), "app_help.more"
	if h.glossary {
		lines, title, foot = says.glossary(w-6), a.env.T("app_help.glossary"), "app_help.back"
	}
	last := widget.Wrap(a.env.T(foot, "Keys", t.Glyph.Up+t.Glyph.Down), w-4) // the lines above end in marks
	room := max(rows-2-len(last), 1)
	h.top = max(min(h.top, len(lines)-room), 0)
	shown := append([]string{}, lines[h.top:min(len(lines), h.top+room)]...)
	mark := func(i int, glyph string) {
		shown[i] = widget.PadRight(shown[i], w-5) + t.Faint.Render(glyph)
	}
	if h.top > 0 {
		mark(0, t.Glyph.Up)
	}
	if h.top+room < len(lines) {
		mark(len(shown)-1, t.Glyph.Down)
	}
	for _, l := range last {
		shown = append(shown, t.Dim.Render(l))
	}
	return widget.Box(t, title, strings.Join(shown, "\n"), w, len(shown)+2)
}

// manual is what the help has to say of a page.
type manual struct {
	env  *step.Env
	page Page
	keys []key.Binding // all that work
}

// explained is what the page says about itself, and all of its keys, in lines of w cells.
func (m manual) explained(w int) []string {
	t := m.env.Theme
	var lines []string
	if e, ok := m.page.(Explainer); ok {
		for _, p := range e.Explain() {
			if p.Title != "" {
				lines = append(lines, t.Title.Render(widget.Truncate(t.Clean(p.Title), w, t.Glyph.Ellipsis)))
			}
			for _, l := range widget.Wrap(t.CleanLines(p.Text), w) {
				lines = append(lines, t.Text.Render(l))
			}
			lines = append(lines, "")
		}
		lines = append(lines, t.Title.Render(m.env.T("app_help.keys")))
	}
	wide := 0
	for _, k := range m.keys {
		wide = max(wide, widget.Width(k.Help().Key))
	}
	for _, k := range m.keys {
		for i, l := range widget.Wrap(k.Help().Desc, max(w-wide-2, 8)) {
			name := ""
			if i == 0 {
				name = k.Help().Key
			}
			lines = append(lines, t.Key.Render(widget.PadRight(name, wide))+"  "+t.Text.Render(l))
		}
	}
	return lines
}

// glossary is the words that the program uses, in lines of w cells.
func (m manual) glossary(w int) []string {
	t := m.env.Theme
	var lines []string
	for _, id := range terms() {
		for i, l := range widget.Wrap(m.env.T("glossary."+id), w) {
			if i > 0 {
				l = "  " + l
			}
			lines = append(lines, t.Text.Render(widget.Truncate(l, w, "")))
		}
	}
	return lines
}
