package wizard

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/widget"
)

// From this width on, which leaves a question the room of 80 columns, the order may stand in a side bar; else its price
// stands in one line under the screen.
const (
	wideAt   = 120
	sideCols = 38
)

// View draws the trail of steps, the open screen, and the order so far.
func (w *Wizard) View(cols, rows int) (string, *tea.Cursor) {
	if w.placing != nil {
		return w.placing.view(w.env, w.draft.Spec.Machines(), cols, rows), nil
	}
	trail := []string{w.trail.at(w, cols)}
	if rows >= 20 {
		trail = append(trail, "")
	}
	var below []string
	main := cols - 2
	beside := w.beside(cols)
	if beside {
		main = cols - sideCols - 4
	} else {
		below = []string{w.price.line(w.screen.Draft(), cols)}
	}
	h := rows - len(trail) - len(below)
	body, cur := w.body(main, h)
	if cur != nil {
		cur.X, cur.Y = cur.X+1, cur.Y+len(trail)
	}
	panes := []widget.Pane{{Width: 1}, {Text: body, Width: main}}
	if beside {
		order := side{w.route, &w.price, w.screen.Draft(), w.asked}
		panes = append(panes, widget.Pane{Width: 1}, widget.Pane{Text: order.draw(h), Width: sideCols + 2})
	}
	lines := append(trail, widget.Columns(h, panes...))
	return strings.Join(append(lines, below...), "\n"), cur
}

// beside reports whether the order stands in a side bar: in wide windows in which no column of a list is cut for it.
// The review says it all by itself, and before there is a product there is nothing to say.
func (w *Wizard) beside(cols int) bool {
	list, ok := w.screen.(interface{ Wants() int })
	return cols >= wideAt && w.at != w.review && w.screen.Draft().Product != nil &&
		(!ok || list.Wants() <= cols-sideCols-4)
}

func (w *Wizard) body(cols, rows int) (string, *tea.Cursor) {
	if w.refit.State() == widget.LoadBusy {
		return w.env.Theme.Dim.Render(w.env.T("wizard.checking")), nil
	}
	return w.screen.View(cols, rows)
}

// trail remembers the line of the steps, which changes with the question and not with each key.
type trail struct {
	of struct {
		at, cols int
		product  *provider.Product
	}
	line string // "": not yet
}

// at is where one stands in w among the steps.
func (t *trail) at(w *Wizard, cols int) string {
	of := t.of
	of.at, of.cols, of.product = w.at, cols, w.draft.Product
	if t.line == "" || of != t.of {
		*t = trail{of, t.draw(w, cols)}
	}
	return t.line
}

// draw words where one stands among the steps; narrow windows show the open one and what follows.
func (*trail) draw(w *Wizard, cols int) string {
	t := w.env.Theme
	var parts []string
	total := 0
	for i, s := range w.steps {
		if i != w.review && !w.shown(w.draft, i) {
			continue
		}
		title := w.env.T("step." + s.ID)
		total += widget.Width(title)
		switch {
		case i < w.at:
			title = t.Good.Render(title)
		case i == w.at:
			total += 2
			title = t.Accent.Render(t.Glyph.Cursor + " " + title)
		default:
			title = t.Faint.Render(title)
		}
		parts = append(parts, title)
	}
	gap := 3
	for gap > 1 && total+gap*(len(parts)-1)+2 > cols {
		gap--
	}
	if total+gap*(len(parts)-1)+2 > cols {
		return " " + t.Accent.Render(t.Glyph.Cursor+" "+w.env.T("step."+w.steps[w.at].ID)) + following(w, cols)
	}
	return " " + strings.Join(parts, strings.Repeat(" ", gap))
}

// following names the steps after the open one, as far as there is room.
func following(w *Wizard, cols int) string {
	t := w.env.Theme
	var sb strings.Builder
	used := widget.Width(w.env.T("step."+w.steps[w.at].ID)) + 4
	for i := w.at + 1; i < len(w.steps); i++ {
		if i != w.review && !w.shown(w.draft, i) {
			continue
		}
		title := w.env.T("step." + w.steps[i].ID)
		if used += widget.Width(title) + 3; used > cols-2 {
			break
		}
		sb.WriteString(t.Faint.Render(" " + t.Glyph.Arrow + " " + title))
	}
	return sb.String()
}
