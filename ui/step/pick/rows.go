package pick

import "charm.land/lipgloss/v2"

// rows is what the grid reads. The version is of all rows: they change together, when a load or a fill ends.
type rows[T any] struct {
	screen  *Screen[T]
	all     []T
	version uint64
}

func (r *rows[T]) Len() int { return len(r.all) }

func (r *rows[T]) Version(int) uint64 { return r.version }

func (r *rows[T]) Cell(row, col int) string { return r.screen.cfg.Columns[col].Cell(r.all[row]) }

func (r *rows[T]) Disabled(row int) bool { return r.screen.why(r.all[row]) != "" }

func (r *rows[T]) Style(row int) lipgloss.Style {
	if f := r.screen.cfg.Style; f != nil {
		return f(r.all[row])
	}
	return r.screen.env.Theme.Text
}

func (r *rows[T]) Key(row int) string { return r.screen.cfg.Key(r.all[row]) }

// SortKey orders a column by what it means.
func (r *rows[T]) SortKey(row, col int) string {
	c := r.screen.cfg.Columns[col]
	if c.Sort != nil {
		return c.Sort(r.all[row])
	}
	return c.Cell(r.all[row])
}
