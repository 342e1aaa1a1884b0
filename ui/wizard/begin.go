package wizard

import (
	"cmp"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
)

// Drafts keeps the answers of an order until it is placed.
type Drafts interface {
	// Keep has d, which has an id, kept in place of what was kept before; the command does it. It is called in the order
	// of the answers. Placing the order with the id forgets them.
	Keep(d step.Draft) tea.Cmd
}

// Begin returns the wizard with the answers of s. It opens at the review, or at the first answer that the vendor does
// not know any more; a draft opens at the first answer that is missing, too.
func Begin(env *step.Env, steps []step.Step, s step.Start, o Options) *Wizard {
	w := New(env, steps, s.Draft, o)
	w.first, w.unready = func() tea.Cmd { return w.begin(s) }, true
	return w
}

// begin takes the answers of s over.
func (w *Wizard) begin(s step.Start) tea.Cmd {
	switch {
	case s.Kind == step.StartTour && w.options.Tour != nil:
		return w.options.Tour()
	case s.Kind == step.StartKeys && w.options.Keys != nil:
		back := func() app.Page { return New(w.outside, w.steps, step.Draft{}, w.options) }
		return func() tea.Msg {
			return app.Open{From: w, Page: func() app.Page { return w.options.Keys(back) }}
		}
	}
	d := s.Draft
	if s.Open != nil {
		var err error
		if d, err = s.Open(); err != nil {
			why := w.env.Errors().Text(err)
			if w.draft.ID == s.Draft.ID { // what cannot be opened is not gone on with
				w.at, w.draft = w.next(step.Draft{}.Remembered(w.env), -1)
				rebuild(w, w.draft)
			}
			return tea.Batch(w.screen.Init(), func() tea.Msg { return app.Notice{Text: why} })
		}
	}
	d.ID = cmp.Or(d.ID, w.draft.ID)
	w.draft = d.Remembered(w.env).Clone()
	if s.Kind == step.StartOrder {
		w.draft = step.WithPassword(w.draft)
	}
	past := s.Kind != step.StartDraft
	m := mode{fixing: true, short: past, landing: past}
	if w.draft.Reader() == nil {
		w.mode = m
		return w.open(w.review, nil)
	}
	return w.fix(m)
}

// save has d kept for the next start, once there is more to it than a product.
func (o Options) save(d step.Draft) tea.Cmd {
	if o.Drafts == nil || d.Product == nil || d.Spec.Zone == "" {
		return nil
	}
	return o.Drafts.Keep(d)
}

// identified is d with the id of the order that it becomes, once there is more to it than a product.
func identified(e *step.Env, d step.Draft) step.Draft {
	if d.ID == "" && d.Product != nil && d.Spec.Zone != "" {
		d.ID = e.IDs.Next()
	}
	return d
}
