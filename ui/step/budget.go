package step

import (
	"context"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/text"
)

// Limited is a limit in words, with what it leaves.
type Limited struct {
	Text  string
	Short bool // it does not leave enough
}

// Limits asks what spending limits leave, and words it.
type Limits struct {
	text    *text.Text
	budgets func(context.Context, order.Budget) ([]policy.Budget, error) // see [Env.Budgets]
}

// For asks what limits leave for an order at q with the profile, and returns it in words, in the language of the
// moment. Where it is not known there are none: the order is checked against them all the same.
func (w Limits) For(ctx context.Context, profile string, q provider.Quote) func() []Limited {
	var all []policy.Budget
	if w.budgets != nil {
		all, _ = w.budgets(ctx, order.Budget{Profile: profile})
	}
	return func() []Limited { return w.Words(all, q, "") }
}

// Words words what limits leave for an order at q by someone; "" for who looks. Of those on money, only limits in
// the currency of the price are worded where there is one.
func (w Limits) Words(all []policy.Budget, q provider.Quote, by string) []Limited {
	due, err := q.Due()
	fits := func(b policy.Budget) bool { return b.Most.Currency == due.Currency }
	priced := err == nil && slices.ContainsFunc(all, fits)
	var out []Limited
	for _, b := range all {
		if b.Most.Currency != "" && priced && !fits(b) {
			continue
		}
		whose := w.text.T("budget.all")
		switch {
		case b.Person && by != "":
			whose = w.text.T("budget.of", "Name", by)
		case b.Person:
			whose = w.text.T("budget.own")
		case b.Profile != "":
			whose = w.text.T("budget.profile", "Name", b.Profile)
		}
		id, most, left := "budget."+string(b.Limit), any(Money(b.Most)), any(Money(b.Left))
		if b.Most.Currency == "" {
			most, left = b.Count.Most, b.Count.Left
		}
		if b.Unknown {
			id = "budget.unknown"
		}
		l := Limited{w.text.T(id, "Whose", whose, "Most", most, "Left", left, "Count", b.Count.Most), b.Short(q)}
		if l.Short {
			l.Text += "  " + w.text.T("budget.short")
		}
		out = append(out, l)
	}
	return out
}
