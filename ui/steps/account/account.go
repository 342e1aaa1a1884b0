// Package account asks which vendor account pays, and says where its key was found.
package account

import (
	"context"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/pick"
	"github.com/metalwright/metalwright/ui/widget"
)

// Step is the question.
func Step() step.Step {
	return step.Step{
		ID: "account", Owns: []provider.Field{provider.FieldAccount},
		Shown: func(*provider.Product) bool { return true },
		New:   screen,
	}
}

type row struct {
	step.Account
	balance string // words; "" while it is not known
	asked   bool
}

func screen(e *step.Env, d step.Draft, fault error) step.Screen {
	return pick.New(e, d, fault, pick.Config[row]{
		ID:      "account",
		Columns: columns(e),
		Key:     key,
		Load: func(_ context.Context, d step.Draft) ([]row, error) {
			var out []row
			for _, a := range e.Accounts(d.Spec.Product) {
				out = append(out, row{Account: a})
			}
			return out, nil
		},
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
		Choose: func(d *step.Draft, r row) { *d = d.Paid(e, r.Account) },
		Lacks:  func(r row) bool { return !r.asked && r.Reader != nil },
		Fill:   func(ctx context.Context, _ step.Draft, r row) (row, error) { return balance(ctx, e, r), nil },
	})
}

func key(r row) string { return r.ID + " " + r.Origin }

// balance asks what the account can spend, where the vendor publishes it. That it does not is no fault of the
// account's.
func balance(ctx context.Context, e *step.Env, r row) row {
	r.asked = true
	b, ok := provider.As[provider.Balancer](r.Reader)
	if !ok {
		return r
	}
	m, err := b.Balance(ctx)
	if err != nil {
		r.balance = e.T("account.balance_failed")
		return r
	}
	r.balance = m.String()
	return r
}

func columns(e *step.Env) []pick.Column[row] {
	return []pick.Column[row]{
		{Column: widget.Column{ID: "account", Title: e.T("column.account"), Width: 18, Flex: true}, Cell: func(r row) string {
			switch {
			case r.Simulated && r.Version != "":
				return e.T("account.simulated_version", "Version", r.Version)
			case r.Simulated:
				return e.T("account.simulated")
			}
			if r.Profile != "" {
				return r.Profile
			}
			return e.T("account.key", "Hint", r.KeyHint)
		}},
		{
			Column: widget.Column{ID: "source", Title: e.T("column.source"), Width: 30, Flex: true, Drop: 2},
			Cell: func(r row) string {
				return e.T("source."+r.Source, "Name", r.Origin)
			},
		},
		{
			Column: widget.Column{ID: "balance", Title: e.T("column.balance"), Width: 16, Right: true, Drop: 1},
			Cell: func(r row) string {
				return r.balance
			},
		},
	}
}
