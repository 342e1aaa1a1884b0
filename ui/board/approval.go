package board

import (
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
)

// approvals are what there is to be done about an order that waits for someone's yes, or was given it.
func (b *Board) approvals(v order.View) []action {
	if v.Status != order.Waiting {
		return nil
	}
	yes := b.env.T("action.yes")
	allowed := v.Approval.State == order.AskedGiven
	decide := func(id, word string, yes bool) action {
		note := append(append(b.requests.costs(v, v.Wanted), pricedLines(b, v)...), b.env.OrderWords().Script(v)...)
		return action{id: id, word: word, note: note, command: func(given) order.Command {
			return order.Decide{ID: v.ID, Yes: yes, Digest: v.Approval.Digest}
		}}
	}
	var out []action
	if !allowed {
		out = append(out, decide("approve", yes, true))
	}
	out = append(out, decide("deny", b.env.T("action.no"), false))
	if allowed {
		out = append(out, action{
			id: "send", word: yes, asks: v.Asks, note: b.requests.costs(v, v.Wanted), buys: quoted(v, v.Wanted),
			command: func(g given) order.Command { return order.Send{ID: v.ID, Secrets: g.secrets} },
		})
	}
	withdraw := func(given) order.Command { return order.Forget{ID: v.ID} }
	return append(out, action{id: "withdraw", word: yes, command: withdraw})
}

// noMachines is what is in the place of the machines while there are none: of an order that waits for approval all
// that was ordered, so that nobody approves what they have not seen.
func noMachines(b *Board, w int) []string {
	t := b.env.Theme
	if b.id == "" || len(b.views) == 0 || b.views[0].Status != order.Waiting {
		return []string{"", t.Dim.Render(b.env.T("board.no_machines"))}
	}
	s := &sheet{b: b, w: w, lines: []string{""}}
	v := b.views[0]
	d := step.Draft{Spec: v.Spec}
	for _, p := range b.env.Products {
		if p.ID == v.Product {
			d.Product = p
		}
	}
	if d.Product == nil {
		return s.lines
	}
	for _, r := range priced(b, v) {
		s.row(r[0], r[1])
	}
	for _, f := range d.Product.Fields {
		s.row(b.env.Fields().Label(f), b.env.Answers().Of(d, f))
	}
	return s.lines
}
