package board

import (
	"errors"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
)

// done ends an action with what to say about it.
type done struct{ notice string }

// commands does what someone has asked for and confirmed, and says what came of it.
type commands struct {
	model  *model
	orders step.Orders
	page   app.Page // that is shown what came of it
}

// do does a to an order, which a person has confirmed.
func (c *commands) do(of order.ID, a action, g given) tea.Cmd {
	return func() tea.Msg {
		err := c.orders.Do(c.model.env.Ctx, a.command(g))
		if err == nil && a.then != nil {
			err = c.orders.Do(c.model.env.Ctx, a.then.action.command(a.then.given))
		}
		if stale, ok := errors.AsType[*order.Stale](err); ok {
			if a.then != nil { // the price has changed once more
				a, g = a.then.action, a.then.given
			}
			return c.outcome(of, dearer{of, a, g, stale}, notDone(c.model.env, err))
		}
		switch {
		case err != nil:
			return c.conclusion(of, notDone(c.model.env, err))
		case a.releases():
			return c.conclusion(of, c.model.env.T("action.done_release"))
		default:
			return c.conclusion(of, c.model.env.T("action.done"))
		}
	}
}

// look asks the vendor for what is open of the orders; what came of it is in the journal then.
func (c *commands) look(views []order.View) tea.Cmd {
	return func() tea.Msg {
		for _, v := range views {
			if !v.Open {
				continue
			}
			var err error
			for _, asking := range order.Asking(v) {
				if err = c.orders.Do(c.model.env.Ctx, asking); err == nil {
					break
				}
			}
			if err != nil {
				return c.conclusion(v.ID, c.model.env.T("board.refresh_failed", "Why", c.model.env.Errors().Text(err)))
			}
		}
		return nil
	}
}

// outcome is msg for the board, about the order of. Who has left the board by then reads words, which name the order:
// the page that is open may be that of another one.
func (c *commands) outcome(of order.ID, msg tea.Msg, words string) app.Outcome {
	return app.Outcome{Of: c.page, Msg: msg, Words: c.model.env.Join().Labelled(of.String(), words)}
}

// conclusion is what came of an action, in words. The board of all orders names the order, too.
func (c *commands) conclusion(of order.ID, words string) app.Outcome {
	o := c.outcome(of, nil, words)
	o.Msg = done{words}
	if c.model.id == "" {
		o.Msg = done{o.Words}
	}
	return o
}

// notDone says why nothing was done.
func notDone(e *step.Env, err error) string { return e.T("action.failed", "Why", e.Errors().Text(err)) }
