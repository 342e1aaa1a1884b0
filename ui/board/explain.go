package board

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/phase"
	"github.com/metalwright/metalwright/ui/app"
)

// phases are the phases in the order in which a machine goes through them, with the names of their messages.
func phases() []struct {
	phase phase.Phase
	name  string
} {
	return []struct {
		phase phase.Phase
		name  string
	}{
		{phase.Waiting, "waiting"},
		{phase.Creating, "creating"},
		{phase.Installing, "installing"},
		{phase.Running, "running"},
		{phase.Failed, "failed"},
		{phase.Gone, "gone"},
		{phase.Released, "released"},
		{phase.Unknown, "unknown"},
	}
}

// Explain says what the board shows, what its words and signs stand for, and what its keys are for.
func (b *Board) Explain() []app.Passage {
	e := b.env
	labelled := e.Join().Labelled
	var words []string
	for _, s := range []provider.Status{
		provider.StatusPending, provider.StatusCreating, provider.StatusRunning, provider.StatusFailed,
		provider.StatusVanished, provider.StatusReleased, provider.StatusUnknown,
	} {
		words = append(words, labelled(e.OrderWords().Status(s), e.T("explain_board.status_"+string(s))))
	}
	words = append(words, labelled(e.T("ready.word"), e.T("explain_board.ready")),
		labelled(e.T("board.mismatch_word"), e.T("explain_board.mismatch")))
	var signs []string
	for _, p := range phases() {
		glyph, _ := shade(e.Theme, p.phase)
		signs = append(signs, glyph+" "+e.T("explain_board.phase_"+p.name))
	}
	return []app.Passage{
		{Title: e.T("explain_board.title"), Text: e.T("explain_board.text")},
		{Title: e.T("board.status"), Text: strings.Join(words, "\n")},
		{Title: e.T("board.timeline"), Text: e.T("explain_board.timeline") + "\n" + strings.Join(signs, "\n")},
		{Title: e.T("board.vendor"), Text: e.T("explain_board.vendor")},
		{Title: e.T("explain_board.order"), Text: e.OrderWords().All()},
		{Title: e.T("app_help.keys"), Text: e.T("explain_board.keys")},
	}
}
