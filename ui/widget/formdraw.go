package widget

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/theme"
)

// maxLabel is the most cells of the label column.
const maxLabel = 24

// page is a form being drawn: its lines, and where the focus and the caret are among them.
type page struct {
	form     *Form
	theme    *theme.Theme
	w, h     int
	label    int // cells of the label column
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
	p := &page{form: f, theme: f.theme, w: w, h: h, row: -1}
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
	top := p.form.top
	if p.form.neighbour(-1) < 0 {
		top = 0
	}
	if p.form.neighbour(1) < 0 {
		top = max(top, len(p.lines)-p.h)
	}
	top = max(top, p.to-p.h)
	top = min(top, p.from)
	row := p.row
	if p.cursor != nil {
		row = p.cursor.Y
	}
	if row >= 0 { // an item may be higher than the window
		top = min(max(top, row-p.h+1), row)
	}
	p.form.top = max(min(top, len(p.lines)-p.h), 0)
}

// window cuts the lines to the height, around the focus.
func (p *page) window() (string, *tea.Cursor) {
	p.scroll()
	top := p.form.top
	lines := fitLines(p.lines[top:], p.w, p.h)
	if top > 0 {
		lines[0] = p.mark(lines[0], p.theme.Glyph.Up)
	}
	if len(p.lines) > top+p.h {
		lines[p.h-1] = p.mark(lines[p.h-1], p.theme.Glyph.Down)
	}
	cur := p.cursor
	if cur != nil {
		cur.X, cur.Y = max(min(cur.X, p.w-1), 0), cur.Y-top
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
	v := &valueView{
		theme: t, text: p.form.text, item: it, focused: focused, room: max(p.w-p.indent(), 0), h: p.h, left: p.h - row,
		row: -1,
	}
	value := v.lines()
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
	if v.cursor != nil {
		v.cursor.X += p.indent()
		v.cursor.Y += row
		p.cursor = v.cursor
	}
	if v.row >= 0 {
		p.row = v.row + row
	}
	p.below(it, focused)
}

// below appends what is shown beneath a value: the error in words, and the help of the item with the focus.
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
