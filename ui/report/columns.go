package report

import (
	"io"
	"strings"

	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/widget"
)

// Columns is a table as commands print it: every cell is made fit for one line, and none is wider than its column.
type Columns struct {
	Text *text.Text
	rows [][]string
}

// Head adds a sentence of the catalogue as the titles: its parts stand between tabs.
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
