package wizard

import (
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/widget"
)

// Head names the product and the place among the steps.
func (w *Wizard) Head() app.Head {
	h := app.Head{Title: w.env.T("wizard.title")}
	if p := w.draft.Product; p != nil {
		h.Title = p.Vendor + " " + p.Name
	}
	h.Simulated = w.Simulated()
	h.Live, h.Account = w.Live()
	n, of := w.Place()
	h.Place = w.env.T("wizard.place", "Step", n, "Of", of)
	return h
}

// Simulated reports whether the order goes to the simulated cloud: by the chosen account, or by all that could be
// chosen.
func (w *Wizard) Simulated() bool {
	if a := w.screen.Draft().Account; a != nil {
		return a.Simulated
	}
	return w.env.AllSimulated()
}

// Live reports whether the order costs money, and on which account: the chosen one, or "" while several could be.
func (w *Wizard) Live() (live bool, account string) {
	a := w.screen.Draft().Account
	return !w.Simulated() && (a != nil || w.env.AnyReal()), w.env.PayingAccount(a)
}

// reword opens the screen anew with the answers that it has, in the language of now.
func (w *Wizard) reword() tea.Cmd {
	if w.refit.State() == widget.LoadBusy {
		return nil // it opens a screen when it ends
	}
	d := w.screen.Draft()
	w.screen.Close()
	w.screen = w.steps[w.at].New(w.env, d, nil)
	return w.screen.Init()
}
