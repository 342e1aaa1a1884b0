package pick

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/state/offers"
	"github.com/metalwright/metalwright/ui/widget"
)

// list is the rows, and the cursor on one of them.
type list[T any] struct {
	q    *question[T]
	rows rows[T]
	grid *widget.Grid
}

// show replaces the rows, filtered and sorted as the draft says, with the cursor on its answer. gone is the answer's
// key when no row has it; the cursor is on the row to suggest then.
func (l *list[T]) show(all []T) (gone string) {
	d := l.q.draft
	l.rows.all = all
	l.rows.version++
	l.grid.SetColumns(l.rows.show())
	if l.rows.filter.on && l.grid.Filter() == "" && d.Conditions != "" {
		l.grid.SetFilter(d.Conditions)
	}
	if o, ok := d.Sorts[l.q.cfg.ID]; ok {
		l.grid.SetSort(o.Column, o.Reverse)
	}
	k := l.q.cfg.Current(d)
	if k != "" && l.grid.Select(k) {
		return ""
	}
	l.suggest()
	return k
}

// suggest puts the cursor on the row that most people want.
func (l *list[T]) suggest() {
	q := l.q
	best := slices.IndexFunc(l.rows.all, func(t T) bool {
		return q.why(t) == "" && (q.cfg.Default == nil || q.cfg.Default(t))
	})
	if best < 0 {
		best = slices.IndexFunc(l.rows.all, func(t T) bool { return q.why(t) == "" })
	}
	if best >= 0 {
		l.grid.Select(l.rows.Key(best))
	}
}

// renew shows the rows after one of them, or the number of machines, has changed.
func (l *list[T]) renew() {
	l.rows.version++
	l.grid.SetColumns(l.rows.show())
}

// put replaces the row with the key of f.
func (l *list[T]) put(f filled[T]) {
	i := l.rows.index(f.key)
	if i < 0 {
		return
	}
	l.rows.all[i] = f.row
	l.rows.version++
	if _, shown := l.rows.fit(); !slices.Equal(shown, l.rows.shown) { // a column has something to say now
		l.grid.SetColumns(l.rows.show())
	}
	if column, _ := l.grid.Sort(); column != "" || l.grid.Filter() != "" {
		l.grid.Refresh()
	}
}

// Find is the row with the key; false while there is none.
func (l *list[T]) Find(key string) (T, bool) {
	if i := l.rows.index(key); i >= 0 {
		return l.rows.all[i], true
	}
	var zero T
	return zero, false
}

// Wants is how many cells the list takes when no column is left out and no cell is cut, within reason; 0 while there is
// no list.
func (l *list[T]) Wants() int { return l.rows.wants() }

// Editing reports whether the filter is being typed.
func (l *list[T]) Editing() bool { return l.grid.Typing() }

// Filter is what the list is filtered by; "" is nothing.
func (l *list[T]) Filter() string { return l.grid.Filter() }

// closeFilter ends the filter, and reports whether there was one.
func (l *list[T]) closeFilter() bool {
	if l.grid.Typing() || l.grid.Filter() != "" {
		l.grid.Update(tea.KeyPressMsg{Code: tea.KeyEscape})
		return true
	}
	return false
}

// Query is what the filter wants, and whether there is a filter.
func (l *list[T]) Query() offers.Query {
	if !l.rows.filter.on || l.grid.Filter() == "" {
		return offers.Query{}
	}
	return l.rows.filter.query
}

// complete continues with the word that is typed into the filter, and reports whether the key asks for it.
func (l *list[T]) complete(key string) bool {
	if !l.rows.filter.on || key != "tab" {
		return false
	}
	if text, ok := completed(l.grid.Filter()); ok {
		l.grid.SetFilter(text)
	}
	return true
}

// narrow leaves the rows that text wants. What cannot be read, or leaves none, changes nothing.
func (l *list[T]) narrow(text string) (why string) {
	before := l.grid.Filter()
	l.grid.SetFilter(text)
	switch shown, _ := l.grid.Counts(); {
	case text != "" && l.rows.filter.on && l.rows.filter.wrong != nil:
		why = l.q.env.Offers().WrongCondition(l.rows.filter.wrong)
	case shown == 0:
		why = l.q.env.T("find.none")
	}
	if why != "" {
		l.grid.SetFilter(before)
	}
	return why
}

// inSight are the rows that the filter leaves, by their place among all.
func (l *list[T]) inSight() []int {
	at, on := l.grid.Row()
	var rows []int
	for i := range l.rows.all {
		if l.grid.Select(l.rows.Key(i)) {
			rows = append(rows, i)
		}
	}
	if on {
		l.grid.Select(l.rows.Key(at))
	}
	return rows
}

// words is what the columns on screen say of a row, numbers with the name of their column, and what may be typed for
// it.
func (l *list[T]) words(row T) (label string, names []string) {
	var parts []string
	for i, c := range l.q.cfg.Columns {
		cell := strings.TrimSpace(l.q.cell(c, row))
		if cell == "" {
			continue
		}
		if names = append(names, cell); !slices.Contains(l.rows.shown, i) {
			continue
		}
		if c.Say != nil {
			cell = c.Say(cell)
		} else if c.Unit != nil && strings.ContainsAny(cell, "0123456789") { // words stand for a price there is not
			cell = l.q.amount(cell, c)
		} else if i > 0 && c.Right {
			cell = strings.ToLower(c.Title) + " " + cell // titles are in capitals
		}
		parts = append(parts, cell)
	}
	return strings.Join(parts, ", "), names
}
