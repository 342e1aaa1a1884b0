package widget

import (
	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

// Column is one column of a [Grid]. Widths are in cells of the terminal.
type Column struct {
	ID    string
	Title string
	Width int  // cells that it wants; 0 means those of its title
	Min   int  // cells below which it makes no sense; 0 means Width
	Flex  bool // takes a share of the room that is left
	Right bool // flush right, for numbers
	Drop  int  // in a narrow window columns go in this order, 1 first; 0 never goes
}

// Source is where a [Grid] reads its rows. It is asked for visible rows only, except while a filter or a sort is on.
type Source interface {
	// Len is the number of rows.
	Len() int
	// Version changes when the row would look different.
	Version(row int) uint64
	// Cell is the text of a cell, as it came from outside: the grid cleans it. col is an index of the grid's columns.
	Cell(row, col int) string
	// Disabled reports whether the row is shown but cannot be chosen.
	Disabled(row int) bool
	// Style is how the row looks when the cursor is elsewhere and it is not disabled.
	Style(row int) lipgloss.Style
	// Key is the row's identity, unique and stable across refreshes.
	Key(row int) string
}

// Sorter is a [Source] whose order is not that of its cells' text. Keys are compared as cells are: numbers by value
// and before words, nothing last.
type Sorter interface {
	SortKey(row, col int) string
}

// Filterer is a [Source] that understands a part of what is typed into the filter: it says which rows stay, and returns
// the words that are left for the grid to look for. A nil keep keeps all.
type Filterer interface {
	Filter(query string) (keep func(row int) bool, words string)
}

// CellStyler is a [Source] with cells that look different from their row: a status, a price. false means the row's
// style; it is not asked for disabled rows.
type CellStyler interface {
	CellStyle(row, col int) (lipgloss.Style, bool)
}

// Grid is a table of any number of rows that draws, and asks for, only what is visible. A row is found again by its
// key, so the cursor stays on it through filters, sorts and refreshes. Make it with [NewGrid].
type Grid struct {
	whole bool // see [Grid.Whole]

	theme *theme.Theme
	text  *text.Text
	cols  []Column
	src   Source

	// Which rows are shown.
	index   []int  // source rows in the order shown; nil: all, in the source's order
	total   int    // rows of the source at the latest refresh
	cursor  int    // position in what is shown
	key     string // of the row under the cursor, kept while nothing is shown
	sortCol int    // index of cols; -1 is the source's order
	reverse bool
	filter  *editor
	query   string
	typing  bool
	hay     []string // lower-case text of each row, made when a filter first asks

	// How they are drawn.
	w, page   int // cells, and rows that were visible, at the latest View
	head      int // lines above the first row then
	top       int // position of the first row drawn
	layout    []slot
	header    string
	cache     map[lineKey]drawn
	selected  lipgloss.Style
	forbidden lipgloss.Style // selected, and cannot be chosen
}

// Whole has g say below the rows what the one under the cursor has in cells that are cut and in columns that are left
// out, so that everything can be read in any window.
func (g *Grid) Whole() *Grid {
	g.whole = true
	return g
}

// NewGrid returns a grid over src with the cursor on its first row.
func NewGrid(t *theme.Theme, tx *text.Text, cols []Column, src Source) *Grid {
	g := &Grid{text: tx, cols: cols, src: src, sortCol: -1, cache: map[lineKey]drawn{}, page: 10}
	g.SetTheme(t)
	g.arrange(80)
	g.Refresh()
	return g
}

// SetTheme changes the looks.
func (g *Grid) SetTheme(t *theme.Theme) {
	g.theme = t
	g.selected, g.forbidden = t.Selected, t.Locked
	q := g.query
	g.filter = newEditor(t, q, false)
	if g.typing {
		g.filter.focus()
	}
	g.forget()
}

// SetColumns replaces the columns. A sort by a column that is no longer there ends.
func (g *Grid) SetColumns(cols []Column) {
	id, reverse := g.Sort()
	g.cols = cols
	g.sortCol, g.reverse = g.column(id), reverse
	g.arrange(g.w)
	g.Refresh()
}

// Refresh reads the source again after rows came, went or changed: filter and sort are applied anew, the cursor
// stays on its row. A change that shows in Version needs no Refresh while neither filter nor sort is on.
func (g *Grid) Refresh() {
	g.forget()
	g.hay = nil
	g.apply()
	g.follow(g.cursor)
}

// forget drops everything that was drawn.
func (g *Grid) forget() {
	clear(g.cache)
	g.header = ""
}

// Row is the source's row under the cursor; false when no row is shown.
func (g *Grid) Row() (row int, ok bool) {
	if g.cursor < 0 || g.cursor >= g.shown() {
		return 0, false
	}
	return g.at(g.cursor), true
}

// Choosable reports whether there is a row under the cursor that is not disabled.
func (g *Grid) Choosable() bool {
	row, ok := g.Row()
	return ok && !g.src.Disabled(row)
}

// Key is the key of the row under the cursor; "" when no row is shown.
func (g *Grid) Key() string {
	row, ok := g.Row()
	if !ok {
		return ""
	}
	return g.src.Key(row)
}

// Select moves the cursor to the row with key, and reports whether it is shown.
func (g *Grid) Select(key string) bool {
	for i := range g.shown() {
		if g.src.Key(g.at(i)) == key {
			g.move(i)
			return true
		}
	}
	return false
}

// Counts says how many rows are shown, of how many.
func (g *Grid) Counts() (shown, total int) { return g.shown(), g.total }

// shown is the number of rows that pass the filter.
func (g *Grid) shown() int {
	if g.index != nil {
		return len(g.index)
	}
	return g.total
}

// at is the source's row at a position of what is shown.
func (g *Grid) at(i int) int {
	if g.index != nil {
		return g.index[i]
	}
	return i
}

// move puts the cursor at position i, as near as there are rows.
func (g *Grid) move(i int) {
	g.cursor = max(min(i, g.shown()-1), 0)
	if row, ok := g.Row(); ok {
		g.key = g.src.Key(row)
	}
}

// follow puts the cursor back on its key, or at position other when that row is not shown.
func (g *Grid) follow(other int) {
	if row, ok := g.Row(); ok && g.src.Key(row) == g.key {
		return
	}
	if g.key == "" || !g.Select(g.key) {
		g.move(other)
	}
}
