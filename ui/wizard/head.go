package wizard

import (
	"github.com/metalwright/metalwright/ui/app"
)

// Head names the product and the place among the steps.
func (w *Wizard) Head() app.Head {
	h := app.Head{Title: w.env.T("wizard.title")}
	if p := w.draft.Product; p != nil {
		h.Title = p.Vendor + " " + p.Name
	}
	h.Simulated = w.simulated()
	n, of := 0, 0
	for i := range w.steps {
		if i == w.review || w.shown(i) {
			of++
			if i <= w.at {
				n++
			}
		}
	}
	h.Place = w.env.T("wizard.place", "Step", n, "Of", of)
	return h
}

// simulated is about the chosen account, or about all that could be chosen.
func (w *Wizard) simulated() bool {
	if a := w.screen.Draft().Account; a != nil {
		return a.Simulated
	}
	return w.env.AllSimulated()
}
