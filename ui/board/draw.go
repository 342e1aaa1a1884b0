package board

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/widget"
)

// leastRows is how many lines of the grid are always there, its titles and three machines, and leastEmpty when it has
// no machine.
const leastRows, leastEmpty = 4, 2

// draw draws the orders' state, a bar over all machines, the counts, the machines, and the summary when all is over.
func (b *Board) draw(w, h int) (string, *tea.Cursor) {
	e, t, views := b.env, b.env.Theme, b.model.views
	switch {
	case views == nil:
		load := b.source.load
		l := widget.Loading{State: load.State(), What: e.T("board.what"), Tick: b.clock.tick}
		l.Why, l.Hint = e.Errors().Failure(load.Err())
		return l.View(t, e.Text, w, h), nil
	case len(views) == 0:
		return widget.Fit(strings.Join(widget.Wrap(" "+e.T("board.none"), w-2), "\n"), w, h), nil
	case b.page.open() && b.dialogs.menu == nil:
		return b.page.view(w, h), nil
	}
	lines := b.header.view(w - 2)
	var said []string
	if b.notice.text != "" && !b.password.open() {
		for _, l := range widget.Wrap(b.notice.text, w-2) {
			said = append(said, t.Info.Render(l))
		}
	}
	least := leastRows
	if len(b.list.rows.all) == 0 {
		least = leastEmpty
	}
	room := max(h-len(lines)-len(said)-least, 0)
	foot := b.footer.view(w-2, room)
	if len(foot) > room { // the machines stay in sight
		foot = slices.DeleteFunc(foot, func(l string) bool { return l == "" })
		if len(foot) > room {
			foot = foot[:room]
			if room > 0 {
				foot[room-1] = widget.Truncate(foot[room-1], w-4, "") + " " + t.Glyph.Ellipsis
			}
		}
	}
	foot = append(foot, said...)
	grid, cur := b.list.view(w-2, max(h-len(lines)-len(foot), 2), b.pricing.ordered)
	if cur != nil {
		cur.X, cur.Y = cur.X+1, cur.Y+len(lines)
	}
	all := strings.Join(append(append(lines, grid), foot...), "\n")
	frame := widget.Columns(h, widget.Pane{Width: 1}, widget.Pane{Text: all, Width: w - 1})
	switch {
	case b.dialogs.menu != nil:
		return b.dialogs.view(frame, w, h)
	case b.password.open():
		box := b.password.box(min(w-2, 66), views[0].Status == order.Ambiguous)
		return widget.Overlay(frame, box, w, h), nil
	}
	return frame, cur
}
