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
	cursor
	gridFilter
	sort  sorting
	paint painter
	text  *text.Text
	whole bool // see [Grid.Whole]
}

// Whole has g say below the rows what the one under the cursor has in cells that are cut and in columns that are left
// out, so that everything can be read in any window.
func (g *Grid) Whole() *Grid {
	g.whole = true
	return g
}

// NewGrid returns a grid over src with the cursor on its first row.
func NewGrid(t *theme.Theme, tx *text.Text, cols []Column, src Source) *Grid {
	g := &Grid{
		cursor: cursor{shownRows: shownRows{src: src}, page: 10}, sort: sorting{col: -1},
		paint: painter{cells: cellTexts{src: src}, drawn: map[lineKey]drawn{}}, text: tx,
	}
	g.SetTheme(t)
	g.paint.arrange(cols, 80)
	g.Refresh()
	return g
}

// SetTheme changes the looks.
func (g *Grid) SetTheme(t *theme.Theme) {
	g.setTheme(t)
	g.paint.setTheme(t)
}

// SetColumns replaces the columns. A sort by a column that is no longer there ends.
func (g *Grid) SetColumns(cols []Column) {
	id, reverse := g.Sort()
	g.paint.arrange(cols, g.paint.w)
	g.sort = sorting{g.paint.cells.layout.column(id), reverse}
	g.Refresh()
}

// Refresh reads the source again after rows came, went or changed: filter and sort are applied anew, the cursor
// stays on its row. A change that shows in Version needs no Refresh while neither filter nor sort is on.
func (g *Grid) Refresh() {
	g.paint.forget()
	g.hay = nil
	g.apply()
	g.follow(g.at)
}

// SetFilter filters by s: rows stay that hold every word of s in a visible column, and no word that has a "!" before
// it.
func (g *Grid) SetFilter(s string) {
	g.field.set(s)
	g.search(typed(s))
}

// search applies a changed filter. A cursor whose row is gone starts at the first match.
func (g *Grid) search(q string) {
	if q == g.query {
		return
	}
	g.query = q
	g.apply()
	g.follow(0)
}

// Sort is the column by which rows are sorted, "" for the source's order, and whether in reverse.
func (g *Grid) Sort() (column string, reverse bool) {
	cols := g.paint.cells.layout.cols
	if g.sort.col < 0 || g.sort.col >= len(cols) {
		return "", g.sort.reverse
	}
	return cols[g.sort.col].ID, g.sort.reverse
}

// SetSort sorts by a column; "" restores the source's order.
func (g *Grid) SetSort(column string, reverse bool) {
	g.resort(sorting{g.paint.cells.layout.column(column), reverse})
}

func (g *Grid) resort(by sorting) {
	g.sort, g.paint.header = by, ""
	g.apply()
	g.follow(g.at)
}

// apply makes the index of rows that pass the filter, in order.
func (g *Grid) apply() {
	g.total = g.src.Len()
	keep, words := g.conditions(g.src)
	if len(words) == 0 && keep == nil && g.sort.natural() {
		g.index = nil
		return
	}
	index := make([]int, 0, g.total)
	if len(words) > 0 && g.hay == nil {
		g.hay = make([]string, g.total)
	}
	for row := range g.total {
		if (keep == nil || keep(row)) && (len(words) == 0 || matches(g.rowText(row, &g.paint.cells), words)) {
			index = append(index, row)
		}
	}
	g.sort.order(index, &g.paint.cells)
	g.index = index
}
