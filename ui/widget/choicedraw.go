package widget

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

const (
	leastRows = 3 // options that stand in an open list, however little room there is
	aboveList = 4 // lines that the list of a choice leaves to what else is shown with it
)

// choiceLines is the value, and with the focus the list of all options beneath it, or as much of the list as fits.
func (p *page) choiceLines(it *item, focused bool) []string {
	t, room := p.theme, p.room()
	var cur Option
	if i := it.pickedIndex(); i >= 0 {
		cur = it.opts[i]
	}
	if !focused {
		style := t.Text
		if it.place() == 0 {
			style = t.Faint
		}
		return []string{p.option(style, cur, "", room)}
	}
	if len(it.opts) < 2 {
		return []string{p.turning(it, cur, room, false)}
	}
	match := it.matching()
	rows := len(match)
	if free := p.h - len(p.lines) - aboveList; rows > free {
		rows = min(rows, max(free, min(p.h-aboveList, leastRows+2), leastRows))
	}
	lines := []string{p.turning(it, cur, room, rows < len(match))}
	if it.filter != nil {
		lines[0] = p.filterLine(it, len(match), room)
	}
	from := 0
	for i, o := range match {
		if o == it.at {
			from = max(min(i-rows/2, len(match)-rows), 0)
			p.row = i - from + 1
		}
	}
	for _, i := range match[from : from+rows] {
		lines = append(lines, p.expanded(it, i, room))
	}
	return lines
}

// turning is the value between signs that it can be changed, and where it is among the options that do not all fit.
func (p *page) turning(it *item, cur Option, room int, some bool) string {
	t := p.theme
	first := Truncate(t.Glyph.Left+" "+t.Accent.Render(t.Clean(cur.name()))+" "+t.Glyph.Right, room, "")
	var tail string
	if len(it.opts) < 2 {
		tail = cur.Detail
		if cur.Disabled != "" {
			tail = cur.Disabled
		}
	} else if some && it.place() > 0 {
		tail = p.text.T("form.position", "At", it.place(), "Of", len(it.Choices))
	}
	if it.long() {
		tail = strings.TrimSpace(tail + "  " + p.text.T("form.filter_key"))
	}
	rest := room - Width(first) - gap
	if rest >= 4 && tail != "" {
		first += strings.Repeat(" ", gap) + t.Dim.Render(Truncate(t.Clean(tail), rest, t.Glyph.Ellipsis))
	}
	return first
}

// filterLine is what the options are filtered by, and how many are left.
func (p *page) filterLine(it *item, left, room int) string {
	t := p.theme
	tail := "  " + p.text.T("form.position", "At", left, "Of", len(it.opts))
	if room < Width(tail)+8 {
		tail = ""
	}
	s, x := it.filter.view(max(room-2-Width(tail), 1))
	p.cursor = tea.NewCursor(2+x, 0)
	if wide := min(minField, room-2-Width(tail)); wide > Width(s) {
		s += t.Faint.Underline(true).Render(strings.Repeat(" ", wide-Width(s)))
	}
	return t.Accent.Render("/ ") + s + t.Dim.Render(tail)
}

// expanded is option i in the list beneath its choice.
func (p *page) expanded(it *item, i, room int) string {
	t, o := p.theme, it.opts[i]
	mark, style := t.Glyph.Off, t.Text
	switch {
	case o.Value == it.picked:
		mark, style = t.Glyph.On, t.Accent
	case !it.choosable(i):
		mark, style = t.Glyph.Lock, t.Faint
	}
	if i == it.at {
		return t.Accent.Render(t.Glyph.Right) + " " + p.option(t.Selected, o, mark, room-2)
	}
	return "  " + p.option(style, o, mark, room-2)
}
