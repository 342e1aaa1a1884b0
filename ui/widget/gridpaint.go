package widget

import (
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/ui/theme"
)

// cellTexts are the texts of a source, cleaned, and the columns that they are in.
type cellTexts struct {
	src    Source
	theme  *theme.Theme
	layout layout
}

// text is what a cell shows.
func (c *cellTexts) text(row, col int) string { return c.theme.Clean(c.src.Cell(row, col)) }

// sortText is what a cell is sorted by.
func (c *cellTexts) sortText(row, col int) string {
	if by, ok := c.src.(Sorter); ok {
		return by.SortKey(row, col)
	}
	return c.text(row, col)
}

// painter draws the lines of a grid, each once as long as nothing in it changes.
type painter struct {
	cells     cellTexts
	w         int    // cells of a line
	header    string // the line of titles; "" when it is to be drawn
	drawn     map[lineKey]drawn
	selected  lipgloss.Style
	forbidden lipgloss.Style // selected, and cannot be chosen
}

// maxDrawn is how many lines are kept; more than any screen shows.
const maxDrawn = 4096

type lineKey struct {
	row      int
	selected bool
}

type drawn struct {
	version uint64
	text    string
}

// setTheme changes the looks.
func (p *painter) setTheme(t *theme.Theme) {
	p.cells.theme, p.selected, p.forbidden = t, t.Selected, t.Locked
	p.forget()
}

// arrange lays the columns out for lines of w cells.
func (p *painter) arrange(cols []Column, w int) { p.w, p.cells.layout = w, newLayout(cols, w) }

// forget drops everything that was drawn.
func (p *painter) forget() {
	clear(p.drawn)
	p.header = ""
}

// titles is the column titles, with the direction beside the one that sorts.
func (p *painter) titles(by sorting) string {
	if p.header != "" {
		return p.header
	}
	t := p.cells.theme
	var b strings.Builder
	b.WriteString(strings.Repeat(" ", gutter))
	for i, s := range p.cells.layout.slots {
		if i > 0 {
			b.WriteString(strings.Repeat(" ", gap))
		}
		c := p.cells.layout.cols[s.col]
		title := c.Title
		if s.col == by.col {
			mark := t.Glyph.Up
			if by.reverse {
				mark = t.Glyph.Down
			}
			title = Truncate(title, s.width-2, "") + " " + mark
		}
		p.pad(&b, title, s, c.Right)
	}
	p.header = t.Header.Render(Truncate(b.String(), p.w, ""))
	return p.header
}

// pad writes a cell's text, cut and filled to its width.
func (p *painter) pad(b *strings.Builder, text string, s slot, right bool) {
	text = Truncate(text, s.width, p.cells.theme.Glyph.Ellipsis)
	fill := strings.Repeat(" ", max(s.width-Width(text), 0))
	if right {
		b.WriteString(fill)
		b.WriteString(text)
		return
	}
	b.WriteString(text)
	b.WriteString(fill)
}

// line is a row as it is drawn, again when it has changed.
func (p *painter) line(row int, selected bool) string {
	k, v := lineKey{row, selected}, p.cells.src.Version(row)
	if d, ok := p.drawn[k]; ok && d.version == v {
		return d.text
	}
	if len(p.drawn) >= maxDrawn {
		clear(p.drawn)
	}
	text := p.draw(row, selected)
	p.drawn[k] = drawn{v, text}
	return text
}

// draw renders a row in segments of one style each.
func (p *painter) draw(row int, selected bool) string {
	src := p.cells.src
	disabled := src.Disabled(row)
	base, mark := p.style(row, selected, disabled)
	styler, _ := src.(CellStyler)

	var out, plain strings.Builder
	left := p.w
	flush := func(st lipgloss.Style) {
		s := Truncate(plain.String(), left, "")
		plain.Reset()
		if s != "" {
			left -= Width(s)
			out.WriteString(st.Inline(true).Render(s))
		}
	}
	plain.WriteString(PadRight(mark, gutter))
	for i, s := range p.cells.layout.slots {
		if i > 0 {
			plain.WriteString(strings.Repeat(" ", gap))
		}
		cell, right := p.cells.text(row, s.col), p.cells.layout.cols[s.col].Right
		if styler != nil && !disabled {
			if st, ok := styler.CellStyle(row, s.col); ok {
				flush(base)
				if selected {
					st = p.cells.theme.UnderCursor(st)
				}
				p.pad(&plain, cell, s, right)
				flush(st)
				continue
			}
		}
		p.pad(&plain, cell, s, right)
	}
	if selected { // the bar goes to the edge
		plain.WriteString(strings.Repeat(" ", max(left-Width(plain.String()), 0)))
	}
	flush(base)
	return out.String()
}

// style is a row's style and the mark before it.
func (p *painter) style(row int, selected, disabled bool) (lipgloss.Style, string) {
	t := p.cells.theme
	switch {
	case selected && disabled:
		return p.forbidden, t.Glyph.Cursor + t.Glyph.Lock
	case selected:
		return p.selected, t.Glyph.Cursor
	case disabled:
		return t.Faint, t.Glyph.Lock
	}
	return p.cells.src.Style(row), ""
}

// cut says, in at most so many lines, what a row has in cells that are cut and in columns that are left out.
func (p *painter) cut(row, most int) []string {
	t := p.cells.theme
	var parts []string
	for col, c := range p.cells.layout.cols {
		cell := p.cells.text(row, col)
		if cell == "" || Width(cell) <= p.cells.layout.width(col) {
			continue
		}
		parts = append(parts, t.Clean(c.Title)+" "+cell)
	}
	if len(parts) == 0 {
		return nil
	}
	bar := t.Faint.Render(PadRight(t.Glyph.Bullet, gutter)) // no line begins with someone else's words
	lines := packed(parts, max(p.w-gutter, 1))
	lines = lines[:min(len(lines), most)]
	for i, l := range lines {
		lines[i] = Truncate(bar+t.Dim.Render(l), p.w, "")
	}
	return lines
}

// packed puts parts side by side in as few lines of w cells as they need. A part is broken only where a line has no
// room for it alone.
func packed(parts []string, w int) (lines []string) {
	for _, part := range parts {
		fits := slices.IndexFunc(lines, func(l string) bool { return Width(l)+gap+Width(part) <= w })
		switch n := len(lines); {
		case fits >= 0:
			lines[fits] += strings.Repeat(" ", gap) + part
		case n == 0 || Width(part) <= w:
			lines = append(lines, Wrap(part, w)...)
		default:
			lines = append(lines[:n-1], Wrap(lines[n-1]+strings.Repeat(" ", gap)+part, w)...)
		}
	}
	return lines
}
