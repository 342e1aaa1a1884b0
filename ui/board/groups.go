package board

import (
	"slices"
	"strconv"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/phase"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// rank puts what waits for someone first, then what is open.
func rank(v order.View) int {
	switch {
	case v.Unfinished() && !v.Open || v.Attention != "" || v.Status == order.Ambiguous || v.Status == order.Waiting:
		return 0
	case v.Open:
		return 1
	default:
		return 2
	}
}

// folded reports whether the machines of an order are hidden below its head: those of finished orders are until
// someone opens them.
func (r *rows) folded(v order.View) bool {
	if fold, chosen := r.folds[v.ID]; chosen {
		return fold
	}
	return !v.Unfinished()
}

// fold hides the machines of an order, or shows them.
func (r *rows) fold(v order.View) {
	if r.folds == nil {
		r.folds = map[order.ID]bool{}
	}
	r.folds[v.ID] = !r.folded(v)
}

// group takes the orders: a head for each, and below it its machines.
func (r *rows) group() {
	views := slices.Clone(r.model.views)
	slices.SortStableFunc(views, func(a, b order.View) int { return rank(a) - rank(b) })
	for _, v := range views {
		r.all = append(r.all, row{InstanceView: new(order.InstanceView), order: v.ID, profile: v.ProfileName(), head: &v})
		urgent := r.sum.add(v)
		if !r.folded(v) {
			r.all = machines(r.all, v, urgent)
		}
	}
}

// headCell is what the head of an order shows in a column: its state, bar, price and age.
func (r *rows) headCell(v order.View, col int) string {
	t := r.model.env.Theme
	switch col {
	case colName:
		mark := t.Glyph.Down
		if r.folded(v) {
			mark = t.Glyph.Right
		}
		return mark + " " + v.ID.String()
	case colStatus:
		return r.model.env.OrderWords().Word(v.Status)
	case colVendor:
		return strconv.Itoa(v.Count(provider.StatusRunning)) + "/" + strconv.Itoa(v.Wanted)
	case colElapsed:
		if !v.Open && v.Finished.IsZero() {
			return ""
		}
		return step.Elapsed(v.Took(r.model.now))
	case colTimeline:
		return r.headBar(v)
	case colPublic:
		if !v.Quote.Known() {
			return ""
		}
		return r.model.env.Prices().Going(v)
	case colPrivate:
		return string(v.Spec.Type)
	case colID:
		return string(v.Spec.Zone)
	case colAccount:
		return v.ProfileName()
	default:
		return ""
	}
}

// headBar is how far the machines of an order have come.
func (r *rows) headBar(v order.View) string {
	t, n := r.model.env.Theme, phase.Count(v)
	var parts []widget.Part
	for _, p := range phase.All() {
		glyph, _ := shade(t, p)
		parts = append(parts, widget.Part{N: n[p], Glyph: glyph})
	}
	return ansi.Strip(widget.Segments(parts, v.Wanted, widget.Part{Glyph: t.Glyph.Bullet}, timelineWidth))
}

// headStyle is how the head of an order looks: its word and its bar in the colour of its state.
func (r *rows) headStyle(v order.View, col int) (lipgloss.Style, bool) {
	switch col {
	case colStatus, colTimeline:
		return statusStyle(r.model.env.Theme, v), true
	case colName:
		return r.model.env.Theme.Header, true
	default:
		return r.model.env.Theme.Dim, true
	}
}
