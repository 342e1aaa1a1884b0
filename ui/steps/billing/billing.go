// Package billing asks how the machines are paid.
package billing

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/ask"
	"github.com/metalwright/metalwright/ui/widget"
)

// Step is the question.
func Step() step.Step {
	return step.Step{
		ID: "billing",
		Owns: []provider.Field{
			provider.FieldCharge, provider.FieldMonths, provider.FieldCommitment, provider.FieldConsent,
			provider.FieldDiscountCode, provider.FieldPOCVoucher,
		},
		New: screen,
	}
}

func screen(e *step.Env, d step.Draft, fault error) step.Screen {
	prepaid := func(d step.Draft) bool { return d.Spec.Billing.Charge == provider.Prepaid }
	s := &Screen{env: e, load: &widget.Load[[]priced]{}}
	question := ""
	if !d.Product.Has(provider.FieldCharge) { // there is one way to pay, and that is to agree to it
		question = "billing.ask_consent"
	}
	s.Screen = ask.New(e, d, fault, ask.Config{
		ID: "billing", Ask: question,
		Items: []ask.Item{
			{Field: provider.FieldCharge},
			{Field: provider.FieldMonths, Hidden: func(d step.Draft) bool { return !prepaid(d) }},
			{Field: provider.FieldCommitment, More: true, Hidden: prepaid},
			{Field: provider.FieldConsent},
			{Field: provider.FieldDiscountCode, More: true},
			{Field: provider.FieldPOCVoucher, More: true},
		},
		Beside: s.beside,
		Wanted: func() bool { return s.load.State() != widget.LoadIdle },
	})
	return s
}
