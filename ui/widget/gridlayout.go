package widget

import "slices"

const (
	gutter = 2 // cells before the first column, for the cursor
	gap    = 2 // cells between columns
)

// layout is the columns of a grid that fit into a width, from left to right, and the cells that each of them gets.
type layout struct {
	cols  []Column // all
	slots []slot
}

// slot is a visible column and the cells that it got.
type slot struct{ col, width int }

// newLayout chooses the columns that fit into w, and their widths: each has at least its least width, what is left
// goes first to those that want more, then to those that take a share of it.
func newLayout(cols []Column, w int) layout {
	l := layout{cols, make([]slot, len(cols))}
	for i, c := range cols {
		l.slots[i] = slot{i, c.least()}
	}
	room := w - gutter
	for l.need() > room && l.drop() {
	}
	l.share(l.widen(room - l.need()))
	return l
}

// need is the cells that the visible columns take with the gaps between them.
func (l *layout) need() int {
	n := gap * max(len(l.slots)-1, 0)
	for _, s := range l.slots {
		n += s.width
	}
	return n
}

// drop takes the visible column out that may go first, and reports whether there was one.
func (l *layout) drop() bool {
	best := -1
	for i, s := range l.slots {
		d := l.cols[s.col].Drop
		if d > 0 && (best < 0 || d < l.cols[l.slots[best].col].Drop) {
			best = i
		}
	}
	if best < 0 {
		return false
	}
	l.slots = slices.Delete(l.slots, best, best+1)
	return true
}

// widen gives the columns what they want of rest, and returns what is left of it.
func (l *layout) widen(rest int) int {
	for i, s := range l.slots {
		more := max(min(l.cols[s.col].want()-s.width, rest), 0)
		l.slots[i].width += more
		rest -= more
	}
	return rest
}

// share divides rest among the flexible columns.
func (l *layout) share(rest int) {
	flex := 0
	for _, s := range l.slots {
		if l.cols[s.col].Flex {
			flex++
		}
	}
	for i, s := range l.slots {
		if l.cols[s.col].Flex && rest > 0 {
			share := rest / flex
			l.slots[i].width += share
			rest -= share
			flex--
		}
	}
}

// width is the cells of a column, 0 when it is not visible.
func (l *layout) width(col int) int {
	i := slices.IndexFunc(l.slots, func(s slot) bool { return s.col == col })
	if i < 0 {
		return 0
	}
	return l.slots[i].width
}

// column is the index of the column with id, -1 when there is none.
func (l *layout) column(id string) int {
	return slices.IndexFunc(l.cols, func(c Column) bool { return c.ID == id && id != "" })
}

// after is the next visible column behind col, -1 when there is none.
func (l *layout) after(col int) int {
	i := slices.IndexFunc(l.slots, func(s slot) bool { return s.col > col })
	if i < 0 {
		return -1
	}
	return l.slots[i].col
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

// GridWidth is how many cells a grid takes in which all columns have their Width.
func GridWidth(cols []Column) int {
	n := gutter + gap*max(len(cols)-1, 0)
	for _, c := range cols {
		n += c.want()
	}
	return n
}
