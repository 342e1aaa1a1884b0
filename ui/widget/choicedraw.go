package widget

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

const (
	leastRows = 3 // options that stand in an open list, however little room there is
	aboveList = 4 // lines that the list of a choice leaves to what else is shown with it
)

// choiceView is a choice being drawn: its value, and with the focus the list of its options.
type choiceView struct{ *valueView }

// lines is the value, and with the focus the list of all options beneath it, or as much of the list as fits.
func (v choiceView) lines() []string {
	it := v.item
	var cur Option
	if i := it.pickedIndex(); i >= 0 {
		cur = it.opts[i]
	}
	if !v.focused {
		style := v.theme.Text
		if it.place() == 0 {
			style = v.theme.Faint
		}
		return []string{v.option(style, cur, "", v.room)}
	}
	if len(it.opts) < 2 {
		return []string{v.turning(cur, false)}
	}
	match := it.matching()
	rows := len(match)
	if free := v.left - aboveList; rows > free {
		rows = min(rows, max(free, min(v.h-aboveList, leastRows+2), leastRows))
	}
	lines := []string{v.turning(cur, rows < len(match))}
	if it.filter != nil {
		lines[0] = v.filterLine(len(match))
	}
	from := 0
	for i, o := range match {
		if o == it.at {
			from = max(min(i-rows/2, len(match)-rows), 0)
			v.row = i - from + 1
		}
	}
	for _, i := range match[from : from+rows] {
		lines = append(lines, v.expanded(i))
	}
	return lines
}

// turning is the value between signs that it can be changed, and where it is among the options that do not all fit.
func (v choiceView) turning(cur Option, some bool) string {
	t, it := v.theme, v.item
	first := Truncate(t.Glyph.Left+" "+t.Accent.Render(t.Clean(cur.name()))+" "+t.Glyph.Right, v.room, "")
	var tail string
	if len(it.opts) < 2 {
		tail = cur.Detail
		if cur.Disabled != "" {
			tail = cur.Disabled
		}
	} else if some && it.place() > 0 {
		tail = v.text.T("form.position", "At", it.place(), "Of", len(it.Choices))
	}
	if it.long() {
		tail = strings.TrimSpace(tail + "  " + v.text.T("form.filter_key"))
	}
	rest := v.room - Width(first) - gap
	if rest >= 4 && tail != "" {
		first += strings.Repeat(" ", gap) + t.Dim.Render(Truncate(t.Clean(tail), rest, t.Glyph.Ellipsis))
	}
	return first
}

// filterLine is what the options are filtered by, and how many are left.
func (v choiceView) filterLine(left int) string {
	t, it := v.theme, v.item
	tail := "  " + v.text.T("form.position", "At", left, "Of", len(it.opts))
	if v.room < Width(tail)+8 {
		tail = ""
	}
	s, x := it.filter.view(max(v.room-2-Width(tail), 1))
	v.cursor = tea.NewCursor(2+x, 0)
	if wide := min(minField, v.room-2-Width(tail)); wide > Width(s) {
		s += t.Faint.Underline(true).Render(strings.Repeat(" ", wide-Width(s)))
	}
	return t.Accent.Render("/ ") + s + t.Dim.Render(tail)
}

// expanded is option i in the list beneath its choice.
func (v choiceView) expanded(i int) string {
	t, it := v.theme, v.item
	o := it.opts[i]
	mark, style := t.Glyph.Off, t.Text
	switch {
	case o.Value == it.picked:
		mark, style = t.Glyph.On, t.Accent
	case !it.choosable(i):
		mark, style = t.Glyph.Lock, t.Faint
	}
	if i == it.at {
		return t.Accent.Render(t.Glyph.Right) + " " + v.option(t.Selected, o, mark, v.room-2)
	}
	return "  " + v.option(style, o, mark, v.room-2)
}
