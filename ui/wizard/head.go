package wizard

import "github.com/metalwright/metalwright/ui/app"

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
	if a := w.Draft().Account; a != nil {
		return a.Simulated
	}
	return w.env.Accounts.AllSimulated(w.env.Products)
}

// Live reports whether the order costs money, and on which account: the chosen one, or "" while several could be.
func (w *Wizard) Live() (live bool, account string) {
	a := w.Draft().Account
	return !w.Simulated() && (a != nil || w.env.Accounts.AnyReal(w.env.Products)), a.PayingName(w.env.Text)
}
