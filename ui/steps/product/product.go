// Package product asks which product to order from.
package product

import (
	"context"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/pick"
	"github.com/metalwright/metalwright/ui/widget"
)

// Step is the question. Every order begins with it.
func Step() step.Step {
	return step.Step{
		ID: "product", Owns: []provider.Field{provider.FieldProduct},
		Shown: func(*provider.Product) bool { return true },
		New:   screen,
	}
}

func screen(e *step.Env, d step.Draft, fault error) step.Screen {
	return pick.New(e, d, fault, pick.Config[*provider.Product]{
		ID: "product",
		Columns: []pick.Column[*provider.Product]{
			{
				Column: widget.Column{ID: "name", Title: e.T("column.product"), Width: 24, Flex: true},
				Cell:   func(p *provider.Product) string { return p.Vendor + " " + p.Name },
			},
			{
				Column: widget.Column{ID: "where", Title: e.T("column.where"), Width: 24, Drop: 1},
				Cell:   func(p *provider.Product) string { return where(e, p) },
			},
			{
				Column: widget.Column{ID: "id", Title: e.T("column.ident"), Width: 18, Drop: 2},
				Cell:   func(p *provider.Product) string { return string(p.ID) },
			},
		},
		Key:     func(p *provider.Product) string { return string(p.ID) },
		Load:    func(context.Context, step.Draft) ([]*provider.Product, error) { return e.Products, nil },
		Current: func(d step.Draft) string { return string(d.Spec.Product) },
		Choose:  choose,
	})
}

// where says what an order of p would be placed on.
func where(e *step.Env, p *provider.Product) string {
	var real []step.Account // profiles with one key are one account
	all := e.Accounts(p.ID)
	for _, a := range all {
		if a.Problem == nil && !a.Simulated && !slices.ContainsFunc(real, func(x step.Account) bool { return x.ID == a.ID }) {
			real = append(real, a)
		}
	}
	switch {
	case len(real) > 1:
		return e.T("product.several", "Count", len(real))
	case len(real) == 1:
		return e.T("product.real", "Hint", real[0].KeyHint)
	case slices.ContainsFunc(all, func(a step.Account) bool { return a.Simulated }):
		return e.T("product.simulated")
	}
	return e.T("product.none")
}

// choose takes the product. Answers of another product mean nothing here, except those that are the operator's own.
func choose(d *step.Draft, p *provider.Product) {
	if d.Spec.Product != p.ID {
		s := d.Spec
		d.Spec = provider.Spec{Count: s.Count, Name: s.Name, Tags: s.Tags, Access: provider.Access{SSHKeys: s.Access.SSHKeys}}
		d.Spec.Product = p.ID
		d.Known, d.Account, d.Raw = provider.Known{}, nil, nil
	}
	d.Product = p
}
