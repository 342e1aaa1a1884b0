package board

import (
	"context"

	"github.com/metalwright/metalwright/state/order"
)

// approvals are what there is to be done about an order that waits for somebody's yes, or was given it.
func (b *Board) approvals(v order.View) []action {
	if v.Word != order.Waiting {
		return nil
	}
	s, yes := b.orders, b.env.T("action.yes")
	allowed := v.Approval.State == order.AskedGiven
	verdict := func(id, word string, yes bool) action {
		note := append(b.costs(v, v.Wanted), b.env.Script(v)...)
		return action{id: id, word: word, note: note, do: func(ctx context.Context, _ given) error {
			return s.Decide(ctx, v.ID, order.Verdict{Yes: yes, Seal: v.Approval.Seal})
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
			do: func(ctx context.Context, g given) error {
				return s.Send(ctx, v.ID, order.Dispatch{Secrets: g.secrets})
			},
		})
	}
	withdraw := func(ctx context.Context, _ given) error { return s.Forget(ctx, v.ID) }
	return append(out, action{id: "withdraw", word: yes, do: withdraw})
}
