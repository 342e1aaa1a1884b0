package widget

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

const (
	leastRows = 3 // options that an open list shows, however little room there is
	aboveList = 4 // lines that the list of a choice leaves to what else is shown with it
)

// choiceView is a choice being drawn: its value, and with the focus the list of its options.
type choiceView struct {
	*valueView
	of *choice
}

// lines is the value, and with the focus the list of all options beneath it, or as much of the list as fits.
func (v choiceView) lines() []string {
	c := v.of
	var cur Option
	if i := c.index(c.picked); i >= 0 {
		cur = c.all[i]
	}
	if !v.focused {
		style := v.theme.Text
		if c.place(c.picked) == 0 {
			style = v.theme.Faint
		}
		return []string{v.option(style, cur, "", v.room)}
	}
	if len(c.all) < 2 {
		return []string{v.turning(cur, false)}
	}
	match := c.matching()
	rows := len(match)
	if free := v.left - aboveList; rows > free {
		rows = min(rows, max(free, min(v.h-aboveList, leastRows+2), leastRows))
	}
	lines := []string{v.turning(cur, rows < len(match))}
	if c.filter != nil {
		lines[0] = v.filterLine(len(match))
	}
	from := 0
	for i, o := range match {
		if o == c.at {
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
	t, c := v.theme, v.of
	first := Truncate(t.Glyph.Left+" "+t.Accent.Render(t.Clean(cur.name()))+" "+t.Glyph.Right, v.room, "")
	var tail string
	if len(c.all) < 2 {
		tail = cur.Detail
		if cur.Disabled != "" {
			tail = cur.Disabled
		}
	} else if at := c.place(c.picked); some && at > 0 {
		tail = v.text.T("form.position", "At", at, "Of", len(c.all)-c.others)
	}
	if c.long() {
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
	t, c := v.theme, v.of
	tail := "  " + v.text.T("form.position", "At", left, "Of", len(c.all))
	if v.room < Width(tail)+8 {
		tail = ""
	}
	s, x := c.filter.view(max(v.room-2-Width(tail), 1))
	v.cursor = tea.NewCursor(2+x, 0)
	if wide := min(minField, v.room-2-Width(tail)); wide > Width(s) {
		s += t.Faint.Underline(true).Render(strings.Repeat(" ", wide-Width(s)))
	}
	return t.Accent.Render("/ ") + s + t.Dim.Render(tail)
}

// expanded is option i in the list beneath its choice.
func (v choiceView) expanded(i int) string {
	t, c := v.theme, v.of
	o := c.all[i]
	mark, style := t.Glyph.Off, t.Text
	switch {
	case o.Value == c.picked:
		mark, style = t.Glyph.On, t.Accent
	case !c.offered(i):
		mark, style = t.Glyph.Lock, t.Faint
	}
	if i == c.at {
		return t.Accent.Render(t.Glyph.Right) + " " + v.option(t.Selected, o, mark, v.room-2)
	}
	return "  " + v.option(style, o, mark, v.room-2)
}
