package wizard

import (
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// Prompter is the open question for those who answer line by line; nil on the review, which asks nothing of theirs.
func (w *Wizard) Prompter() step.Prompter {
	if w.at == w.review {
		return nil
	}
	p, _ := w.screen.(step.Prompter)
	return p
}

// Waiting reports whether the wizard, or its question, waits for the vendor.
func (w *Wizard) Waiting() bool {
	p := w.Prompter()
	return w.refit.State() == widget.LoadBusy || p != nil && p.Waiting()
}

// Answered follows an answer that was given to the prompter, after cmd.
func (w *Wizard) Answered(cmd tea.Cmd) tea.Cmd { return w.moved(cmd) }

// Place is the number of the open step among those that are asked, and how many these are.
func (w *Wizard) Place() (n, of int) { return w.position(w.draft, w.at) }
