package review

import (
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/ui/widget"
)

// list draws the rows that fit, with the one under the cursor in sight.
func (s *Screen) list(w, h int) string {
	var all []string
	from, to := 0, 0 // the lines of the row under the cursor
	for i := range s.rows {
		lines := s.lines(i, w)
		if i == s.at {
			from, to = len(all), len(all)+len(lines)
		}
		all = append(all, lines...)
	}
	if from < s.top+1 {
		s.top = from - 1
	}
	if s.at == s.firstField() { // what has to be known before an order stands above it
		s.top = 0
	}
	if to > s.top+h-2 {
		s.top = to - h + 2
	}
	if s.at >= s.lastField() { // the price stands below the last answer
		s.top = len(all) - h
	}
	s.top = max(min(s.top, len(all)-h), 0)
	out := all[s.top:min(len(all), s.top+h)]
	t := s.env.Theme
	mark := func(i int, glyph string) {
		out[i] = widget.PadRight(widget.Truncate(out[i], w-2, t.Glyph.Ellipsis), w-1) + t.Faint.Render(glyph)
	}
	if s.top > 0 {
		mark(0, t.Glyph.Up)
	}
	if s.top+h < len(all) {
		mark(len(out)-1, t.Glyph.Down)
	}
	return widget.Fit(strings.Join(out, "\n"), w, h)
}

// firstField is the first row with an answer.
func (s *Screen) firstField() int {
	for i, r := range s.rows {
		if r.field != "" {
			return i
		}
	}
	return 0
}

// lastField is the last row with an answer.
func (s *Screen) lastField() int {
	last := 0
	for i, r := range s.rows {
		if r.field != "" {
			last = i
		}
	}
	return last
}

// lines is a row: its label, and beside it its value, both on as many lines as they need.
func (s *Screen) lines(i, w int) []string {
	t, r := s.env.Theme, s.rows[i]
	if r.kind == heading {
		return []string{t.Header.Render(widget.Truncate(t.Clean(r.label), w, t.Glyph.Ellipsis))}
	}
	cols := labelCols
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
