package board

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/widget"
)

// pressPassword keeps the password on the screen until the operator says that it is kept elsewhere.
func pressPassword(b *Board, k string) tea.Cmd {
	switch k {
	case "y":
		b.notice = b.env.T("board.password_copied")
		return tea.SetClipboard(b.opts.Password.Reveal())
	case "w": // a key that nobody presses by accident
		b.opts.Password = provider.Secret{}
		return b.do(b.id, saved(b.id), given{})
	}
	b.notice = b.env.T("board.password_keys")
	return nil
}

// putAway closes the box with the password at the second escape in a row. Nobody has said that it is kept: the board
// continues saying so.
func putAway(b *Board) {
	if b.notice = b.env.T("board.password_esc"); b.closing {
		b.opts.Password, b.notice = provider.Secret{}, ""
	}
	b.closing = !b.closing
}

// passwordBox shows the password that the program made, once.
func passwordBox(b *Board, w int) string {
	t, id := b.env.Theme, "board.password_note"
	if len(b.views) > 0 && b.views[0].Status == order.Ambiguous {
		id = "board.password_unsure"
	}
	lines := []string{"", t.Title.Render("  " + b.opts.Password.Reveal()), ""}
	for _, l := range widget.Wrap(b.env.T(id), w-4) {
		lines = append(lines, t.Dim.Render(l))
	}
	if b.notice != "" {
		for _, l := range widget.Wrap(b.notice, w-4) {
			lines = append(lines, t.Warn.Render(l))
		}
	}
	return widget.Box(t, b.env.T("board.password"), strings.Join(lines, "\n"), w, len(lines)+2)
}
