package step

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/login"
	"github.com/metalwright/metalwright/state/order"
)

// FirstLogin is the command that logs in to the first machine of an order that runs; "" where none can be reached so.
func FirstLogin(v order.View) string {
	for _, i := range v.Instances {
		if c := login.Of(v.Spec, i.Instance).Command(); c != "" && i.Status == provider.StatusRunning {
			return c
		}
	}
	return ""
}

// Came says how many machines of an order came up, and how many of them were released since; "" while none was.
func Came(e *Env, v order.View) string {
	n, running := order.CameUp(v), v.Count(provider.StatusRunning)
	if n == running {
		return ""
	}
	return e.T("orders.released", "Came", n, "Wanted", v.Wanted, "Released", n-running)
}

// Arrived says in a shell, of an order that is done, what runs of it, what that costs and how to log in; "" for any
// other.
func (e *Env) Arrived(v order.View) string {
	if v.Status != order.Done {
		return ""
	}
	running := v.Count(provider.StatusRunning)
	text := e.T("arrived.done", "Order", v.ID, "Count", running)
	if released := order.CameUp(v) - running; released > 0 {
		text = e.T("arrived.released", "Order", v.ID, "Count", running, "Wanted", v.Wanted, "Released", released)
	}
	if v.Quote.Known() {
		text = e.Text.Join().Clauses(text, Going(e, v))
	}
	text = e.Text.Join().Parts(text, FirstLogin(v))
	if running > 1 {
		text = e.Text.Join().Parts(text, e.T("arrived.more", "Order", v.ID))
	}
	return text
}
