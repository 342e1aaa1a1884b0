package cli

import (
	"io"
	"strings"

	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/widget"
)

// columns is a table as commands print it: every cell is made fit for one line, and none is wider than its column.
type columns struct {
	text *text.Text
	rows [][]string
}

// head adds a sentence of the catalogue as the titles: its parts stand between tabs.
func (c *columns) head(id string) { c.rows = append(c.rows, strings.Split(c.text.T(id), "\t")) }

// row adds a row.
func (c *columns) row(cells ...string) {
	clean := make([]string, len(cells))
	for i, cell := range cells {
		clean[i] = c.text.Clean(cell)
	}
	c.rows = append(c.rows, clean)
}

// write writes the table, two blanks between its columns.
func (c *columns) write(w io.Writer) error {
	var widths []int
	for _, r := range c.rows {
		for i, cell := range r[:len(r)-1] { // nothing stands behind the last one
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
