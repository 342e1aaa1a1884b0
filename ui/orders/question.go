package orders

import (
	"errors"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// question asks for a word before something is released.
type question struct {
	env   *step.Env
	title string
	about string // what happens then
	word  string
	enter string  // the message of what Enter does once the word is typed
	yes   tea.Cmd // what the word starts
	form  *widget.Form
}

// itemWord is the word.
const itemWord = "word"

func newQuestion(e *step.Env, title, about, word, enter string, yes tea.Cmd) *question {
	form := widget.NewForm(e.Theme, e.Text, []widget.Item{{
		ID: itemWord, Label: e.T("action.confirm"), Kind: widget.Input, Help: e.T("action.type", "Word", word),
	}})
	return &question{env: e, title: title, about: about, word: word, enter: enter, yes: yes, form: form}
}

// word is what has to be typed: the order that loses all that it has made, or the machine.
func word(o order.Orphan) string {
	if o.Kind == order.OrphanResource {
		return o.Order.String()
	}
	return o.ID
}

// answered takes a key, and reports whether the word has been given.
func (q *question) answered(k tea.KeyPressMsg) bool {
	q.form.Update(k)
	q.form.Back()
	q.form.Changed()
	if !q.form.Submitted() {
		return false
	}
	if strings.EqualFold(strings.TrimSpace(q.form.Value(itemWord)), q.word) {
		return true
	}
	q.form.SetError(itemWord, q.env.T("action.mistyped"))
	q.form.Focus(itemWord)
	return false
}

// view is the question above the page.
func (q *question) view(page string, w, h int) (string, *tea.Cursor) {
	t := q.env.Theme
	wide := min(w-2, 72)
	var about []string
	for _, l := range widget.Wrap(q.about, wide-4) {
		about = append(about, t.Warn.Render(l))
	}
	about = about[:min(len(about), max(h-6, 0))]
	body, cur := q.form.View(wide-4, 3)
	high := len(about) + 5
	box := widget.Box(t, q.title, strings.Join(append(about, body), "\n"), wide, high)
	if cur != nil { // inside the box, which the page has in its middle
		cur.X, cur.Y = cur.X+2+max((w-wide)/2, 0), cur.Y+1+len(about)+max((h-high)/2, 0)
	}
	return widget.Overlay(page, box, w, h), cur
}

func takeOver(o order.Orphan) order.Command {
	return order.TakeOver{Account: o.Account, Product: o.Product, Token: o.Token}
}

// releasable reports whether the page can release it.
func releasable(o order.Orphan) bool {
	return o.Kind == order.OrphanMachine || o.Kind == order.OrphanResource
}

// release has the vendor release what the order of o has made; or the machine o, which is written down as one of an
// order first, so that it is released like every other.
func release(e *step.Env, s step.Orders, o order.Orphan) error {
	if o.Kind == order.OrphanResource {
		return s.Do(e.Ctx, order.ReleaseResources{ID: o.Order})
	}
	taken := s.Do(e.Ctx, takeOver(o))
	if taken != nil && !errors.Is(taken, order.ErrNothing) { // another program may have been first
		return taken
	}
	all, err := s.Orders(e.Ctx)
	if err != nil {
		return err
	}
	id := provider.InstanceID(o.ID)
	at := slices.IndexFunc(all, func(v order.View) bool {
		return v.Account == o.Account && v.Product == o.Product &&
			slices.ContainsFunc(v.Instances, func(i order.InstanceView) bool { return i.ID == id })
	})
	if at < 0 {
		return errors.Join(taken, order.ErrUnknownID)
	}
	return s.Do(e.Ctx, order.Release{ID: all[at].ID, Machines: []provider.InstanceID{id}})
}
