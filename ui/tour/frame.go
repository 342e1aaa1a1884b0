package tour

import (
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/widget"
)

// barHeight is how many lines the bar below the screens has: a rule, two of the caption, the keys.
const barHeight = 4

// noteHeight is how many lines more it has for a presenter.
const noteHeight = 2

// Looks are how a view is drawn.
type Looks struct {
	Theme     *theme.Theme
	Text      *text.Text
	Presenter bool // notes are shown
	Drives    bool // keys do something
	Records   bool // what is done becomes a tour
	still     bool // it is a picture, in which no key does anything
}

// draw is the view in w by h cells.
func (l Looks) draw(v View, w, h int) string {
	bar := barHeight
	if l.Presenter {
		bar += noteHeight
	}
	if l.still {
		bar--
	}
	body := h - bar
	if body < 1 || w < 1 {
		return widget.Fit(l.Text.T("demo.small"), max(w, 1), max(h, 1))
	}
	return l.screens(v, w, body) + "\n" + l.bar(v, w, bar)
}

// screens are side by side, in the middle.
func (l Looks) screens(v View, w, h int) string {
	if len(v.Screens) == 0 {
		return widget.Fit(" "+l.Text.T("demo.opening"), w, h)
	}
	lines := make([]string, h)
	total := len(v.Screens) - 1
	for _, s := range v.Screens {
		total += s.W
	}
	left := max((w-total)/2, 0)
	for y := range h {
		lines[y] = strings.Repeat(" ", left)
	}
	for i, s := range v.Screens {
		rows := strings.Split(s.ANSI(), "\n")
		for y := range h {
			if i > 0 {
				lines[y] += l.Theme.Faint.Render(l.Theme.Glyph.Box.V)
			}
			if y < len(rows) {
				lines[y] += rows[y]
			} else {
				lines[y] += strings.Repeat(" ", s.W)
			}
		}
	}
	return widget.Fit(strings.Join(lines, "\n"), w, h)
}

// bar explains what is seen.
func (l Looks) bar(v View, w, h int) string {
	t := l.Theme
	place := " " + strconv.Itoa(min(v.At+1, v.Of)) + "/" + strconv.Itoa(v.Of) + " "
	title := " " + widget.Truncate(v.Title, max(w-widget.Width(place)-4, 0), t.Glyph.Ellipsis) + " "
	if len(v.Users) > 1 {
		title += t.Glyph.Bullet + " " + v.Users[v.Focus] + " "
	}
	room := max(w-widget.Width(title)-widget.Width(place), 0)
	lines := []string{t.Badge.Render(title) + t.Faint.Render(strings.Repeat(t.Glyph.Box.H, room)) + t.Dim.Render(place)}
	said := widget.Wrap(v.Caption, max(w-2, 1))
	if v.Mode == choosing {
		said = nil
		for i, c := range v.Choices {
			said = append(said, t.Key.Render(strconv.Itoa(i+1))+" "+c)
		}
	}
	if v.Mode == stuck {
		said = widget.Wrap(l.Text.T("demo.stuck", "Text", v.Fault), max(w-2, 1))
	}
	for i := range 2 {
		line := ""
		if i < len(said) {
			line = said[i]
		}
		lines = append(lines, " "+line)
	}
	if l.Presenter {
		note := append(widget.Wrap(v.Note, max(w-2, 1)), "", "")
		for _, n := range note[:noteHeight] {
			lines = append(lines, t.Info.Render(" "+n))
		}
	}
	if l.still {
		return widget.Fit(strings.Join(lines, "\n"), w, h)
	}
	keys := "demo.keys_" + [...]string{"opening", "playing", "paused", "hand", "choosing", "ended", "stuck"}[v.Mode]
	if l.Records {
		keys = "demo.keys_write"
	}
	if !l.Drives {
		keys = "demo.keys_watching"
	}
	lines = append(lines, t.Dim.Render(" "+widget.Truncate(l.Text.T(keys), max(w-2, 0), t.Glyph.Ellipsis)))
	return widget.Fit(strings.Join(lines, "\n"), w, h)
}
