package orders

import (
	"strconv"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
)

// Len is the number of orders.
func (l *List) Len() int { return len(l.views) }

// Version is that of all rows: they change together.
func (l *List) Version(int) uint64 { return l.version }

// Disabled is never: every order can be looked at.
func (l *List) Disabled(int) bool { return false }

// Key is the order's id.
func (l *List) Key(row int) string { return string(l.views[row].ID) }

// Style is plain: how urgent an order is stands in its state.
func (l *List) Style(int) lipgloss.Style { return l.env.Theme.Text }

// CellStyle colours the state by how urgent the order is.
func (l *List) CellStyle(row, col int) (lipgloss.Style, bool) {
	if col != 1 {
		return lipgloss.Style{}, false
	}
	return l.urgency(l.views[row]), true
}

func (l *List) urgency(v order.View) lipgloss.Style {
	t := l.env.Theme
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

// colExpected is the column that is there only while it says something.
const colExpected = 5

// Cell is one column of an order.
func (l *List) Cell(row, col int) string {
	v := l.views[row]
	if l.coming && col >= colExpected {
		if col == colExpected {
			return l.expected(v)
		}
		col-- // the columns after it
	}
	switch col {
	case 0:
		return v.ID.String()
	case 1:
		return step.OrderWord(l.env, v.Status)
	case 2:
		return strconv.Itoa(v.Wanted) + " × " + string(v.Spec.Type) + " " + string(v.Spec.Zone)
	case 3:
		return strconv.Itoa(v.Count(provider.StatusRunning)) + "/" + strconv.Itoa(v.Wanted)
	case 4:
		if v.Shortfall == 0 {
			return ""
		}
		return strconv.Itoa(v.Shortfall)
	case 5:
		if !v.Quote.Known() {
			return ""
		}
		return step.Going(l.env, v)
	case 6:
		return v.Created.UTC().Format("2006-01-02 15:04")
	case 7:
		return v.By
	default:
		return v.ProfileName()
	}
}
