package wizard

import (
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// mode says what follows the open step. The zero value is the next step.
type mode struct {
	// fixing is set while the user answers again what was asked before: the next stop is the first fault, or the
	// review.
	fixing  bool
	short   bool // what the product suggests answers what was not asked yet
	landing bool // the next stop is the review, also when an answer breaks a rule
}

// stop is where a wizard stands, for those who leave it for another page and come back.
type stop struct {
	mode
	before   mode // that of the screen that is behind the check
	at       int
	asked    int
	draft    step.Draft // with what is being checked
	shown    step.Draft // the answers of the screen
	fault    error
	checking bool
}

// standing is where w stands now.
func standing(w *Wizard) stop {
	d, shown := identified(w.env, w.Draft()), w.screen.Draft()
	shown.ID = d.ID
	return stop{
		mode: w.mode, before: w.before, at: w.at, asked: w.asked, draft: d, shown: shown,
		fault: w.fault, checking: w.refit.State() == widget.LoadBusy,
	}
}

// resume returns a wizard that stands at s. What was being checked then is checked again.
func resume(env *step.Env, steps []step.Step, s stop, o Options) *Wizard {
	w := New(env, steps, s.shown, o)
	w.first = func() tea.Cmd {
		w.mode, w.asked = s.mode, s.asked
		if !s.checking {
			return w.open(s.at, s.fault)
		}
		w.mode, w.at, w.fault = s.before, s.at, s.fault
		rebuild(w, s.shown)
		w.unready, w.draft = true, s.draft.Remembered(w.env).Clone()
		return w.fix(s.mode)
	}
	return w
}

// rebuild makes the open screen anew with the answers of d.
func rebuild(w *Wizard, d step.Draft) {
	w.screen.Close()
	w.screen = w.steps[w.at].New(w.env, d, w.fault)
}

// reword opens the screen anew with the answers that it has, in the language of now.
func (w *Wizard) reword() tea.Cmd {
	if w.unready = w.refit.State() == widget.LoadBusy; w.unready {
		return nil // the check opens a screen when it ends
	}
	rebuild(w, w.screen.Draft())
	return w.screen.Init()
}

// cancelCheck ends the check, as if it was not asked for.
func cancelCheck(w *Wizard) tea.Cmd {
	w.refit.Cancel()
	id := w.draft.ID
	w.draft, w.mode = w.screen.Draft(), w.before
	w.draft.ID = id
	if !w.unready {
		return nil
	}
	w.unready = false
	rebuild(w, w.draft)
	return w.screen.Init()
}

// Lists reports whether the orders can be looked at now: not while one is sent, for its outcome is shown here alone.
func (w *Wizard) Lists() bool { return w.options.List != nil && w.placing == nil }

// List opens the orders. From there back leads to where the wizard stands now.
func (w *Wizard) List() tea.Cmd {
	if w.placing != nil {
		return nil
	}
	at := standing(w)
	back := func() app.Page { return resume(w.outside, w.steps, at, w.options) }
	return tea.Batch(w.options.save(at.draft), func() tea.Msg {
		return app.Open{From: w, Page: func() app.Page { return w.options.List(back) }}
	})
}
