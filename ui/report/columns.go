package report

import (
	"io"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/widget"
)

// Columns is a table as commands print it: every cell is made fit for one line, and none is wider than its column.
type Columns struct {
	Text *text.Text
	rows [][]string
}

// Fit leaves columns out until the table has at most w cells, those that are empty first, then the given ones
// in their order. It returns the titles of those with something in them. 0 is any width.
func (c *Columns) Fit(w int, drop ...int) (left []string) {
	if w <= 0 || len(c.rows) == 0 {
		return nil
	}
	gone := map[int]bool{}
	for i := range c.rows[0] {
		gone[i] = !slices.ContainsFunc(c.rows[1:], func(r []string) bool { return r[i] != "" })
	}
	for _, i := range drop {
		if c.width(gone) <= w {
			break
		}
		if !gone[i] {
			gone[i] = true
			left = append(left, c.rows[0][i])
		}
	}
	for n, r := range c.rows {
		var kept []string
		for i, cell := range r {
			if !gone[i] {
				kept = append(kept, cell)
			}
		}
		c.rows[n] = kept
	}
	return left
}

// width is how many cells the table has without some of its columns.
func (c *Columns) width(gone map[int]bool) int {
	sum := 0
	for i := range c.rows[0] {
		if gone[i] {
			continue
		}
		most := 0
		for _, r := range c.rows {
			most = max(most, widget.Width(r[i]))
		}
		sum += most + len("  ")
	}
	return sum - len("  ")
}

// Head adds a sentence of the catalogue as the titles: tabs separate its parts.
func (c *Columns) Head(id string) { c.rows = append(c.rows, strings.Split(c.Text.T(id), "\t")) }

// Row adds a row.
func (c *Columns) Row(cells ...string) {
	clean := make([]string, len(cells))
	for i, cell := range cells {
		clean[i] = c.Text.Clean(cell)
	}
	c.rows = append(c.rows, clean)
}

// Write writes the table, two blanks between its columns.
func (c *Columns) Write(w io.Writer) error {
	var widths []int
	for _, r := range c.rows {
		for i, cell := range r[:len(r)-1] { // nothing is behind the last one
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], widget.Width(cell))
		}
	}
	var b strings.Builder
	for _, r := range c.rows {
		last := len(r) - 1
		for i, cell := range r[:last] {
			b.WriteString(widget.PadRight(cell, widths[i]) + "  ")
		}
		b.WriteString(r[last] + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}
