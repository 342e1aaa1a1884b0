package step

import (
	"context"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/estimate"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

// Env is what a screen may use besides its draft. Nothing else is global, so sessions cannot meet. What it has to say
// about errors, prices and the like is in parts, by what they are about.
type Env struct {
	*text.Text
	Ctx      context.Context // ends with the session
	Theme    *theme.Theme
	Now      func() time.Time
	Products []*provider.Product
	Accounts Accounts
	// Clashes names those machines of a spec whose names its zone has already; nil where nobody asks.
	Clashes func(ctx context.Context, account string, spec provider.Spec) ([]string, error)
	// Budgets is what limits leave for an order; nil where nobody asks.
	Budgets func(context.Context, order.Budget) ([]policy.Budget, error)
	IDs     IDs
	// Files keeps drafts as order files. The zero value keeps none.
	Files Files
	// Starts lists what an order can begin with beside the products, the draft first; nil: nothing.
	Starts func(context.Context) []Start
	// Keys are the public keys that the operator has; nil where nobody looks for them.
	Keys    func(context.Context) []Line
	Secrets Secrets
}

// Line is a line that an answer may have, in words.
type Line struct{ Label, Detail, Value string }

// IDs makes the ids of orders that nobody has placed yet; nil is [order.NewID].
type IDs func() order.ID

// Next is an id that no order has.
func (f IDs) Next() order.ID {
	if f == nil {
		return order.NewID()
	}
	return f()
}

// Errors words errors.
func (e *Env) Errors() Errors { return Errors{e.Text, e.Theme} }

// Prices words prices.
func (e *Env) Prices() Prices { return Prices{e.Text} }

// Fields words what answers are called and mean.
func (e *Env) Fields() Fields { return Fields{e.Text} }

// Answers words the answers of drafts.
func (e *Env) Answers() Answers { return Answers{e.Text, e.Secrets} }

// OrderWords words the state of orders.
func (e *Env) OrderWords() OrderWords { return OrderWords{e.Text} }

// Releases words releases.
func (e *Env) Releases() Releases { return Releases{e.Text, e.Now} }

// Estimates words what book has learned of the machines of a product.
func (e *Env) Estimates(book *estimate.Book) Estimates { return Estimates{e.Text, book} }

// Offers words what is sold.
func (e *Env) Offers() Offers { return Offers{e.Text} }

// Exports writes drafts in the words of other tools.
func (e *Env) Exports() Exports {
	return Exports{e.Text, e.Theme != nil && e.Theme.ASCII, e.Files.Text}
}

// Names is about the names of machines.
func (e *Env) Names() Names { return Names{e.Text, e.Clashes} }

// Limits is about spending limits.
func (e *Env) Limits() Limits { return Limits{e.Text, e.Budgets} }

// Bindings are the keys that several screens share.
func (e *Env) Bindings() Bindings { return Bindings{e.Text} }
