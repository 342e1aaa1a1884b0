package board

import (
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
)

// done ends an action with what to say about it.
type done struct{ notice string }

// outcome is msg for the board, about the order of. Who has left the board by then reads words, which name the order:
// the page that is open may be that of another one.
func outcome(b *Board, of order.ID, msg tea.Msg, words string) app.Outcome {
	return app.Outcome{Of: b, Msg: msg, Words: b.env.Join().Labelled(of.String(), words)}
}

// conclusion is what came of an action, in words. The board of all orders names the order, too.
func conclusion(b *Board, of order.ID, words string) app.Outcome {
	o := outcome(b, of, nil, words)
	o.Msg = done{words}
	if b.id == "" {
		o.Msg = done{o.Words}
	}
	return o
}

// notDone says why nothing was done.
func notDone(e *step.Env, err error) string { return e.T("action.failed", "Why", e.Errors().Text(err)) }
