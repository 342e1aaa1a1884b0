package widget

import tea "charm.land/bubbletea/v2"

// shownRows are the rows of a source that a grid shows, and their order.
type shownRows struct {
	src   Source
	index []int // source rows in the order shown; nil: all, in the source's order
	total int   // rows of the source at the latest refresh
}

// Counts says how many rows are shown, of how many.
func (r *shownRows) Counts() (shown, total int) { return r.shown(), r.total }

// shown is the number of rows that pass the filter.
func (r *shownRows) shown() int {
	if r.index != nil {
		return len(r.index)
	}
	return r.total
}

// row is the source's row at a position of what is shown.
func (r *shownRows) row(i int) int {
	if r.index != nil {
		return r.index[i]
	}
	return i
}

// cursor is on one of the rows that are shown, and has a page of them in sight.
type cursor struct {
	shownRows
	at   int    // position in what is shown
	key  string // of the row there, kept while nothing is shown
	top  int    // position of the first row that is drawn
	page int    // rows that were visible at the latest View
	head int    // lines above the first row then
}

// Row is the source's row under the cursor; false when no row is shown.
func (c *cursor) Row() (row int, ok bool) {
	if c.at < 0 || c.at >= c.shown() {
		return 0, false
	}
	return c.row(c.at), true
}

// Choosable reports whether there is a row under the cursor that is not disabled.
func (c *cursor) Choosable() bool {
	row, ok := c.Row()
	return ok && !c.src.Disabled(row)
}

// Key is the key of the row under the cursor; "" when no row is shown.
func (c *cursor) Key() string {
	row, ok := c.Row()
	if !ok {
		return ""
	}
	return c.src.Key(row)
}

// Select moves the cursor to the row with key, and reports whether it is shown.
func (c *cursor) Select(key string) bool {
	for i := range c.shown() {
		if c.src.Key(c.row(i)) == key {
			c.move(i)
			return true
		}
	}
	return false
}

// Click moves the cursor to the row drawn y lines below the grid's upper edge, and reports whether there is one.
func (c *cursor) Click(y int) bool {
	y -= c.head
	if i := c.top + y; y >= 0 && y < c.page && i < c.shown() {
		c.move(i)
		return true
	}
	return false
}

// move puts the cursor at position i, as near as there are rows.
func (c *cursor) move(i int) {
	c.at = max(min(i, c.shown()-1), 0)
	if row, ok := c.Row(); ok {
		c.key = c.src.Key(row)
	}
}

// follow puts the cursor back on its key, or at position other when that row is not shown.
func (c *cursor) follow(other int) {
	if row, ok := c.Row(); ok && c.src.Key(row) == c.key {
		return
	}
	if c.key == "" || !c.Select(c.key) {
		c.move(other)
	}
}

// scroll keeps the cursor in sight and the page full.
func (c *cursor) scroll() {
	c.top = min(c.top, c.at)
	c.top = max(c.top, c.at-c.page+1)
	c.top = max(min(c.top, c.shown()-c.page), 0)
}

// wheelRows is how many rows one notch of a mouse wheel moves.
const wheelRows = 3

// wheel moves the cursor by a notch, and reports whether b is a wheel that does.
func (c *cursor) wheel(b tea.MouseButton) bool {
	switch b {
	case tea.MouseWheelUp:
		c.move(c.at - wheelRows)
	case tea.MouseWheelDown:
		c.move(c.at + wheelRows)
	default:
		return false
	}
	return true
}

// press moves the cursor by the keys that work at all times, and reports whether key is one.
func (c *cursor) press(key string) bool {
	switch key {
	case "up", "k", "ctrl+p":
		c.move(c.at - 1)
	case "down", "j", "ctrl+n":
		c.move(c.at + 1)
	case "pgup":
		c.move(c.at - max(c.page-1, 1))
	case "pgdown":
		c.move(c.at + max(c.page-1, 1))
	case "ctrl+u":
		c.move(c.at - max(c.page/2, 1))
	case "ctrl+d":
		c.move(c.at + max(c.page/2, 1))
	case "home", "g":
		c.move(0)
	case "end", "G":
		c.move(c.shown() - 1)
	default:
		return false
	}
	return true
}
