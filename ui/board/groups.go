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
func folded(v order.View, folds map[order.ID]bool) bool {
	if fold, chosen := folds[v.ID]; chosen {
		return fold
	}
	return !v.Unfinished()
}

// grouped adds the orders to all: a head for each, and below it its machines. It counts these in sum.
func grouped(all []row, views []order.View, folds map[order.ID]bool, sum *tally) []row {
	views = slices.Clone(views)
	slices.SortStableFunc(views, func(a, b order.View) int { return rank(a) - rank(b) })
	for _, v := range views {
		all = append(all, row{InstanceView: new(order.InstanceView), order: v.ID, profile: v.ProfileName(), head: &v})
		urgent := sum.add(v)
		if !folded(v, folds) {
			all = machines(all, v, urgent)
		}
	}
	return all
}

// fold opens or closes the order whose head is under the cursor.
func fold(b *Board, v order.View) {
	if b.folds == nil {
		b.folds = map[order.ID]bool{}
	}
	b.folds[v.ID] = !folded(v, b.folds)
	b.moved = true
	b.rows.fill(b.views)
	b.grid.Refresh()
}

// headCell is what the head of an order shows in a column: its state, bar, price and age.
func headCell(b *Board, v order.View, col int) string {
	t := b.env.Theme
	switch col {
	case colName:
		mark := t.Glyph.Down
		if folded(v, b.folds) {
			mark = t.Glyph.Right
		}
		return mark + " " + v.ID.String()
	case colStatus:
		return b.env.OrderWords().Word(v.Status)
	case colVendor:
		return strconv.Itoa(v.Count(provider.StatusRunning)) + "/" + strconv.Itoa(v.Wanted)
	case colElapsed:
		if !v.Open && v.Finished.IsZero() {
			return ""
		}
		return step.Elapsed(v.Took(b.now))
	case colTimeline:
		return headBar(b, v)
	case colPublic:
		if !v.Quote.Known() {
			return ""
		}
		return b.env.Prices().Going(v)
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
func headBar(b *Board, v order.View) string {
	t, n := b.env.Theme, phase.Count(v)
	var parts []widget.Part
	for _, p := range phase.All() {
		glyph, _ := shade(t, p)
		parts = append(parts, widget.Part{N: n[p], Glyph: glyph})
	}
	return ansi.Strip(widget.Segments(parts, v.Wanted, widget.Part{Glyph: t.Glyph.Bullet}, timelineWidth))
}

// headStyle is how the head of an order looks: its word and its bar in the colour of its state.
func headStyle(b *Board, v order.View, col int) (lipgloss.Style, bool) {
	switch col {
	case colStatus, colTimeline:
		return b.statusStyle(v), true
	case colName:
		return b.env.Theme.Header, true
	default:
		return b.env.Theme.Dim, true
	}
}
