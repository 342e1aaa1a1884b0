package wizard

import (
	"context"
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
)

// Drafts keeps the answers of an order until it is placed.
type Drafts interface {
	// Keep has d kept in place of what was kept before; the command does it. It is called in the order of the answers.
	Keep(d step.Draft) tea.Cmd
	// Drop has what was kept forgotten; the function does it.
	Drop() func(context.Context)
}

// Begin returns the wizard with the answers of s. It opens at the review, or at the first answer that the vendor does
// not know any more; a draft opens at the first answer that is missing, too.
func Begin(env *step.Env, steps []step.Step, s step.Start, o Options) *Wizard {
	w := New(env, steps, s.Draft, o)
	w.first = func() tea.Cmd { return w.begin(s) }
	return w
}

// Reopen returns the wizard with the answers of d, at the step with the id.
func Reopen(env *step.Env, steps []step.Step, d step.Draft, id string, o Options) *Wizard {
	w := New(env, steps, d, o)
	w.first = func() tea.Cmd {
		return w.open(slices.IndexFunc(steps, func(s step.Step) bool { return s.ID == id }), nil)
	}
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
			why := w.env.ErrorText(err)
			return tea.Batch(w.screen.Init(), func() tea.Msg { return app.Notice{Text: why} })
		}
	}
	w.draft = d.Remembered(w.env).Clone()
	if s.Kind == step.StartOrder {
		w.draft = step.WithPassword(w.draft)
	}
	w.fixing = true
	w.short, w.landing = s.Kind != step.StartDraft, s.Kind != step.StartDraft
	if w.draft.Reader() == nil {
		return w.open(w.reachable(w.review), nil)
	}
	return w.fix()
}

// save has d kept for the next start, once there is more to it than a product.
func (w *Wizard) save(d step.Draft) tea.Cmd {
	if w.options.Drafts == nil || d.Product == nil || d.Spec.Zone == "" {
		return nil
	}
	return w.options.Drafts.Keep(d)
}

// Lists reports whether the orders can be looked at now: not while one is sent, for its outcome is shown here alone.
func (w *Wizard) Lists() bool { return w.options.List != nil && w.placing == nil }

// List opens the orders. From there back leads to the step that is open now.
func (w *Wizard) List() tea.Cmd {
	d, ok := w.Unplaced()
	if !ok {
		return nil
	}
	at := w.Step()
	back := func() app.Page { return Reopen(w.outside, w.steps, d, at, w.options) }
	return tea.Batch(w.save(d), func() tea.Msg {
		return app.Open{From: w, Page: func() app.Page { return w.options.List(back) }}
	})
}
