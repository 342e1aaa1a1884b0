package wizard

import (
	"context"
	"errors"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// placing is the time between the confirmation and the first outcome. Closing it ends the looking on, never the
// purchase: that belongs to the order service.
type placing struct {
	load *widget.Load[placed]
	tick int
}

// placed is what came of a confirmation. Once there is an id the order is on disk: it is shown, and never asked again,
// whatever went wrong with looking at it.
type placed struct {
	id     order.ID
	view   order.View
	before bool // by another session, from the same draft: nothing was ordered again
}

func (p *placing) close() { p.load.Cancel() }

// place hands the draft to the journal and waits for its first outcome.
func (w *Wizard) place(q provider.Quote) tea.Cmd {
	w.keep()
	d, o := w.draft.Clone(), w.options
	w.placing = &placing{load: &widget.Load[placed]{}}
	return tea.Batch(step.Tick(), w.placing.load.Start(w.env.Ctx, func(ctx context.Context) (placed, error) {
		id := d.ID // of the draft, which is one order: nobody orders again what is bought
		err := o.Orders.Do(ctx, order.Place{
			ID: id, Profile: d.Account.Profile, Account: d.Account.ID, Spec: d.Spec, Quote: q,
			Unpriced:  !q.Known(), // the question said so
			Made:      !made(d).IsZero(),
			ReleaseAt: d.ReleaseAt.From(w.env.Now()),
		})
		if errors.Is(err, order.ErrPlaced) {
			v, err := o.Orders.Order(ctx, id)
			return placed{id, v, true}, err
		}
		if err != nil {
			return placed{}, err
		}
		v, err := Outcome(ctx, o.Orders, id)
		if err != nil {
			v = order.View{ID: id, Status: order.Sending}
		}
		return placed{id, v, false}, nil
	}))
}

// Outcome waits until the first batch of an order is settled one way or the other.
func Outcome(ctx context.Context, s step.Orders, id order.ID) (order.View, error) {
	changes, stop := s.Changes()
	defer stop()
	for {
		v, err := s.Order(ctx, id)
		if err != nil {
			return v, err
		}
		if v.Status == order.Waiting { // for another person's approval: the board says so
			return v, nil
		}
		if len(v.Batches) > 0 && v.Batches[0].State != order.BatchIntent && v.Batches[0].State != order.BatchSent {
			return v, nil
		}
		select {
		case <-changes:
		case <-ctx.Done():
			return v, ctx.Err()
		}
	}
}

func (w *Wizard) updatePlacing(msg tea.Msg) tea.Cmd {
	if _, ok := msg.(step.TickMsg); ok {
		w.placing.tick++
		return step.Tick()
	}
	p := w.placing
	if !p.load.Update(msg) {
		return nil
	}
	if err := p.load.Err(); err != nil {
		w.placing = nil
		return w.notPlaced(err)
	}
	if got := p.load.Value(); got.before { // a password that was made here is not that order's
		return func() tea.Msg {
			return app.Open{
				From: w, Page: func() app.Page { return w.options.Board(got.id, provider.Secret{}) },
				Text: w.env.T("draft.ordered", "Order", got.id),
			}
		}
	}
	v := p.load.Value().view
	if v.Status == order.Rejected {
		w.placing = nil
		return w.refused(v.Refusal())
	}
	// placing stays: until the board has taken over, nothing that was typed ahead can order again.
	password, id := made(w.draft), p.load.Value().id
	return func() tea.Msg {
		return app.Open{From: w, Page: func() app.Page { return w.options.Board(id, password) }}
	}
}

// made is the password of the draft, if the program has made it.
func made(d step.Draft) provider.Secret {
	if d.Spec.Access.Login == provider.LoginPassword && d.Spec.Access.Password == d.Generated {
		return d.Generated
	}
	return provider.Secret{}
}

// notPlaced is an order that was not written down, for stock, price or a limit of ours: the step that can fix it opens.
// A price that has changed is looked at on the review.
func (w *Wizard) notPlaced(err error) tea.Cmd {
	w.draft.Forget() // what was known was not true any more
	all := provider.All(err)
	kept := w.options.save(w.draft)
	if len(all) == 0 || all[0].Kind == provider.KindStale {
		return tea.Batch(kept, w.open(w.review, err))
	}
	i, _ := w.fixer(w.draft, all)
	cmd := w.open(i, err)
	w.fixing = i != w.review
	return tea.Batch(kept, cmd)
}

// refused opens the step that can fix the refusal; all other answers stay, and the next stop after it is the review.
func (w *Wizard) refused(e *provider.Error) tea.Cmd {
	w.draft.Forget() // what was known was not true any more
	w.draft.ID = ""  // that was the refused order
	w.draft = identified(w.env, w.draft)
	kept := w.options.save(w.draft)
	if e == nil {
		return tea.Batch(kept, w.open(w.review, nil))
	}
	i, fault := w.fixer(w.draft, []*provider.Error{e})
	cmd := w.open(i, fault)
	w.fixing = i != w.review
	return tea.Batch(kept, cmd)
}

// view says that the order of so many machines is being sent.
func (p *placing) view(e *step.Env, machines, cols, rows int) string {
	t := e.Theme
	frame := t.Glyph.Spinner[p.tick%len(t.Glyph.Spinner)]
	lines := []string{"", " " + t.Accent.Render(frame) + " " +
		t.Title.Render(e.T("wizard.sending", "Count", machines))}
	for _, l := range widget.Wrap(e.T("wizard.sending_note"), cols-4) {
		lines = append(lines, "   "+t.Dim.Render(l))
	}
	return widget.Fit(strings.Join(lines, "\n"), cols, rows)
}
