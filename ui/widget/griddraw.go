package widget

import (
	"strings"

	tea "charm.land/bubbletea/v2"
)

// View draws the grid into exactly w by h cells: the column titles, rows, and a line with the filter and the numbers
// of rows while some are out of sight. The cursor is where the filter is typed; nil otherwise.
func (g *Grid) View(w, h int) (string, *tea.Cursor) {
	if w <= 0 || h <= 0 {
		return Fit("", w, h), nil
	}
	foot, below := Place(g, w, h)
	h -= len(below)
	status := gridStatus{&g.gridFilter, &g.cursor, g.paint.cells.theme, g.text, w}

	var b strings.Builder
	b.Grow(h * (w + 24))
	if g.head > 0 {
		b.WriteString(g.paint.titles(g.sort))
	}
	for i := range g.page {
		if i+g.head > 0 {
			b.WriteByte('\n')
		}
		if p := g.top + i; p < g.shown() {
			b.WriteString(g.paint.line(g.row(p), p == g.at))
		} else if i == 0 {
			b.WriteString(status.nothing())
		}
	}
	var cur *tea.Cursor
	if foot {
		if h > 1 {
			b.WriteByte('\n')
		}
		var s string
		s, cur = status.line(h - 1)
		b.WriteString(s)
	}
	for _, l := range below {
		b.WriteString("\n" + l)
	}
	return b.String(), cur
}

// minWhole is the least height in which a row is said whole below the others.
const minWhole = 6

// Place has g take keys and clicks as if it were drawn into w by h cells, more than none of both: for a frame that is
// known already. It returns whether there is a line with the filter or the numbers of rows, and the lines below all.
func Place(g *Grid, w, h int) (foot bool, below []string) {
	if w != g.paint.w {
		g.resize(w)
	}
	if g.src.Len() != g.total {
		g.Refresh()
	}
	g.head = 0
	if h >= 3 {
		g.head = 1
	}
	if row, ok := g.Row(); ok && g.whole && h >= minWhole {
		below = g.paint.cut(row, h/3)
	}
	h -= len(below)
	g.page = h - g.head
	if foot = g.typing || h >= 3 && (g.query != "" || g.shown() > g.page); foot {
		g.page--
	}
	g.page = max(g.page, 0)
	g.scroll()
	return foot, below
}

// resize lays the columns out for w. A filter looks at visible columns, so it is applied again when those change.
func (g *Grid) resize(w int) {
	cells := &g.paint.cells
	before := len(cells.layout.slots)
	g.paint.arrange(cells.layout.cols, w)
	g.paint.forget()
	if g.query != "" && len(cells.layout.slots) != before {
		g.Refresh()
	}
}

// Untouched reports whether g shows its rows from the first one on, which is under the cursor, in the order of their
// source.
func Untouched(g *Grid) bool {
	return g.at == 0 && g.top == 0 && g.sort.natural() && !g.typing && g.query == ""
}
