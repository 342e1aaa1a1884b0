package widget

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
)

const (
	gutter   = 2    // cells before the first column, for the cursor
	maxCache = 4096 // lines kept; more than any screen shows
)

// slot is a visible column and the cells that it got.
type slot struct{ col, width int }

type lineKey struct {
	row      int
	selected bool
}

type drawn struct {
	version uint64
	text    string
}

// View draws the grid into exactly w by h cells: the column titles, rows, and a line with the filter and the numbers
// of rows while some are out of sight. The cursor is where the filter is typed; nil otherwise.
func (g *Grid) View(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return Fit("", w, h), nil
	}
	foot, below := Place(g, w, h)
	h -= len(below)

	var b strings.Builder
	b.Grow(h * (w + 24))
	if g.head > 0 {
		b.WriteString(g.headerLine())
	}
	for i := range g.page {
		if i+g.head > 0 {
			b.WriteByte('\n')
		}
		if p := g.top + i; p < g.shown() {
			b.WriteString(g.line(g.at(p), p == g.cursor))
		} else if i == 0 {
			b.WriteString(g.nothing())
		}
	}
	var cur *tea.Cursor
	if foot {
		if h > 1 {
			b.WriteByte('\n')
		}
		var s string
		s, cur = g.footer(h - 1)
		b.WriteString(s)
	}
	for _, l := range below {
		b.WriteString("\n" + l)
	}
	return b.String(), cur
}

// Place has g take keys and clicks as if it were drawn into w by h cells, more than none of both: for a frame that is
// known already. It returns whether there is a line with the filter or the numbers of rows, and the lines below all.
func Place(g *Grid, w, h int) (foot bool, below []string) {
	if w != g.w {
		g.resize(w)
	}
	if g.src.Len() != g.total {
		g.Refresh()
	}
	g.head = 0
	if h >= 3 {
		g.head = 1
	}
	below = g.cutCells(h)
	h -= len(below)
	g.page = h - g.head
	if foot = g.typing || h >= 3 && (g.query != "" || g.shown() > g.page); foot {
		g.page--
	}
	g.page = max(g.page, 0)
	g.scroll()
	return foot, below
}

// Untouched reports whether g shows its rows from the first one on, which is under the cursor, in the order of their
// source.
func Untouched(g *Grid) bool {
	return g.cursor == 0 && g.top == 0 && g.sortCol < 0 && !g.reverse && !g.typing && g.query == ""
}

// minWhole is the least height in which a row is said whole below the others.
const minWhole = 6

// cutCells says, in at most a third of h lines, what the row under the cursor has in cells that are cut and in columns
// that are left out. It is nothing for a grid that does not say rows whole.
func (g *Grid) cutCells(h int) []string {
	row, ok := g.Row()
	if !g.whole || !ok || h < minWhole {
		return nil
	}
	var parts []string
	for col, c := range g.cols {
		cell := g.theme.Clean(g.src.Cell(row, col))
		i := slices.IndexFunc(g.layout, func(s slot) bool { return s.col == col })
		if cell == "" || i >= 0 && Width(cell) <= g.layout[i].width {
			continue
		}
		parts = append(parts, g.theme.Clean(c.Title)+" "+cell)
	}
	if len(parts) == 0 {
		return nil
	}
	bar := g.theme.Faint.Render(PadRight(g.theme.Glyph.Bullet, gutter)) // no line begins with somebody else's words
	lines := Wrap(strings.Join(parts, strings.Repeat(" ", gap)), max(g.w-gutter, 1))
	lines = lines[:min(len(lines), h/3)]
	for i, l := range lines {
		lines[i] = Truncate(bar+g.theme.Dim.Render(l), g.w, "")
	}
	return lines
}

// resize lays the columns out for w. A filter looks at visible columns, so it is applied again when those change.
func (g *Grid) resize(w int) {
	before := len(g.layout)
	g.arrange(w)
	g.forget()
	if g.query != "" && len(g.layout) != before {
		g.Refresh()
	}
}

// scroll keeps the cursor in sight and the page full.
func (g *Grid) scroll() {
	g.top = min(g.top, g.cursor)
	g.top = max(g.top, g.cursor-g.page+1)
	g.top = max(min(g.top, g.shown()-g.page), 0)
}

// arrange chooses the columns that fit into w, and their widths.
func (g *Grid) arrange(w int) {
	g.w = w
	g.layout = g.layout[:0]
	for i, c := range g.cols {
		g.layout = append(g.layout, slot{i, c.least()})
	}
	room := w - gutter
	for g.need() > room && g.dropOne() {
	}
	rest := room - g.need()
	for i, s := range g.layout {
		more := max(min(g.cols[s.col].want()-s.width, rest), 0)
		g.layout[i].width += more
		rest -= more
	}
	flex := 0
	for _, s := range g.layout {
		if g.cols[s.col].Flex {
			flex++
		}
	}
	for i, s := range g.layout {
		if g.cols[s.col].Flex && rest > 0 {
			share := rest / flex
			g.layout[i].width += share
			rest -= share
			flex--
		}
	}
}

func (c Column) want() int {
	if c.Width > 0 {
		return c.Width
	}
	return max(Width(c.Title), c.Min)
}

func (c Column) least() int {
	if c.Min > 0 {
		return min(c.Min, c.want())
	}
	return c.want()
}

// need is the cells that the visible columns take with the gaps between them.
func (g *Grid) need() int {
	n := gap * max(len(g.layout)-1, 0)
	for _, s := range g.layout {
		n += s.width
	}
	return n
}

// GridWidth is how many cells a grid takes in which all columns have their Width.
func GridWidth(cols []Column) int {
	n := gutter + gap*max(len(cols)-1, 0)
	for _, c := range cols {
		n += c.want()
	}
	return n
}

// gap is the cells between columns.
const gap = 2

// dropOne takes the visible column out that may go first, and reports whether there was one.
func (g *Grid) dropOne() bool {
	best := -1
	for i, s := range g.layout {
		d := g.cols[s.col].Drop
		if d > 0 && (best < 0 || d < g.cols[g.layout[best].col].Drop) {
			best = i
		}
	}
	if best < 0 {
		return false
	}
	g.layout = append(g.layout[:best], g.layout[best+1:]...)
	return true
}

// headerLine is the column titles, with the direction beside the one that sorts.
func (g *Grid) headerLine() string {
	if g.header != "" {
		return g.header
	}
	var b strings.Builder
	b.WriteString(strings.Repeat(" ", gutter))
	for i, s := range g.layout {
		if i > 0 {
			b.WriteString(strings.Repeat(" ", gap))
		}
		c := g.cols[s.col]
		title := c.Title
		if s.col == g.sortCol {
			mark := g.theme.Glyph.Up
			if g.reverse {
				mark = g.theme.Glyph.Down
			}
			title = Truncate(title, s.width-2, "") + " " + mark
		}
		g.pad(&b, title, s, c.Right)
	}
	g.header = g.theme.Header.Render(Truncate(b.String(), g.w, ""))
	return g.header
}

// pad writes a cell's text, cut and filled to its width.
func (g *Grid) pad(b *strings.Builder, text string, s slot, right bool) {
	text = Truncate(text, s.width, g.theme.Glyph.Ellipsis)
	fill := strings.Repeat(" ", max(s.width-Width(text), 0))
	if right {
		b.WriteString(fill)
		b.WriteString(text)
		return
	}
	b.WriteString(text)
	b.WriteString(fill)
}

// line is a row as it is drawn, from the cache when it has not changed.
func (g *Grid) line(row int, selected bool) string {
	k, v := lineKey{row, selected}, g.src.Version(row)
	if c, ok := g.cache[k]; ok && c.version == v {
		return c.text
	}
	if len(g.cache) >= maxCache {
		clear(g.cache)
	}
	text := g.draw(row, selected)
	g.cache[k] = drawn{v, text}
	return text
}

// draw renders a row in segments of one style each.
func (g *Grid) draw(row int, selected bool) string {
	disabled := g.src.Disabled(row)
	base, mark := g.rowStyle(row, selected, disabled)
	styler, _ := g.src.(CellStyler)

	var out, plain strings.Builder
	left := g.w
	flush := func(st lipgloss.Style) {
		s := Truncate(plain.String(), left, "")
		plain.Reset()
		if s != "" {
			left -= Width(s)
			out.WriteString(st.Inline(true).Render(s))
		}
	}
	plain.WriteString(PadRight(mark, gutter))
	for i, s := range g.layout {
		if i > 0 {
			plain.WriteString(strings.Repeat(" ", gap))
		}
		cell := g.theme.Clean(g.src.Cell(row, s.col))
		if styler != nil && !disabled {
			if st, ok := styler.CellStyle(row, s.col); ok {
				flush(base)
				if selected {
					st = g.theme.UnderCursor(st)
				}
				g.pad(&plain, cell, s, g.cols[s.col].Right)
				flush(st)
				continue
			}
		}
		g.pad(&plain, cell, s, g.cols[s.col].Right)
	}
	if selected { // the bar goes to the edge
		plain.WriteString(strings.Repeat(" ", max(left-Width(plain.String()), 0)))
	}
	flush(base)
	return out.String()
}

// rowStyle is a row's style and the mark before it.
func (g *Grid) rowStyle(row int, selected, disabled bool) (lipgloss.Style, string) {
	switch {
	case selected && disabled:
		return g.forbidden, g.theme.Glyph.Cursor
	case selected:
		return g.selected, g.theme.Glyph.Cursor
	case disabled:
		return g.theme.Faint, g.theme.Glyph.Lock
	}
	return g.src.Style(row), ""
}

// nothing says why no row is shown.
func (g *Grid) nothing() string {
	s := g.text.T("list.none")
	if g.query != "" && g.total > 0 {
		s = g.text.T("list.no_match", "Filter", g.query)
	}
	return g.theme.Dim.Render(Truncate("  "+s, g.w, g.theme.Glyph.Ellipsis))
}

// footer is the line below the rows, y lines down: the filter, and how many rows there are.
func (g *Grid) footer(y int) (string, *tea.Cursor) {
	var count string
	if g.query != "" || g.typing {
		count = g.text.T("list.filtered", "Shown", g.shown(), "Total", g.total)
	} else {
		count = g.text.T("list.position", "From", min(g.top+1, g.shown()), "To", min(g.top+g.page, g.shown()),
			"Total", g.total)
	}
	count = Truncate(count, g.w, "")
	if !g.typing && g.query == "" {
		return g.theme.Dim.Render(PadLeft(count, g.w)), nil
	}
	prompt := "/"
	room := max(g.w-gutter-len(prompt)-Width(count)-gap, 0)
	if room < 4 { // no room for both: the words that are typed count more
		room, count = max(g.w-gutter-len(prompt), 0), ""
	}
	typed, x := g.filter.view(room)
	head := Truncate(strings.Repeat(" ", gutter)+prompt, g.w, "")
	tail := ""
	if g.typing && g.query == "" {
		typed = g.theme.Faint.Render(Truncate(g.text.T("list.hint"), room, g.theme.Glyph.Ellipsis))
	}
	if count != "" {
		tail = strings.Repeat(" ", max(g.w-Width(head)-Width(typed)-Width(count), 0)) + g.theme.Dim.Render(count)
	}
	line := Truncate(g.theme.Accent.Render(head)+typed+tail, g.w, "")
	if !g.typing {
		return line, nil
	}
	return line, tea.NewCursor(min(Width(head)+x, g.w-1), y)
}
