package review

import (
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// list is the rows, with the cursor on an answer.
type list struct {
	env  *step.Env
	rows []row
	at   int
	pane pane
}

// set replaces the rows. The cursor stays at its answer, or goes to the next one.
func (l *list) set(rows []row) {
	l.rows = rows
	l.at = min(l.at, len(l.rows)-1)
	if next := answered(l.rows, max(l.at, 0), 1); next >= 0 {
		l.at = next
	} else {
		l.at = max(answered(l.rows, len(l.rows)-1, -1), 0)
	}
}

// field is the answer under the cursor; "" for none.
func (l *list) field() provider.Field { return l.rows[l.at].field }

// toFirst goes to the first answer, with all that is above it in sight.
func (l *list) toFirst() {
	l.at = max(answered(l.rows, 0, 1), 0)
	l.pane.top, l.pane.away = 0, true
}

// toLast goes to the last answer.
func (l *list) toLast() {
	l.at = max(answered(l.rows, len(l.rows)-1, -1), 0)
	l.pane.away = false
}

// move moves the cursor to the next answer. Where there is none the rest is scrolled into sight. Which answer it is
// does not depend on what was drawn: keys may come faster than frames.
func (l *list) move(by int) {
	if next := answered(l.rows, l.at+by, by); next >= 0 {
		l.at, l.pane.away = next, false
		return
	}
	l.pane.turn(by)
}

// draw draws the rows that fit, with the one under the cursor in sight unless the operator has scrolled.
func (l *list) draw(w, h int) string {
	all, spans := l.laid(w)
	if len(all) == 0 {
		return widget.Fit("", w, h)
	}
	p := &l.pane
	p.h = h
	if !p.away {
		p.follow(spans[l.at], l.at == answered(l.rows, 0, 1), l.at >= answered(l.rows, len(l.rows)-1, -1), len(all))
	}
	p.top = max(min(p.top, len(all)-h), 0)
	out := all[p.top:min(len(all), p.top+h)]
	t := l.env.Theme
	mark := func(i int, glyph string) {
		out[i] = widget.PadRight(widget.Truncate(out[i], w-2, ""), w-1) + t.Faint.Render(glyph)
	}
	if p.top > 0 {
		mark(0, t.Glyph.Up)
	}
	if p.top+h < len(all) {
		mark(len(out)-1, t.Glyph.Down)
	}
	return widget.Fit(strings.Join(out, "\n"), w, h)
}

// laid are all lines in w cells, and which of them each row has.
func (l *list) laid(w int) (all []string, spans []span) {
	for i := range l.rows {
		from := len(all)
		all = append(all, l.lines(i, w)...)
		spans = append(spans, span{from, len(all)})
	}
	return all, spans
}

// labelCols is the width of the labels.
const labelCols = 18 // in narrow windows they have less

// labelWidth is the width of the labels in lines of w cells.
func labelWidth(w int) int { return min(labelCols, max(w*2/5, 10)) }

// lines is a row: its label, and beside it its value, both on as many lines as they need.
func (l *list) lines(i, w int) []string {
	t, r := l.env.Theme, l.rows[i]
	if r.kind == heading {
		return []string{t.Header.Render(widget.Truncate(t.Clean(r.label), w, t.Glyph.Ellipsis))}
	}
	cols := labelWidth(w)
	if r.label == "" && r.kind == faint {
		cols = 0
	}
	label := widget.Wrap(t.Clean(r.label), max(cols-1, 1))
	value := widget.Wrap(t.Clean(r.value), max(w-cols-4, 8)) // the last cells are those of the marks
	mark, left, right := l.look(i)
	var out []string
	for n := range max(len(label), len(value)) {
		if n > 0 {
			mark = " "
		}
		head := widget.PadRight(mark, 2) + widget.PadRight(at(label, n), cols)
		if i == l.at && r.field != "" {
			out = append(out, t.Selected.Render(widget.PadRight(head+at(value, n), w)))
			continue
		}
		out = append(out, left.Render(head)+right.Render(at(value, n)))
	}
	return out
}

// look is the mark before a row, and the styles of its label and its value.
func (l *list) look(i int) (mark string, label, value lipgloss.Style) {
	t, r := l.env.Theme, l.rows[i]
	if i == l.at && r.field != "" {
		mark = t.Glyph.Cursor
		switch r.kind { // what is wrong stays in sight beside the cursor
		case bad:
			mark += t.Glyph.Fail
		case warned:
			mark += t.Glyph.Warn
		case plain, heading, strong, faint:
		}
		return mark, t.Selected, t.Selected
	}
	switch r.kind {
	case bad:
		return t.Glyph.Fail, t.Bad, t.Bad
	case warned:
		return t.Glyph.Warn, t.Warn, t.Warn
	case strong:
		return " ", t.Dim, t.Title
	case faint:
		return " ", t.Dim, t.Dim
	case plain, heading:
	}
	return " ", t.Dim, t.Text
}

// at is line n of lines, "" behind the last.
func at(lines []string, n int) string {
	if n < len(lines) {
		return lines[n]
	}
	return ""
}
