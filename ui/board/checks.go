package board

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
)

// checks are the looks at the vendor that someone has asked for: what came of them is said once it is in the journal.
type checks struct {
	model    *model
	requests *requestWords
	commands *commands
	notice   *notice
	asked    map[order.ID]time.Time // the last look by then at each order
}

// ask asks for a look at what is open; what came of it is said when it is in the journal.
func (c *checks) ask() tea.Cmd {
	c.asked = map[order.ID]time.Time{}
	for _, v := range c.model.views {
		if v.Open {
			c.asked[v.ID] = lastLook(v)
		}
	}
	c.notice.say(c.model.env.T("board.refreshing"))
	return c.commands.look(c.model.views)
}

// answered says what came of the look that someone has asked for.
func (c *checks) answered() {
	e := c.model.env
	for _, v := range c.model.views {
		since, ok := c.asked[v.ID]
		if !ok || !lastLook(v).After(since) {
			continue
		}
		delete(c.asked, v.ID)
		if l, x := newest(v); v.Status == order.Ambiguous {
			c.notice.say(e.T("board.looked", "What", c.requests.found(l, x.Wanted)))
			continue
		}
		running := e.T("board.look_running", "Running", v.Count(provider.StatusRunning), "Wanted", v.Wanted)
		c.notice.say(e.T("board.looked", "What", running))
	}
}

// newest is the last look-up of v, answered or not, and the request that it was about.
func newest(v order.View) (order.Look, order.BatchView) {
	var last order.Look
	var of order.BatchView
	for _, x := range v.Batches {
		if n := len(x.LookUps); n > 0 && x.LookUps[n-1].At.After(last.At) {
			last, of = x.LookUps[n-1], x
		}
	}
	return last, of
}

// lastLook is when the vendor was last asked about v, whether it answered or not.
func lastLook(v order.View) time.Time {
	at := order.LastLook(v)
	if l, _ := newest(v); l.At.After(at) {
		at = l.At
	}
	return at
}
