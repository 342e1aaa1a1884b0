package pick

import (
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// question is what a list asks, and the answers as they are now.
type question[T any] struct {
	env   *step.Env
	cfg   Config[T]
	draft step.Draft
}

// Draft has the answer that was accepted; moving the cursor answers nothing.
func (q *question[T]) Draft() step.Draft { return q.draft }

// SetDraft replaces the answers, for screens around this one.
func (q *question[T]) SetDraft(d step.Draft) { q.draft = d }

// ask is the question in words.
func (q *question[T]) ask() string {
	if q.cfg.Ask != "" {
		return q.cfg.Ask
	}
	return q.env.T(q.cfg.ID + ".ask")
}

// why is why a row cannot be chosen; "" when it can.
func (q *question[T]) why(t T) string {
	if q.cfg.Disabled == nil {
		return ""
	}
	return q.cfg.Disabled(q.draft, t)
}

// enter is the message of what Enter does with a row.
func (q *question[T]) enter(t T) string {
	switch {
	case q.why(t) != "":
		return "key.why"
	case q.cfg.Enter != nil:
		return q.cfg.Enter(t)
	}
	return "key.choose"
}

// cell is what a column says of a row.
func (q *question[T]) cell(c Column[T], row T) string {
	if c.Amount != nil {
		return c.Amount(q.draft, row)
	}
	return c.Cell(row)
}

// heading is the title of a column of amounts: what they are in, of how many machines.
func (q *question[T]) heading(c Column[T]) string {
	unit, n := c.Unit(q.draft), q.draft.Spec.Machines()
	if unit == "" || n == 1 {
		return unit
	}
	return q.env.T("pick.times", "Count", n, "Unit", unit)
}

// amount words a cell of such a column by itself.
func (q *question[T]) amount(cell string, c Column[T]) string {
	cell += " " + c.Unit(q.draft)
	if n := q.draft.Spec.Machines(); n > 1 {
		return q.env.T("pick.amount", "Amount", cell, "Count", n)
	}
	return cell
}

// counted says beside the question how many machines there will be, and how to change that where there is room for it.
func (q *question[T]) counted(w int) string {
	if !q.cfg.Counts {
		return ""
	}
	const gap = "   "
	n := q.draft.Spec.Machines()
	room := w - widget.Width(q.ask()) - len(gap)
	for _, id := range []string{"pick.count", "pick.machines"} {
		if text := q.env.T(id, "Count", n); widget.Width(text) <= room {
			return gap + q.env.Theme.Dim.Render(text)
		}
	}
	return ""
}

// keepSort keeps the order of the list for when the operator comes back.
func (q *question[T]) keepSort(column string, reverse bool) {
	if now := (step.Sort{Column: column, Reverse: reverse}); q.draft.Sorts[q.cfg.ID] != now {
		q.draft = q.draft.Clone()
		if q.draft.Sorts == nil {
			q.draft.Sorts = map[string]step.Sort{}
		}
		q.draft.Sorts[q.cfg.ID] = now
	}
}
