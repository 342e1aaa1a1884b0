package board

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/widget"
)

// What a column shows.
const (
	colName = iota
	colStatus
	colVendor
	colElapsed
	colTimeline
	colPublic
	colPrivate
	colID
	colOrder
	colAccount
)

// list is the machines of the orders that are shown, with the cursor on one of them.
type list struct {
	model   *model
	grid    *widget.Grid
	rows    rows
	fit     fit // how wide some columns are
	fitKey  fitKey
	several bool // accounts that paid: each machine has to say which
	moved   bool // the operator has taken the cursor: it stays on its machine
	height  int  // lines of the grid when it was drawn last
}

func newList(m *model, words *machineWords) *list {
	l := &list{model: m, rows: rows{model: m, words: words}, fit: fitOf(nil, 0)}
	l.grid = widget.NewGrid(m.env.Theme, m.env.Text, l.columns(), &l.rows)
	return l
}

// columns are those of the board; the rows know what each of them shows.
func (l *list) columns() []widget.Column {
	t := l.model.env.T
	all := map[int]widget.Column{
		colName:     {ID: "name", Title: t("board.name"), Width: l.fit.name, Min: l.fit.least, Flex: true},
		colStatus:   {ID: "status", Title: t("board.status"), Width: 12},
		colVendor:   {ID: "vendor", Title: t("board.vendor"), Width: 13, Min: 12, Drop: 5},
		colElapsed:  {ID: "elapsed", Title: t("board.elapsed"), Width: 7, Right: true},
		colTimeline: {ID: "timeline", Title: t("board.timeline"), Width: timelineWidth, Drop: 4},
		colPublic:   {ID: "public", Title: t("board.public"), Width: 18, Drop: 6},
		colPrivate:  {ID: "private", Title: t("board.private"), Width: 14, Drop: 2},
		colID:       {ID: "id", Title: t("board.ident"), Width: l.fit.id, Drop: 3},
		colOrder:    {ID: "order", Title: t("board.order"), Width: 11, Drop: 1},
		colAccount:  {ID: "account", Title: t("column.account"), Width: 10, Drop: 7},
	}
	cols := []int{colName, colStatus, colVendor, colElapsed, colTimeline, colPublic, colPrivate, colID}
	if l.model.id == "" { // where rows are sorted and filtered a machine has to say which order it is of
		cols = append(cols, colOrder)
		name := all[colName]
		name.Min = max(name.Min, 16) // the heads have the ids of orders there
		all[colName] = name
	}
	if l.several {
		cols = append(cols, colAccount)
	}
	l.rows.cols = cols
	var out []widget.Column
	for _, c := range cols {
		out = append(out, all[c])
	}
	return out
}

// retitle makes the columns anew.
func (l *list) retitle() { l.grid.SetColumns(l.columns()) }

// show shows the machines of the orders that were read. The cursor that nobody has moved goes to the first of them,
// unless stays: what went wrong comes first, and is seen.
func (l *list) show(stays bool) {
	l.rows.fill()
	if several := order.Profiles(l.model.views) > 1 && !l.model.allSimulated(); several != l.several {
		l.several = several
		l.retitle()
	}
	l.grid.Refresh()
	if !l.moved && !stays && len(l.rows.all) > 0 {
		l.grid.Select(l.rows.Key(0))
	}
}

// under is the row under the cursor, and its place among the rows.
func (l *list) under() (r row, i int, ok bool) {
	i, ok = l.grid.Row()
	if !ok || i >= len(l.rows.all) {
		return row{}, 0, false
	}
	return l.rows.all[i], i, true
}

// current is the order that is shown, or the one of the row under the cursor.
func (l *list) current() (order.View, bool) {
	if v, ok := l.model.one(); ok {
		return v, true
	}
	r, _, ok := l.under()
	if !ok {
		return order.View{}, false
	}
	return l.model.view(r.order)
}

// machine is the one under the cursor; false where there is none, as on the head of an order.
func (l *list) machine() (row, bool) {
	r, _, ok := l.under()
	if !ok || r.head != nil {
		return row{InstanceView: new(order.InstanceView)}, false
	}
	return r, true
}

// fold opens or closes the order whose head is under the cursor.
func (l *list) fold(v order.View) {
	l.rows.fold(v)
	l.moved = true
	l.rows.fill()
	l.grid.Refresh()
}

// filtered reports whether a filter is typed or hides machines.
func (l *list) filtered() bool { return l.grid.Typing() || l.grid.Filter() != "" }

// untouched reports whether nobody has moved the cursor, sorted or filtered yet.
func (l *list) untouched() bool { return !l.moved && widget.Untouched(l.grid) }

// place has the list take clicks as if it had been drawn, w cells wide.
func (l *list) place(w, height int) { widget.Place(l.grid, w, height) }

// view draws the list, w by height; empty stands in its place while there are no machines.
func (l *list) view(w, height int, empty func(w int) []string) (string, *tea.Cursor) {
	l.height = height
	grid, cur := l.grid.View(w, height)
	if len(l.rows.all) == 0 {
		grid = widget.Fit(strings.Join(empty(w), "\n"), w, height)
	}
	return grid, cur
}

// fit is how wide columns are by what they show. The zero value is not known yet.
type fit struct{ name, least, id int }

const (
	leastName, usualName, mostName = 8, 16, 40
	leastID, mostID                = 10, 36
)

// fitOf is how wide the columns are in a window of w cells. Names come first: where their column is narrow, machines
// look alike.
func fitOf(views []order.View, w int) fit {
	name, id := 0, leastID
	for _, v := range views {
		for n := range v.Instances {
			i := &v.Instances[n]
			name, id = max(name, len(i.Name)), max(id, len(i.ID))
		}
	}
	f := fit{name: max(usualName, min(name, mostName)), least: leastName, id: min(id, mostID)}
	f.least = max(leastName, min(name, wholeName(w)))
	return f
}

// wholeName is how many cells a name takes, in a window of w cells, before a column beside it is left out: in 80 the
// vendor's word stays.
func wholeName(w int) int {
	switch {
	case w >= 100:
		return 28
	case w >= 80:
		return 19
	default:
		return leastName
	}
}

// arrange makes the columns as wide as what they show, in a window of w cells.
func (l *list) arrange(w int) {
	if k := (fitKey{l.model.shown, w}); k != l.fitKey {
		l.fitKey = k
		if f := fitOf(l.model.views, w); f != l.fit {
			l.fit = f
			l.retitle()
		}
	}
}

// fitKey is what the widths of columns depend on: all machines are gone through for them.
type fitKey struct{ shown, width int }
