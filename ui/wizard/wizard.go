// Package wizard walks the steps: forward, back, and to the step that can fix an error. It keeps the draft, prices it
// while it changes, and hands the confirmed order to the journal.
package wizard

import (
	"cmp"
	"context"
	"slices"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// Wizard is the page that asks all questions and ends with a placed order.
type Wizard struct {
	route
	options Options

	draft  step.Draft
	at     int
	asked  int // the last step that was open
	screen step.Screen
	fault  error // why the user is back on the screen
	mode
	before  mode // that of the screen while what follows it is checked
	unready bool // the screen was not started, or has the words of another language, because of the check
	refit   *widget.Load[refit]
	price   pricer
	placing *placing
	first   func() tea.Cmd // what Init does in place of starting the first screen; nil: nothing else
	trail   trail
	outside *step.Env // env before it got a memory of its own
}

// refit is what a new look at the answers found: the facts, and the answers that the vendor knows no more.
type refit struct {
	known   provider.Known
	missing []*provider.Error
}

// Options are where the wizard's order goes.
type Options struct {
	Orders step.Orders
	// Board opens the board of the order that was placed, and shows a password that the program made once.
	Board func(order.ID, provider.Secret) app.Page
	// Drafts keeps the answers for the next start; nil keeps none.
	Drafts Drafts
	// Back opens the page before the first question; nil: there is none.
	Back func() app.Page
	// List opens the orders, from which back leads to the wizard as it was; nil: they cannot be looked at.
	List func(back func() app.Page) app.Page
	// Tour leaves for a guided tour, and Keys opens what there is to know of keys; nil: nobody is offered them.
	Tour func() tea.Cmd
	Keys func(back func() app.Page) app.Page
}

// New returns the wizard at its first step. The last of steps is the review.
func New(env *step.Env, steps []step.Step, d step.Draft, o Options) *Wizard {
	outside, env := env, env.Cached()
	d = d.Remembered(env)
	w := &Wizard{
		outside: outside, route: route{env, steps, len(steps) - 1}, options: o, draft: d.Clone(),
		refit: &widget.Load[refit]{},
	}
	w.price = newPricer(env)
	w.at, w.draft = w.next(w.draft, -1)
	w.screen = w.steps[w.at].New(env, w.draft, nil)
	return w
}

// Init starts the first screen.
func (w *Wizard) Init() tea.Cmd {
	if w.first != nil {
		return w.first()
	}
	return w.screen.Init()
}

// Unplaced are the answers as long as they are no order, nor are about to become one. It works also after a panic, with
// the answers of the steps before where those of the open one cannot be had.
func (w *Wizard) Unplaced() (d step.Draft, ok bool) {
	if w.placing != nil {
		return d, false
	}
	defer func() {
		if recover() != nil {
			d, ok = w.draft, true
		}
	}()
	return w.Draft(), true
}

// Close ends the screen and whatever it waits for.
func (w *Wizard) Close() {
	w.screen.Close()
	w.refit.Cancel()
	w.price.close()
	if w.placing != nil {
		w.placing.close()
	}
}

// Loading reports whether the open screen has nothing to show yet.
func (w *Wizard) Loading() bool {
	s, ok := w.screen.(interface{ Waiting() bool })
	return ok && s.Waiting()
}

// Draft is the draft with the open screen's answers, which are in it while it is checked.
func (w *Wizard) Draft() step.Draft {
	if w.refit.State() == widget.LoadBusy {
		return w.draft
	}
	d := w.screen.Draft()
	d.ID = cmp.Or(w.draft.ID, d.ID) // also on a screen that was open before there was one
	return d
}

// Step is the id of the open step.
func (w *Wizard) Step() string { return w.steps[w.at].ID }

// Update handles what the wizard waits for, then navigation, then the open screen.
func (w *Wizard) Update(msg tea.Msg) tea.Cmd {
	switch msg.(type) {
	case app.Language, tea.BackgroundColorMsg:
		w.trail = trail{} // other words, or other colours
	}
	if cmd, ok := w.price.update(msg); ok {
		return cmd // also while the order is sent: a refusal leads back to the answers, and to their price
	}
	if w.placing != nil {
		return w.updatePlacing(msg)
	}
	if w.refit.Update(msg) {
		return w.refitted()
	}
	switch msg := msg.(type) {
	case step.Move:
		return w.move(msg)
	case app.Language:
		return w.reword()
	case tea.KeyPressMsg, tea.PasteMsg:
		if w.refit.State() == widget.LoadBusy {
			return nil // the answer decides which screen is next; a key now belongs to none
		}
	}
	return w.moved(w.screen.Update(msg))
}

// moved goes where the open screen leads, after cmd.
func (w *Wizard) moved(cmd tea.Cmd) tea.Cmd {
	if m := w.screen.Move(); m != nil {
		return tea.Batch(cmd, w.move(m))
	}
	return tea.Batch(cmd, w.price.keep(w.screen.Draft()))
}

// move goes where the open screen leads.
func (w *Wizard) move(m step.Move) tea.Cmd {
	switch m := m.(type) {
	case step.Done:
		return w.forward()
	case step.Finish:
		return w.finish()
	case step.Back:
		cmd, _ := w.Back()
		return cmd
	case step.Jump:
		return w.jump(m.Field)
	case step.Begin:
		return w.begin(m.Start)
	case step.Place:
		if w.at != w.review {
			return nil
		}
		return w.place(m.Quote)
	}
	return nil
}

// Back closes what the screen has open, or goes to the step before.
func (w *Wizard) Back() (tea.Cmd, bool) {
	if w.placing != nil {
		return nil, false
	}
	if w.refit.State() == widget.LoadBusy {
		return cancelCheck(w), true
	}
	if w.screen.Back() {
		return nil, true
	}
	prev := w.prev(w.draft, w.at)
	if prev < 0 && w.options.Back == nil {
		return nil, false
	}
	kept := w.keep()
	if prev < 0 {
		return tea.Batch(kept, func() tea.Msg { return app.Open{From: w, Page: w.options.Back} }), true
	}
	return tea.Batch(kept, w.open(prev, nil)), true
}

// Backs reports whether Escape leads somewhere: an order that is being sent cannot be taken back.
func (w *Wizard) Backs() bool {
	switch {
	case w.placing != nil:
		return false
	case w.refit.State() == widget.LoadBusy, w.options.Back != nil, w.screen.Editing(), w.prev(w.draft, w.at) >= 0:
		return true
	}
	s, ok := w.screen.(interface{ Filter() string })
	return ok && s.Filter() != ""
}

// forward accepts the open step and continues.
func (w *Wizard) forward() tea.Cmd {
	kept := w.keep()
	if w.fixing {
		return tea.Batch(kept, w.fix(w.mode))
	}
	return tea.Batch(kept, w.proceed())
}

// proceed opens the next step that is asked.
func (w *Wizard) proceed() tea.Cmd {
	next, d := w.next(w.draft, w.at)
	w.draft = d
	return w.open(next, nil)
}

// finish accepts the open step and goes to the review, past what has an answer or a suggestion. Before the product,
// zone, type and image are chosen it goes to the first of them that is not.
func (w *Wizard) finish() tea.Cmd {
	kept := w.keep()
	for _, f := range [...]provider.Field{
		provider.FieldProduct, provider.FieldAccount, provider.FieldZone, provider.FieldType, provider.FieldImage,
	} {
		i := w.owner(w.draft, f)
		if i < 0 || w.chosen(f, i) {
			continue
		}
		d, settled := w.settled(w.draft, i)
		if !settled {
			return tea.Batch(kept, w.open(i, nil))
		}
		w.draft = d
	}
	m := w.mode
	m.short = true
	return tea.Batch(kept, w.fix(m))
}

// chosen reports whether f, which step i asks for, has an answer, or was left open there.
func (w *Wizard) chosen(f provider.Field, i int) bool {
	d := w.draft
	if f == provider.FieldProduct {
		return d.Product != nil
	}
	if f == provider.FieldAccount {
		return d.Reader() != nil
	}
	if f == provider.FieldImage {
		return d.Spec.Image != "" || d.Spec.IPXE != "" || w.asked > i || w.at == i
	}
	return provider.Answered(d.Spec, f)
}

// keep takes the screen's answers over. Facts of another zone, type or account are dropped; the answers stay, also for
// the next start of the program.
func (w *Wizard) keep() tea.Cmd {
	d := w.screen.Draft().Naming().Answered()
	d.Known = fitting(w.draft, d)
	if w.draft.Spec.Product != d.Spec.Product {
		w.asked = w.at // the answers are another product's
	}
	d.ID = cmp.Or(w.draft.ID, d.ID)
	w.draft = identified(w.env, d.Clone().Renamed(w.draft, "").Addressed(w.draft))
	return w.options.save(w.draft)
}

// fitting are the facts of d that still hold after the answers of old became those of d: of another account or zone
// those alone that were looked up anew.
func fitting(old, d step.Draft) provider.Known {
	k := d.Known
	elsewhere := old.Account != d.Account || old.Spec.Product != d.Spec.Product
	if elsewhere && k.Zone == old.Known.Zone {
		k.Zone = nil
	}
	if elsewhere || old.Spec.Zone != d.Spec.Zone {
		if k.Type == old.Known.Type {
			k.Type = nil
		}
		k.Image, k.Chosen = nil, nil
	}
	return k
}

// fix looks the facts up again and opens the first step with a fault, or the review, in the mode m.
func (w *Wizard) fix(m mode) tea.Cmd {
	w.before, w.mode = w.mode, m
	w.fixing = true
	r := w.draft.Reader()
	if r == nil {
		w.fixing = false
		return w.proceed()
	}
	spec, short := w.draft.Spec.Clone(), w.short
	return w.refit.Start(w.env.Ctx, func(ctx context.Context) (refit, error) {
		known, err := provider.Lookup(ctx, r, spec)
		if err == nil && short { // what is suggested may depend on what the zone has
			_, known, err = provider.Fill(ctx, r, known.Resolved(spec), known)
		}
		missing := provider.All(err)
		if err != nil && len(missing) == 0 ||
			slices.ContainsFunc(missing, func(e *provider.Error) bool { return e.Kind != provider.KindNotFound }) {
			return refit{}, err
		}
		return refit{known, missing}, nil
	})
}

func (w *Wizard) refitted() tea.Cmd {
	fit, err := w.refit.Value(), w.refit.Err()
	faults := fit.missing
	if err == nil {
		w.draft.Known, w.draft.Spec = fit.known, fit.known.Resolved(w.draft.Spec)
		if w.short {
			w.draft = w.draft.Completed()
		}
		faults = Faults(faults, w.draft.Reader().Check(w.draft.Spec, fit.known))
	}
	if len(faults) == 0 || w.landing && len(fit.missing) == 0 {
		return w.open(w.review, err)
	}
	i, fault := w.fixer(w.draft, faults)
	return w.open(i, fault)
}

// jump opens the step that owns f and comes back to the review afterwards.
func (w *Wizard) jump(f provider.Field) tea.Cmd {
	i := w.owner(w.draft, f)
	if i < 0 {
		return nil
	}
	kept := w.keep()
	w.fixing = true
	return tea.Batch(kept, w.open(i, nil))
}

// open shows step i, with the error that it should fix, if any.
func (w *Wizard) open(i int, fault error) tea.Cmd {
	w.screen.Close()
	i = w.reachable(w.draft, i)
	w.at, w.asked, w.fault, w.unready = i, max(w.asked, i), fault, false
	if i == w.review {
		w.mode = mode{}
	}
	w.screen = w.steps[i].New(w.env, w.draft, fault)
	return tea.Batch(w.screen.Init(), w.price.keep(w.draft))
}

// Keys are the open screen's.
func (w *Wizard) Keys() []key.Binding {
	if w.placing != nil || w.refit.State() == widget.LoadBusy {
		return nil
	}
	return w.screen.Keys()
}

// Editing reports whether the open screen takes letters as text.
func (w *Wizard) Editing() bool { return w.placing == nil && w.screen.Editing() }

// Leave says what stays when the program is left now.
func (w *Wizard) Leave() string {
	if w.placing != nil {
		return w.env.T("wizard.leave_sending")
	}
	return w.env.T("wizard.leave")
}
