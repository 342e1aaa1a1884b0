package orders

import (
	"strconv"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/theme"
)

// Len is the number of orders.
func (l *List) Len() int { return len(l.views) }

// Version is that of all rows: they change together.
func (l *List) Version(int) uint64 { return l.version }

// Disabled is never: every order can be looked at.
func (l *List) Disabled(int) bool { return false }

// Key is the order's id.
func (l *List) Key(row int) string { return string(l.views[row].ID) }

// Style is plain: how urgent an order is in its state.
func (l *List) Style(int) lipgloss.Style { return l.env.Theme.Text }

// CellStyle colours the state by how urgent the order is.
func (l *List) CellStyle(row, col int) (lipgloss.Style, bool) {
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
func (l *List) Cell(row, col int) string {
	v := l.views[row]
	switch l.shape.cols[col] {
	case colOrder:
		return v.ID.String()
	case colState:
		return step.OrderWord(l.env, v.Status)
	case colWhat:
		return what(v)
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

// what is how many machines of which kind the order is for.
func what(v order.View) string {
	return strconv.Itoa(v.Wanted) + " × " + string(v.Spec.Type) + " " + string(v.Spec.Zone)
}

// price is what an order costs now, or will once its machines are up; in brackets of one that nobody has approved yet.
// The sums in the title are of the others.
func price(e *step.Env, v order.View) string {
	switch {
	case !v.Quote.Known():
		return ""
	case v.Status == order.Waiting:
		return "(" + step.Going(e, v) + ")"
	default:
		return step.Going(e, v)
	}
}
