package orders

import (
	"slices"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// What a column of the list shows.
const (
	colOrder = iota
	colState
	colWhat
	colRunning
	colShort
	colExpected
	colPrice
	colWhen
	colBy
	colAccount
)

const leastWhat, mostWhat = 24, 40

// shape is which columns the list has: those that say something of some order.
type shape struct {
	cols []int
	what int // cells that the orders' contents take
}

// shapeOf is the shape of the list as its orders are.
func shapeOf(l *listRows, simulated bool) shape {
	s := shape{what: leastWhat}
	has := map[int]bool{
		colOrder: true, colState: true, colWhat: true, colRunning: true, colWhen: true, colBy: true,
		colAccount: order.Profiles(l.views) > 1 && !simulated,
	}
	for _, v := range l.views {
		has[colShort] = has[colShort] || v.Shortfall > 0
		has[colPrice] = has[colPrice] || v.Quote.Known()
		has[colExpected] = has[colExpected] || l.expected(v) != ""
		s.what = min(max(s.what, widget.Width(step.What(v))), mostWhat)
	}
	for col := colOrder; col <= colAccount; col++ {
		if has[col] {
			s.cols = append(s.cols, col)
		}
	}
	return s
}

func (s shape) equal(o shape) bool { return s.what == o.what && slices.Equal(s.cols, o.cols) }

func (l *listRows) columns() []widget.Column {
	t := l.env.T
	all := map[int]widget.Column{
		colOrder:    {ID: "order", Title: t("orders.order"), Width: 11},
		colState:    {ID: "word", Title: t("orders.state"), Width: 13},
		colWhat:     {ID: "what", Title: t("orders.what"), Width: l.shape.what, Min: 12, Flex: true, Drop: 5},
		colRunning:  {ID: "running", Title: t("orders.running"), Width: 7, Right: true},
		colShort:    {ID: "short", Title: t("orders.short"), Width: 7, Right: true},
		colExpected: {ID: "expected", Title: t("orders.expected"), Width: 25, Drop: 3},
		colPrice:    {ID: "price", Title: t("orders.price"), Width: 21, Right: true, Drop: 2},
		colWhen:     {ID: "when", Title: t("orders.when"), Width: 16, Drop: 4},
		colBy:       {ID: "by", Title: t("orders.by"), Width: 12, Drop: 1},
		colAccount:  {ID: "account", Title: t("column.account"), Width: 10, Drop: 6},
	}
	cols := make([]widget.Column, 0, len(l.shape.cols))
	for _, col := range l.shape.cols {
		cols = append(cols, all[col])
	}
	return cols
}

// titles are what the list is called, the longest first: a narrow window has the first one that it has room for.
func titles(l *listRows) []string {
	e, n := l.env, 0
	for _, v := range l.views {
		if v.Unfinished() {
			n++
		}
	}
	if len(l.views) == 0 {
		return []string{e.T("orders.none_yet")}
	}
	text := e.T("orders.all")
	if n > 0 {
		text = e.T("orders.unfinished", "Count", n)
	}
	c := order.CostsOf(l.views, e.Now())
	long, short := text, text
	add := func(all *string, s string) { *all += " " + e.Theme.Glyph.Bullet + " " + s }
	if len(c.Hourly.Month()) > 0 {
		hour := e.Prices().Hourly(c.Hourly.Hour())
		add(&long, e.T("orders.cost", "Hour", hour, "Month", e.Prices().Monthly(c.Hourly.Month())))
		add(&short, hour)
	}
	if len(c.Prepaid.Month()) > 0 {
		month := e.T("orders.cost_prepaid", "Month", e.Prices().Monthly(c.Prepaid.Month()))
		add(&long, month)
		add(&short, month)
	}
	now := short
	for _, more := range e.Prices().More(c) {
		add(&long, more)
		add(&short, more)
	}
	return []string{long, short, now, text}
}

// decides reports whether someone has something to decide about v: its machines alone ask for nothing.
func decides(v order.View) bool {
	return v.Status == order.Ambiguous || v.Status == order.Waiting || v.Attention != "" || v.Bought > 0 && v.Rest > 0 ||
		v.Lost > 0
}

// Explain says what the list shows, and what the states of orders stand for.
func (l *List) Explain() []app.Passage {
	return []app.Passage{
		{Title: l.env.T("orders.title"), Text: l.env.T("explain_board.list")},
		{Title: l.env.T("orders.state"), Text: l.env.OrderWords().All()},
	}
}
