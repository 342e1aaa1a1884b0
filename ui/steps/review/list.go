package review

import (
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/ui/widget"
)

// list draws the rows that fit, with the one under the cursor in sight unless the operator has scrolled.
func (s *Screen) list(w, h int) string {
	all, spans := s.laid(w)
	if len(all) == 0 {
		return widget.Fit("", w, h)
	}
	p := &s.pane
	p.h = h
	if !p.away {
		p.follow(spans[s.at], s.at == answered(s.rows, 0, 1), s.at >= answered(s.rows, len(s.rows)-1, -1), len(all))
	}
	p.top = max(min(p.top, len(all)-h), 0)
	out := all[p.top:min(len(all), p.top+h)]
	t := s.env.Theme
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
func (s *Screen) laid(w int) (all []string, spans []span) {
	for i := range s.rows {
		from := len(all)
		all = append(all, s.lines(i, w)...)
		spans = append(spans, span{from, len(all)})
	}
	return all, spans
}

// labelWidth is the width of the labels in lines of w cells.
func labelWidth(w int) int { return min(labelCols, max(w/3, 10)) }

// lines is a row: its label, and beside it its value, both on as many lines as they need.
func (s *Screen) lines(i, w int) []string {
	t, r := s.env.Theme, s.rows[i]
	if r.kind == heading {
		return []string{t.Header.Render(widget.Truncate(t.Clean(r.label), w, t.Glyph.Ellipsis))}
	}
	cols := labelWidth(w)
	if r.label == "" && r.kind == faint {
		cols = 0
	}
	label := widget.Wrap(t.Clean(r.label), max(cols-1, 1))
	value := widget.Wrap(t.Clean(r.value), max(w-cols-4, 8)) // the last cells are those of the marks
	mark, left, right := s.look(i)
	var out []string
	for n := range max(len(label), len(value)) {
		if n > 0 {
			mark = " "
		}
		head := widget.PadRight(mark, 2) + widget.PadRight(at(label, n), cols)
		if i == s.at && r.field != "" {
			out = append(out, t.Selected.Render(widget.PadRight(head+at(value, n), w)))
			continue
		}
		out = append(out, left.Render(head)+right.Render(at(value, n)))
	}
	return out
}

// look is the mark before a row, and the styles of its label and its value.
func (s *Screen) look(i int) (mark string, label, value lipgloss.Style) {
	t, r := s.env.Theme, s.rows[i]
	if i == s.at && r.field != "" {
		return t.Glyph.Cursor, t.Selected, t.Selected
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
