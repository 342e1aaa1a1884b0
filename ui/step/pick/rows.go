package pick

import (
	"slices"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/ui/widget"
)

// rows is what the grid reads. The version is of all rows: they change together, when a load or a fill ends.
type rows[T any] struct {
	q       *question[T]
	filter  filter
	all     []T
	version uint64
	shown   []int // the grid's columns, as indexes of the question's

	wanted   int    // cells in which every column shows all that it says
	measured uint64 // the version of the rows that wanted is of, and one more
}

// widest is the most cells that a column of whole words gets before it is cut.
const widest = 42

// whole is the room that such a column gets before any other is shown; longer words are cut in narrow windows.
const whole = 36

// index is the row with the key; -1 when there is none.
func (r *rows[T]) index(key string) int {
	return slices.IndexFunc(r.all, func(t T) bool { return r.q.cfg.Key(t) == key })
}

// show gives the grid the columns that have something to say about the rows.
func (r *rows[T]) show() []widget.Column {
	cols, shown := r.fit()
	r.shown = shown
	return cols
}

// fit chooses the columns that have something to say about the rows, and how wide they are; shown are their indexes.
func (r *rows[T]) fit() (cols []widget.Column, shown []int) {
	for i, c := range r.q.cfg.Columns {
		if c.Unit != nil {
			if c.Title = r.q.heading(c); c.Title == "" {
				continue
			}
			c.Min = max(c.Width, widget.Width(c.Title))
			c.Width = max(c.Width, widget.Width(c.Title)+2) // the sign of its order is beside it, where there is room
		}
		if c.Spare != nil && !slices.ContainsFunc(r.all, func(t T) bool {
			return !slices.Contains(c.Spare,
				c.Cell(t))
		}) && len(r.all) > 0 {
			continue
		}
		if c.Whole {
			for _, t := range r.all {
				c.Width = max(c.Width, min(widget.Width(r.q.env.Clean(c.Cell(t))), widest))
			}
			c.Min = min(c.Width, whole)
		}
		shown = append(shown, i)
		cols = append(cols, c.Column)
	}
	return cols, shown
}

// at is the question's column behind one of the grid's.
func (r *rows[T]) at(col int) Column[T] { return r.q.cfg.Columns[r.shown[col]] }

func (r *rows[T]) Len() int { return len(r.all) }

func (r *rows[T]) Version(int) uint64 { return r.version }

func (r *rows[T]) Cell(row, col int) string { return r.q.cell(r.at(col), r.all[row]) }

func (r *rows[T]) Disabled(row int) bool { return r.q.why(r.all[row]) != "" }

func (r *rows[T]) Style(row int) lipgloss.Style {
	if f := r.q.cfg.Style; f != nil {
		return f(r.all[row])
	}
	return r.q.env.Theme.Text
}

func (r *rows[T]) Key(row int) string { return r.q.cfg.Key(r.all[row]) }

// SortKey orders a column by what it means.
func (r *rows[T]) SortKey(row, col int) string {
	c := r.at(col)
	if c.Sort != nil {
		return c.Sort(r.all[row])
	}
	return r.q.cell(c, r.all[row])
}

// Filter has the conditions among the words of a filter judged by the question.
func (r *rows[T]) Filter(text string) (keep func(row int) bool, words string) {
	if !r.filter.on {
		return nil, text
	}
	q := r.filter.read(text)
	r.version++
	if len(q.Conditions) == 0 {
		return nil, strings.Join(q.Words, " ")
	}
	words = strings.Join(q.Words, " ")
	q.Words = nil
	return func(row int) bool { return r.q.cfg.Fits(r.q.draft, r.all[row], q) }, words
}

// wants is how many cells the rows take when no column is left out and no cell is cut, within reason; 0 while there are
// none.
func (r *rows[T]) wants() int {
	if len(r.all) == 0 {
		return 0
	}
	if r.measured != r.version+1 {
		r.wanted, r.measured = r.measure(), r.version+1
	}
	return r.wanted
}

func (r *rows[T]) measure() int {
	cols, shown := r.fit()
	of := r.q.cfg.Columns
	for i := range cols {
		c := &cols[i]
		c.Width = max(c.Width, widget.Width(c.Title))
		for _, t := range r.all {
			c.Width = max(c.Width, min(widget.Width(r.q.env.Clean(r.q.cell(of[shown[i]], t))), widest))
		}
	}
	return widget.GridWidth(cols)
}
