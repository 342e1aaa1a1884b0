package sheet

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// editor is a small form for one row: an array, a partition, a disk.
type editor struct {
	env   *step.Env
	title string
	form  *widget.Form
	items []widget.Item
	// take reads the form; it answers with the item at fault and why, or takes the row.
	take func(value func(string) string) (item, why string)
}

func newEditor(e *step.Env, title string, items []widget.Item, take func(func(string) string) (string,
	string),
) *editor {
	return &editor{env: e, title: title, form: widget.NewForm(e.Theme, e.Text, items), items: items, take: take}
}

// update reports true when the row was taken.
func (ed *editor) update(msg tea.Msg) (closed bool) {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.PasteMsg:
	default:
		return false
	}
	ed.form.Update(msg)
	ed.form.Back()
	ed.form.Changed()
	if !ed.form.Submitted() {
		return false
	}
	item, why := ed.take(ed.form.Value)
	if why == "" {
		return true
	}
	ed.form.SetError(item, why)
	ed.form.Focus(item)
	return false
}

// height is the rows that the form wants: each item, and some for help and an error.
func (ed *editor) height() int { return len(ed.items) + 3 }

// choosing reports whether the item with the focus is changed by arrows.
func (ed *editor) choosing() bool {
	return slices.ContainsFunc(ed.items, func(it widget.Item) bool {
		return it.ID == ed.form.Focused() && (it.Kind == widget.Choice || it.Kind == widget.Toggle)
	})
}

func (ed *editor) view(w, h int) (string, *tea.Cursor) {
	body, cur := ed.form.View(w-4, max(h-2, 1))
	if cur != nil {
		cur.X, cur.Y = cur.X+2, cur.Y+1
	}
	return widget.Box(ed.env.Theme, ed.title, body, w, h), cur
}
