package step

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/login"
	"github.com/metalwright/metalwright/state/order"
)

// Arrived says of an order that is done what it costs and how to log in to its first machine; "" for any other.
func (e *Env) Arrived(v order.View) string {
	if v.Word != order.Done {
		return ""
	}
	text := ""
	if v.Quote.Known() {
		text = e.T("arrived.price", "Price", e.Total(v.Quote, v.Spec.Billing.Months))
	}
	for _, i := range v.Instances {
		command := login.Of(v.Spec, i.Instance).Command()
		if i.Status != provider.StatusRunning || command == "" {
			continue
		}
		if text != "" {
			text += "; "
		}
		text += command
		if more := v.Count(provider.StatusRunning) - 1; more > 0 {
			text += e.T("arrived.more", "Count", more, "Order", v.ID)
		}
		break
	}
	return text
}
