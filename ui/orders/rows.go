package orders

import (
	"slices"
	"strconv"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/estimate"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/widget"
)

var _ widget.CellStyler = (*listRows)(nil)

// listRows are the rows of the list, for its grid: what waits for someone first, then what is open, the newest first.
type listRows struct {
	env       *step.Env
	views     []order.View
	version   uint64
	estimates map[provider.ProductID]*estimate.Book // how long machines take, of products whose machines come up
	shape     shape
}

// Sort puts orders into the order of lists: what waits for someone first, then what is open. Otherwise they stay as
// they are.
func Sort(views []order.View) {
	rank := func(v order.View) int {
		switch {
		case decides(v):
			return 0
		case v.Open:
			return 1
		}
		return 2
	}
	slices.SortStableFunc(views, func(a, b order.View) int { return rank(a) - rank(b) })
}

// set puts the orders into the rows.
func (l *listRows) set(views []order.View) {
	Sort(views)
	l.views = views
	l.version++
}

// fits gives the rows the columns that their orders need, and reports whether those are others than before. Where all
// is simulated there is one account.
func (l *listRows) fits(simulated bool) bool {
	was := l.shape
	l.shape = shapeOf(l, simulated)
	return !l.shape.equal(was)
}

// expected says when the machines of an order are likely to run; "" when nobody knows.
func (l *listRows) expected(v order.View) string {
	if v.Status != order.Provisioning {
		return ""
	}
	return l.env.Estimates(l.estimates[v.Product]).Expected(v, l.env.Now())
}

// Len is the number of orders.
func (l *listRows) Len() int { return len(l.views) }

// Version is that of all rows: they change together.
func (l *listRows) Version(int) uint64 { return l.version }

// Disabled is never: every order can be looked at.
func (l *listRows) Disabled(int) bool { return false }

// Key is the order's id.
func (l *listRows) Key(row int) string { return string(l.views[row].ID) }

// Style is plain: how urgent an order is in its state.
func (l *listRows) Style(int) lipgloss.Style { return l.env.Theme.Text }

// CellStyle colours the state by how urgent the order is.
func (l *listRows) CellStyle(row, col int) (lipgloss.Style, bool) {
	if l.shape.cols[col] != colState {
		return lipgloss.Style{}, false
	}
	return urgency(l.env.Theme, l.views[row]), true
}

func urgency(t *theme.Theme, v order.View) lipgloss.Style {
	switch {
	case v.Status == order.Ambiguous, v.Attention != "", v.Status == order.Partial:
		return t.Warn
	case v.Status == order.Failed, v.Status == order.Rejected:
		return t.Bad
	case v.Open:
		return t.Accent
	default:
		return t.Text
	}
}

// Cell is one column of an order.
func (l *listRows) Cell(row, col int) string {
	v := l.views[row]
	switch l.shape.cols[col] {
	case colOrder:
		return v.ID.String()
	case colState:
		return l.env.OrderWords().Word(v.Status)
	case colWhat:
		return step.What(v)
	case colRunning:
		return strconv.Itoa(v.Count(provider.StatusRunning)) + "/" + strconv.Itoa(v.Wanted)
	case colShort:
		if v.Shortfall == 0 {
			return ""
		}
		return strconv.Itoa(v.Shortfall)
	case colExpected:
		return l.expected(v)
	case colPrice:
		return price(l.env, v)
	case colWhen:
		return v.Created.UTC().Format("2006-01-02 15:04")
	case colBy:
		return v.By
	default:
		return v.ProfileName()
	}
}

// detail says why a person should look at an order.
func (l *listRows) detail(v order.View, w int) []string {
	t := l.env.Theme
	var lines []string
	add := func(style lipgloss.Style, s string) {
		for _, x := range widget.Wrap(s, w) {
			lines = append(lines, style.Render(x))
		}
	}
	if s := l.expected(v); s != "" {
		add(t.Dim, s)
	}
	if s := l.env.OrderWords().Came(v); s != "" {
		add(t.Dim, s)
	}
	if s := l.env.Releases().Planned(v); s != "" {
		add(t.Dim, s)
	}
	if s := l.env.OrderWords().Unsaved(v); s != "" {
		add(t.Warn, t.Glyph.Warn+" "+s)
	}
	if s := l.env.OrderWords().Approval(v); s != "" {
		add(t.Warn, t.Glyph.Warn+" "+s)
	}
	if s := l.env.OrderWords().Shortfall(v); s != "" {
		add(t.Warn, t.Glyph.Warn+" "+s)
	}
	if v.Status == order.Ambiguous && v.Attention != order.AttentionUndecided {
		add(t.Warn, t.Glyph.Warn+" "+l.env.T("board.ambiguous"))
	}
	if v.Attention != "" {
		add(t.Warn, t.Glyph.Warn+" "+l.env.T("attention."+string(v.Attention)))
	}
	if e := v.Refusal(); e != nil {
		add(t.Bad, t.Glyph.Fail+" "+l.env.Errors().Why(e))
	}
	if len(lines) > 0 {
		lines = append([]string{""}, lines...)
	}
	return lines
}

// price is what an order costs now, or will once its machines are up; in brackets of one that nobody has approved yet.
// The sums in the title are of the others.
func price(e *step.Env, v order.View) string {
	switch {
	case !v.Quote.Known():
		return ""
	case v.Going().Count < 1: // nothing is left of it
		return step.Amounts(nil)
	case v.Status == order.Waiting:
		return "(" + e.Prices().Going(v) + ")"
	default:
		return e.Prices().Going(v)
	}
}
