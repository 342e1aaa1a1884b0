package board

import (
	"github.com/metalwright/metalwright/state/order"
)

// approvals are what there is to be done about an order that waits for someone's yes, or was given it.
func (o *offers) approvals(v order.View) []action {
	if v.Status != order.Waiting {
		return nil
	}
	yes := o.env.T("action.yes")
	allowed := v.Approval.State == order.AskedGiven
	decide := func(id, word string, yes bool) action {
		note := append(append(o.requests.costs(v, v.Wanted), o.pricing.lines(v)...), o.env.OrderWords().Script(v)...)
		return action{id: id, word: word, note: note, command: func(given) order.Command {
			return order.Decide{ID: v.ID, Yes: yes, Digest: v.Approval.Digest}
		}}
	}
	var out []action
	if !allowed {
		out = append(out, decide("approve", yes, true))
	}
	out = append(out, decide("deny", o.env.T("action.no"), false))
	if allowed {
		out = append(out, action{
			id: "send", word: yes, asks: v.Asks, note: o.requests.costs(v, v.Wanted), buys: quoted(v, v.Wanted),
			command: func(g given) order.Command { return order.Send{ID: v.ID, Secrets: g.secrets} },
		})
	}
	withdraw := func(given) order.Command { return order.Forget{ID: v.ID} }
	return append(out, action{id: "withdraw", word: yes, command: withdraw})
}
