package board

import (
	"github.com/metalwright/metalwright/state/order"
)

// approvals are what there is to be done about an order that waits for somebody's yes, or was given it.
func (b *Board) approvals(v order.View) []action {
	if v.Word != order.Waiting {
		return nil
	}
	yes := b.env.T("action.yes")
	allowed := v.Approval.State == order.AskedGiven
	verdict := func(id, word string, yes bool) action {
		note := append(b.costs(v, v.Wanted), b.env.Script(v)...)
		return action{id: id, word: word, note: note, command: func(given) order.Command {
			return order.Decide{ID: v.ID, Yes: yes, Seal: v.Approval.Seal}
		}}
	}
	var out []action
	if !allowed {
		out = append(out, verdict("approve", yes, true))
	}
	out = append(out, verdict("deny", b.env.T("action.no"), false))
	if allowed {
		out = append(out, action{
			id: "send", word: yes, asks: v.Asks, note: b.costs(v, v.Wanted),
			command: func(g given) order.Command { return order.Send{ID: v.ID, Secrets: g.secrets} },
		})
	}
	withdraw := func(given) order.Command { return order.Forget{ID: v.ID} }
	return append(out, action{id: "withdraw", word: yes, command: withdraw})
}
