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

// Arrived says in a shell, of an order that is done, what has come up, what it costs and how to log in; "" for any
// other.
func (e *Env) Arrived(v order.View) string {
	if v.Status != order.Done {
		return ""
	}
	text := e.T("arrived.done", "Order", v.ID, "Count", v.Wanted)
	if v.Quote.Known() {
		text = e.Text.Join().Clauses(text, e.Total(v.Quote, v.Spec.Billing.Months))
	}
	text = e.Text.Join().Parts(text, FirstLogin(v))
	if v.Wanted > 1 {
		text = e.Text.Join().Parts(text, e.T("arrived.more", "Order", v.ID))
	}
	return text
}
