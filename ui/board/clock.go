package board

import (
	"cmp"
	"time"

	tea "charm.land/bubbletea/v2"
)

// clock has the time of a board go on, while anything that it shows depends on it.
type clock struct {
	model *model
	every time.Duration
	after func(time.Duration) <-chan time.Time // nil: the time is that of the system
	tick  int                                  // counts the seconds
	goes  bool                                 // the next second has been asked for
}

func newClock(m *model, o Options) *clock {
	return &clock{model: m, every: cmp.Or(o.Tick, time.Second), after: o.After}
}

// second is the time going on for one board: that of another one that was left has nothing to say to it.
type second struct{ clock *clock }

// next asks for the next second; nil while nothing on the board depends on the time, so that it costs nothing then.
func (c *clock) next() tea.Cmd {
	if c.goes = c.model.timed(); !c.goes {
		return nil
	}
	if c.after == nil {
		return tea.Tick(c.every, func(time.Time) tea.Msg { return second{c} })
	}
	over := c.after(c.every)
	return func() tea.Msg {
		select {
		case <-over:
			return second{c}
		case <-c.model.env.Ctx.Done():
			return nil
		}
	}
}

// step sets the time once a second is over.
func (c *clock) step() {
	c.model.setTime()
	c.tick++
}

// goOn starts the seconds again when the orders that were read need them.
func (c *clock) goOn() tea.Cmd {
	if c.goes {
		return nil
	}
	c.model.setTime()
	return c.next()
}
