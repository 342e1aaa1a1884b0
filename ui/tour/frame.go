package tour

import (
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/ui/screen"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/widget"
)

// barHeight is how many lines the bar has at least: a rule, two of the caption, the keys.
const barHeight = 4

// What the bar says has this many lines at least: it does not move with every caption.
const (
	captionHeight = 2
	noteHeight    = 2 // for a presenter
)

// Looks are how a view is drawn.
type Looks struct {
	Theme     *theme.Theme
	Text      *text.Text
	Presenter bool // notes are shown
	Drives    bool // keys do something
	Records   bool // what is done becomes a tour
	still     bool // it is a picture, in which no key does anything
}

// draw is the view in w by h cells: the screens, and below them the bar. Where the screens leave no room for it, it
// lies over their last lines while the tour rests, and is a single line otherwise.
func (l Looks) draw(v View, w, h int) string {
	if small(w, h, v.Needs) && !l.still {
		said := l.Text.T("demo.small", "Width", v.Needs.Columns, "Height", v.Needs.Rows)
		return widget.Fit(strings.Join(widget.Wrap(said, max(w, 1)), "\n"), max(w, 1), max(h, 1))
	}
	bar, tall := l.bar(v, w), 0
	for _, s := range v.Screens {
		tall = max(tall, s.H)
	}
	lines := l.screens(v, w, h)
	if tall+len(bar) <= h || v.Rests && v.Mode != interactive {
		bar = bar[:min(len(bar), h)]
		return widget.Fit(strings.Join(append(lines[:h-len(bar)], bar...), "\n"), w, h)
	}
	at := h - 1
	if v.Mode == interactive && strings.TrimSpace(ansi.Strip(lines[at])) != "" { // who uses the program wants its keys
		at = 0
	}
	lines[at] = l.line(v, w)
	return widget.Fit(strings.Join(lines, "\n"), w, h)
}

// screens are side by side, in the middle; where there is no room for that, it is the one that is used.
func (l Looks) screens(v View, w, h int) []string {
	lines := make([]string, h)
	if len(v.Screens) == 0 {
		lines[0] = " " + l.Text.T("demo.opening")
		return lines
	}
	all := v.Screens
	if across(all) > w {
		all = all[v.Focus : v.Focus+1]
	}
	left := strings.Repeat(" ", max((w-across(all))/2, 0))
	for y := range h {
		lines[y] = left
	}
	for i, s := range all {
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
	return lines
}

// across is how many cells screens need side by side, with a line between them.
func across(all []screen.Screen) int {
	total := len(all) - 1
	for _, s := range all {
		total += s.W
	}
	return total
}

// bar explains what is seen.
func (l Looks) bar(v View, w int) []string {
	t := l.Theme
	place, user := " "+place(v)+" ", " "
	if len(v.Users) > 1 {
		user = " " + t.Glyph.Bullet + " " + v.Users[v.Focus] + " "
	}
	room := max(w-widget.Width(place)-widget.Width(user)-1, 0)
	title := " " + widget.Truncate(v.Title, room, t.Glyph.Ellipsis) + user
	rule := strings.Repeat(t.Glyph.Box.H, max(w-widget.Width(title)-widget.Width(place), 0))
	lines := []string{t.Badge.Render(title) + t.Faint.Render(rule) + t.Dim.Render(place)}
	for _, line := range atLeast(captionHeight, l.said(v, max(w-2, 1))) {
		lines = append(lines, " "+line)
	}
	if l.Presenter {
		for _, n := range atLeast(noteHeight, widget.Wrap(v.Note, max(w-2, 1))) {
			lines = append(lines, t.Info.Render(" "+n))
		}
	}
	if l.still {
		return lines
	}
	return append(lines, t.Dim.Render(" "+l.keys(v, w-2)))
}

// place is which step of how many is shown.
func place(v View) string { return strconv.Itoa(v.At) + "/" + strconv.Itoa(v.Of) }

// said is the caption, or what has to be said in its place.
func (l Looks) said(v View, w int) []string {
	switch v.Mode {
	case choosing:
		var lines []string
		for i, c := range v.Choices {
			lines = append(lines, l.Theme.Key.Render(strconv.Itoa(i+1))+" "+c)
		}
		return lines
	case stuck:
		return widget.Wrap(l.Text.T("demo.stuck", "Text", v.Fault), w)
	default:
		return widget.Wrap(v.Caption, w)
	}
}

// atLeast fills lines up to n.
func atLeast(n int, lines []string) []string {
	return append(lines, slices.Repeat([]string{""}, max(n-len(lines), 0))...)
}

// line is the bar in a line: where one is, and the keys.
func (l Looks) line(v View, w int) string {
	t, at := l.Theme, place(v)
	if len(v.Users) > 1 {
		at += " " + t.Glyph.Bullet + " " + v.Users[v.Focus]
	}
	at = t.Badge.Render(" " + at + " ")
	line := at + " " + t.Dim.Render(l.keys(v, w-widget.Width(at)-2))
	return line + strings.Repeat(" ", max(w-widget.Width(line), 0))
}

// keys are what keys do, in at most w cells: those that do not fit are left out.
func (l Looks) keys(v View, w int) string {
	id := "demo.keys_" + [...]string{"opening", "playing", "paused", "hand", "choosing", "ended", "stuck"}[v.Mode]
	if l.Records {
		id = "demo.keys_write"
	}
	if !l.Drives {
		id = "demo.keys_watching"
	}
	return whole(l.Text.T(id), w)
}

// whole are those of the hints in text that fit into w cells, none of them cut.
func whole(text string, w int) string {
	hints := strings.Split(text, "  ")
	for len(hints) > 1 && widget.Width(strings.Join(hints, "  ")) > w {
		hints = hints[:len(hints)-1]
	}
	return widget.Truncate(strings.Join(hints, "  "), max(w, 0), "")
}
