package board

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// password is the one that the program made for the machines. It is shown once, above all else, until the operator says
// that it is kept elsewhere.
type password struct {
	env     *step.Env
	notice  *notice
	secret  provider.Secret // none once it is not shown any more
	closing bool            // escape was pressed, and closes the box when it is pressed again
}

func (p *password) open() bool { return !p.secret.IsZero() }

// lost reports whether the password of an order may be lost: it was shown once, and is not shown now.
func (p *password) lost(v order.View) bool { return !p.open() && p.env.OrderWords().Unsaved(v) != "" }

// press copies the password, or closes its box: kept says that the operator has it elsewhere.
func (p *password) press(k string) (cmd tea.Cmd, kept bool) {
	switch k {
	case "y":
		p.notice.say(p.env.T("board.password_copied"))
		return tea.SetClipboard(p.secret.Reveal()), false
	case "w": // a key that nobody presses by accident
		p.secret = provider.Secret{}
		return nil, true
	}
	p.notice.say(p.env.T("board.password_keys"))
	return nil, false
}

// putAway closes the box at the second escape in a row. Nobody has said that it is kept: the board continues saying so.
func (p *password) putAway() {
	p.notice.say(p.env.T("board.password_esc"))
	if p.closing {
		p.secret = provider.Secret{}
		p.notice.say("")
	}
	p.closing = !p.closing
}

func (p *password) keys() []key.Binding {
	return bindings(p.env, "y", "key.copy_password", "w", "key.kept")
}

// box shows the password, w cells wide; unsure says that it is not known yet whether it is the password of anything.
func (p *password) box(w int, unsure bool) string {
	t, id := p.env.Theme, "board.password_note"
	if unsure {
		id = "board.password_unsure"
	}
	lines := []string{"", t.Title.Render("  " + p.secret.Reveal()), ""}
	for _, l := range widget.Wrap(p.env.T(id), w-4) {
		lines = append(lines, t.Dim.Render(l))
	}
	if p.notice.text != "" {
		for _, l := range widget.Wrap(p.notice.text, w-4) {
			lines = append(lines, t.Warn.Render(l))
		}
	}
	return widget.Box(t, p.env.T("board.password"), strings.Join(lines, "\n"), w, len(lines)+2)
}
