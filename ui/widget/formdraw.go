package widget

import (
	"strings"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"
)

const (
	maxLabel  = 24 // cells of the label column
	minField  = 24 // cells of a line of text, where there is room
	minNumber = 8  // cells of one with a unit
	areaLines = 8  // lines of a Multiline with the focus
	peekLines = 3  // lines of a Multiline without
)

// page is a form being drawn: its lines, and where the focus and the caret are among them.
type page struct {
	*Form
	w, label int // cells of all, and of the label column
	h        int
	lines    []string
	from, to int // lines of the item with the focus
	row      int // line of the option under the cursor; -1 where none is
	cursor   *tea.Cursor
}

// View draws the form into exactly w by h cells, with the item that has the focus in sight. The cursor is nil where
// no text is typed.
func (f *Form) View(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return Fit("", w, h), nil
	}
	p := &page{Form: f, w: w, h: h, row: -1}
	for _, it := range f.items {
		if it.answers() {
			p.label = max(p.label, Width(p.theme.Clean(it.Label)))
		}
	}
	p.label = min(p.label, maxLabel, max(w*9/20-gutter, 0))
	for i, it := range f.items {
		if it.Hidden {
			continue
		}
		if i == f.at {
			p.from = len(p.lines)
		}
		p.draw(it, i == f.at)
		if i == f.at {
			p.to = len(p.lines)
		}
	}
	return p.window()
}

// scroll chooses the first line to draw. The notes before the first item and after the last one come into sight with
// that item, since the focus cannot go to them.
func (p *page) scroll() {
	if !p.hasItem(-1) {
		p.top = 0
	}
	if !p.hasItem(1) {
		p.top = max(p.top, len(p.lines)-p.h)
	}
	p.top = max(p.top, p.to-p.h)
	p.top = min(p.top, p.from)
	row := p.row
	if p.cursor != nil {
		row = p.cursor.Y
	}
	if row >= 0 { // an item may be higher than the window
		p.top = min(max(p.top, row-p.h+1), row)
	}
	p.top = max(min(p.top, len(p.lines)-p.h), 0)
}

// hasItem reports whether there is an item that takes answers in direction d of the focus.
func (p *page) hasItem(d int) bool {
	for i := p.at + d; p.at >= 0 && i >= 0 && i < len(p.items); i += d {
		if p.items[i].answers() {
			return true
		}
	}
	return false
}

// window cuts the lines to the height, around the focus.
func (p *page) window() (string, *tea.Cursor) {
	p.scroll()
	below := len(p.lines) > p.top+p.h
	lines := fitLines(p.lines[p.top:], p.w, p.h)
	if p.top > 0 {
		lines[0] = p.mark(lines[0], p.theme.Glyph.Up)
	}
	if below {
		lines[p.h-1] = p.mark(lines[p.h-1], p.theme.Glyph.Down)
	}
	cur := p.cursor
	if cur != nil {
		cur.X, cur.Y = max(min(cur.X, p.w-1), 0), cur.Y-p.top
		if cur.Y < 0 || cur.Y >= p.h {
			cur = nil
		}
	}
	return strings.Join(lines, "\n"), cur
}

// mark ends a line with a sign that there is more.
func (p *page) mark(line, glyph string) string {
	return PadRight(line, p.w-1) + p.theme.Faint.Render(glyph)
}

// add appends lines, indented.
func (p *page) add(indent int, lines ...string) {
	for _, l := range lines {
		p.lines = append(p.lines, strings.Repeat(" ", indent)+l)
	}
}

// indent is where values begin.
func (p *page) indent() int {
	if p.label == 0 {
		return gutter
	}
	return gutter + p.label + gap
}

// room is the cells for a value.
func (p *page) room() int { return max(p.w-p.indent(), 0) }

// draw appends the lines of an item.
func (p *page) draw(it *item, focused bool) {
	t := p.theme
	if it.Kind == Note {
		p.note(it)
		return
	}
	mark, style := " ", t.Dim
	if focused {
		mark, style = t.Glyph.Cursor, t.Accent
	}
	head := t.Accent.Render(PadRight(mark, gutter))
	label := Wrap(t.Clean(it.Label), max(p.label, 1))
	if p.label > 0 {
		head += style.Render(label[0]) + strings.Repeat(" ", p.label-Width(label[0])+gap)
	}
	row := len(p.lines)
	value := p.value(it, focused)
	p.lines = append(p.lines, head+value[0])
	for i := 1; i < max(len(value), len(label)); i++ {
		left, right := strings.Repeat(" ", p.indent()), ""
		if i < len(label) {
			left = strings.Repeat(" ", gutter) + style.Render(label[i]) + strings.Repeat(" ", p.label-Width(label[i])+gap)
		}
		if i < len(value) {
			right = value[i]
		}
		p.lines = append(p.lines, strings.TrimRight(left+right, " "))
	}
	if p.cursor != nil && focused {
		p.cursor.X += p.indent()
		p.cursor.Y += row
	}
	if p.row >= 0 && focused {
		p.row += row
	}
	p.below(it, focused)
}

// below appends what stands beneath a value: the error in words, and the help of the item with the focus.
func (p *page) below(it *item, focused bool) {
	t, indent := p.theme, p.indent()
	if p.w-indent < 24 {
		indent = gutter
	}
	if it.Error != "" {
		p.add(indent, styled(t.Bad, t.Glyph.Fail+" "+t.CleanLines(it.Error), p.w-indent)...)
	}
	if focused && it.Help != "" {
		p.add(indent, styled(t.Dim, t.CleanLines(it.Help), p.w-indent)...)
	}
}

// note appends a Note: its label as a heading, its words below.
func (p *page) note(it *item) {
	t := p.theme
	if len(p.lines) > 0 && it.Label != "" {
		p.lines = append(p.lines, "")
	}
	if it.Label != "" {
		p.lines = append(p.lines, t.Title.Render(Truncate(t.Clean(it.Label), p.w, t.Glyph.Ellipsis)))
	}
	if it.Help != "" {
		p.add(0, styled(t.Dim, t.CleanLines(it.Help), p.w)...)
	}
	if it.Error != "" {
		p.add(0, styled(t.Bad, t.Glyph.Fail+" "+t.CleanLines(it.Error), p.w)...)
	}
}

// value is the lines of an item's value, one at least. It sets the cursor relative to them.
func (p *page) value(it *item, focused bool) []string {
	switch it.Kind {
	case Choice:
		return p.choiceLines(it, focused)
	case Toggle:
		yes, no := p.text.T("form.yes"), p.text.T("form.no")
		g := p.theme.Glyph
		if it.on {
			it.toggle.Affirmative(g.On + " " + yes + "  ").Negative(g.Off + " " + no)
		} else {
			it.toggle.Affirmative(g.Off + " " + yes + "  ").Negative(g.On + " " + no)
		}
		return []string{Truncate(firstLine(it.toggle.View()), p.room(), "")}
	case Check:
		box, style := "[ ] ", p.theme.Text
		if it.on {
			box = "[x] "
		}
		if focused {
			style = p.theme.Accent
		}
		return []string{p.option(style, Option{Label: box + it.Placeholder, Detail: it.Unit}, "", p.room())}
	case Multiline:
		return p.areaLines(it, focused)
	case Fold:
		style := p.theme.Faint
		if focused {
			style = p.theme.Text
		}
		lines := Wrap(p.theme.Clean(it.Value)+" "+p.theme.Glyph.Right, max(p.room(), 1))
		for i, l := range lines {
			lines[i] = style.Render(l)
		}
		return lines
	default:
		return []string{p.inputLine(it, focused)}
	}
}

// inputLine is one line of text with its unit.
func (p *page) inputLine(it *item, focused bool) string {
	t, room := p.theme, p.room()
	unit := t.Clean(it.Unit)
	if unit != "" {
		unit = " " + unit
	}
	if room < Width(unit)+8 {
		unit = ""
	}
	room -= Width(unit)
	s, x := it.editor.view(room)
	line := t.Faint.Underline(true)
	if it.editor.value() == "" {
		s = line.Render(Truncate(t.Clean(it.Placeholder), room, t.Glyph.Ellipsis))
		x = 0
	}
	used := Width(s)
	if focused {
		p.cursor = tea.NewCursor(x, 0)
		used = max(used, x+1)
	}
	least := minField
	if unit != "" {
		least = minNumber
	}
	if wide := min(max(used, least), room); wide > Width(s) {
		s += line.Render(strings.Repeat(" ", wide-Width(s)))
	}
	return s + t.Dim.Render(unit)
}

// option is a mark, an option's name, and its detail or why it cannot be chosen.
func (p *page) option(style lipgloss.Style, o Option, mark string, room int) string {
	t := p.theme
	if mark != "" {
		mark += " "
	}
	s := Truncate(mark+t.Clean(o.name()), room, t.Glyph.Ellipsis)
	tail := o.Detail
	if o.Disabled != "" {
		tail = o.Disabled
	}
	rest := room - Width(s) - gap
	if tail == "" || rest < 4 {
		return style.Render(s)
	}
	return style.Render(s) + strings.Repeat(" ", gap) + t.Dim.Render(Truncate(t.Clean(tail), rest, t.Glyph.Ellipsis))
}

// areaLines is a Multiline beside a line: the editor with the focus, the beginning of the text without.
func (p *page) areaLines(it *item, focused bool) []string {
	room := max(p.room()-gap, 1)
	lines := p.textLines(it, focused, room)
	if focused && p.cursor != nil {
		p.cursor.X += gap
	}
	side := PadRight(p.theme.Faint.Render(p.theme.Glyph.Box.V), gap)
	for i := range lines {
		lines[i] = side + lines[i]
	}
	return lines
}

func (p *page) textLines(it *item, focused bool, room int) []string {
	t := p.theme
	if focused && it.area != nil {
		lines := max(min(areaLines, p.h-2), 1)
		it.area.SetWidth(room)
		it.area.SetHeight(lines)
		v := it.area.View()
		if it.Masked {
			v = masked(v)
		}
		p.cursor = it.area.Cursor()
		if it.Value == "" && it.Placeholder != "" {
			v = t.Faint.Render(Truncate(t.Clean(it.Placeholder), room, t.Glyph.Ellipsis))
		}
		return fitLines(strings.Split(v, "\n"), room, lines)
	}
	if it.Value == "" {
		return []string{t.Faint.Render(Truncate(t.Clean(it.Placeholder), room, t.Glyph.Ellipsis))}
	}
	text := t.CleanLines(it.Value)
	if it.Masked {
		text = masked(text)
	}
	all := strings.Split(text, "\n")
	lines := fitLines(all[:min(len(all), peekLines):min(len(all), peekLines)], room, min(len(all), peekLines))
	if n := len(all) - len(lines); n > 0 {
		lines = append(lines, t.Dim.Render(Truncate(p.text.T("form.more_lines", "Count", n), room, "")))
	}
	return lines
}

// masked is text with an asterisk for each character that is no blank.
func masked(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return r
		}
		return '*'
	}, ansi.Strip(s))
}
