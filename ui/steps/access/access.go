// Package access asks how the operator gets into the machines, and what they run first.
package access

import (
	"charm.land/bubbles/v2/key"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/ask"
)

// Step is the question.
func Step() step.Step {
	return step.Step{
		ID: "access",
		Owns: []provider.Field{
			provider.FieldLogin, provider.FieldPassword, provider.FieldSSHKeys, provider.FieldKeyPair, provider.FieldInitScript,
		},
		New: screen,
	}
}

func screen(e *step.Env, d step.Draft, fault error) step.Screen {
	unless := func(l provider.Login) func(step.Draft) bool {
		return func(d step.Draft) bool { return d.Spec.Access.Login != l }
	}
	known := knownKeys(e, d)
	return newScreen(e, ask.New(e, d, fault, ask.Config{
		ID: "access",
		Items: []ask.Item{
			{Field: provider.FieldLogin},
			{Field: provider.FieldPassword, Hidden: unless(provider.LoginPassword)},
			{Field: provider.FieldSSHKeys, Hidden: unless(provider.LoginKeys)},
			{Field: provider.FieldKeyPair, Free: true, Hidden: unless(provider.LoginKeyPair)},
			{Field: provider.FieldInitScript, More: true, Hidden: func(d step.Draft) bool {
				return d.Spec.Image == "" && d.Product.NoImage
			}},
		},
		Actions: actions(e, d),
		Warnings: func(e *step.Env, d step.Draft) []string {
			var all []string
			for _, w := range e.Answers().ScriptWarnings(d) {
				all = append(all, w.Text)
			}
			return all
		},
		Known: known,
		Spare: map[provider.Field]int{provider.FieldSSHKeys: mostKeys - len(known[provider.FieldSSHKeys])},
	}))
}

// mostKeys is how many keys are offered.
const mostKeys = 10

// knownKeys are the keys that the operator has, where the product takes keys.
func knownKeys(e *step.Env, d step.Draft) map[provider.Field][]step.Line {
	if e.Keys == nil || !d.Product.Has(provider.FieldSSHKeys) {
		return nil
	}
	keys := e.Keys(e.Ctx)
	return map[provider.Field][]step.Line{provider.FieldSSHKeys: keys[:min(len(keys), mostKeys)]}
}

func actions(e *step.Env, d step.Draft) []ask.Action {
	r := d.Reader()
	g, ok := provider.As[provider.Passworder](r)
	if !ok {
		return nil
	}
	return []ask.Action{{
		Binding: key.NewBinding(key.WithKeys("ctrl+t"), key.WithHelp("ctrl+t", e.T("key.generate"))),
		When:    func(d step.Draft) bool { return d.Spec.Access.Login == provider.LoginPassword },
		Do: func(d *step.Draft) {
			d.Generated = g.NewPassword()
			d.Spec.Access.Password = d.Generated
		},
	}}
}
