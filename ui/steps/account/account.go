// Package account asks which vendor account pays, and says where its key was found.
package account

import (
	"context"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/offers"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/pick"
	"github.com/metalwright/metalwright/ui/widget"
)

// Step is the question.
func Step() step.Step {
	return step.Step{
		ID: "account", Owns: []provider.Field{provider.FieldAccount},
		Shown: func(*provider.Product) bool { return true },
		Settled: func(e *step.Env, d step.Draft) (step.Draft, bool) {
			all := e.Accounts.Of(d.Spec.Product) // what nothing names pays for nothing that nobody chose
			if len(all) != 1 || all[0].Reader == nil || !all[0].Named && !all[0].Simulated {
				return d, false
			}
			return d.Paid(all[0]), true
		},
		New: screen,
	}
}

type row struct {
	step.Account
	balance string // words; "" while it is not known
	asked   bool
	failed  error // why the balance is not known
}

// patience is how long one account is waited for: the others are asked after it.
const patience = 10 * time.Second

func screen(e *step.Env, d step.Draft, fault error) step.Screen {
	return pick.New(e, d, fault, pick.Config[row]{
		ID:      "account",
		Columns: columns(e, d),
		Key:     key,
		Load: func(_ context.Context, d step.Draft) ([]row, error) {
			var out []row
			for _, a := range e.Accounts.Of(d.Spec.Product) {
				out = append(out, row{Account: a})
			}
			return out, nil
		},
		Detail: detail(e, d),
		Disabled: func(_ step.Draft, r row) string {
			if r.Problem != nil {
				return e.Clean(r.Problem.Error())
			}
			return ""
		},
		Current: func(d step.Draft) string {
			if d.Account == nil {
				return ""
			}
			return key(row{Account: *d.Account})
		},
		Choose: func(d *step.Draft, r row) { *d = d.Paid(r.Account) },
		Lacks:  func(r row) bool { return !r.asked && r.Reader != nil },
		Forget: func() {
			for _, a := range e.Accounts.Of(d.Spec.Product) {
				a.Forget()
			}
		},
		Fill: func(ctx context.Context, _ step.Draft, r row, _ offers.Query) (row, error) {
			return balance(ctx, e, r), nil
		},
	})
}

func key(r row) string { return r.ID + " " + r.Profile + " " + r.Origin }

// balance asks what the account can spend, where the vendor publishes it. That it does not is no fault of the
// account's.
func balance(ctx context.Context, e *step.Env, r row) row {
	r.asked = true
	b, ok := provider.As[provider.Balancer](r.Reader)
	if !ok {
		return r
	}
	ctx, stop := context.WithTimeout(ctx, patience)
	defer stop()
	m, err := b.Balance(ctx)
	if err != nil {
		r.balance, r.failed = e.T("account.balance_failed"), err
		return r
	}
	r.balance = step.Money(m)
	return r
}

// several reports whether accounts have to be distinguished.
func several(e *step.Env, d step.Draft) bool {
	n := 0
	for _, a := range e.Accounts.Of(d.Spec.Product) {
		if !a.Simulated {
			n++
		}
	}
	return n > 1
}

// detail says where the key was found, and why the account cannot be asked; nil where there is one account.
func detail(e *step.Env, d step.Draft) func(step.Draft, row, int) []string {
	if !several(e, d) {
		return nil
	}
	return func(_ step.Draft, r row, w int) []string {
		if r.Problem != nil { // why it cannot be chosen is there already
			return nil
		}
		lines := widget.Wrap(strings.TrimSpace(source(e, r)+"  "+e.Clean(r.Endpoint)), w)
		if r.failed != nil {
			why, hint := e.Errors().Failure(r.failed)
			lines = append(lines, widget.Wrap(e.Clean(e.Join().Sentences(why, hint)), w)...)
		}
		return lines
	}
}

// source is where the key was found, or why there is none.
func source(e *step.Env, r row) string {
	if r.Problem != nil {
		return e.Clean(r.Problem.Error())
	}
	return e.T("source."+r.Source, "Name", r.Origin)
}

func columns(e *step.Env, d step.Draft) []pick.Column[row] {
	column := func(c widget.Column, cell func(row) string) pick.Column[row] {
		return pick.Column[row]{Column: c, Cell: cell}
	}
	account := widget.Column{ID: "account", Title: e.T("column.account"), Width: 18, Flex: true}
	found := widget.Column{ID: "source", Title: e.T("column.source"), Width: 30, Flex: true, Drop: 2}
	balance := widget.Column{ID: "balance", Title: e.T("column.balance"), Width: 16, Right: true, Drop: 1}
	named, from := func(r row) string { return r.Name(e.Text) }, func(r row) string { return source(e, r) }
	funds := column(balance, func(r row) string { return r.balance })
	funds.Spare = []string{""} // no account says what it has
	if !several(e, d) {
		return []pick.Column[row]{column(account, named), column(found, from), funds}
	}
	account.Width, found.Width, found.Drop, funds.Drop = 12, 16, 1, 4
	product := widget.Column{ID: "product", Title: e.T("column.product"), Width: 16, Drop: 2}
	return []pick.Column[row]{
		column(account, named), column(product, func(row) string { return d.Product.Name }),
		column(widget.Column{ID: "key", Title: e.T("column.key"), Width: 6, Drop: 3}, func(r row) string {
			if r.KeyHint == "" {
				return ""
			}
			return e.Theme.Glyph.Ellipsis + r.KeyHint
		}),
		column(found, from), funds,
	}
}
