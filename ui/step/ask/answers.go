package ask

import (
	"slices"
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// answers are what a form asks for, and what is answered.
type answers struct {
	env     *step.Env
	items   []Item           // those that the product has, as the form has them
	fields  []provider.Field // theirs, in the order in which they are asked
	draft   step.Draft
	touched map[provider.Field]bool // those whose faults are of interest
}

// Draft has the answers as they are now.
func (a *answers) Draft() step.Draft { return a.draft }

// Asks reports whether f is asked for with the answers as they are, folded away or not.
func (a *answers) Asks(f provider.Field) bool {
	return slices.ContainsFunc(a.items, func(it Item) bool {
		return it.Field == f && (it.Hidden == nil || !it.Hidden(a.draft))
	})
}

// value is what is in the form for f: what was typed, or the answer.
func (a *answers) value(f provider.Field) string {
	if raw, ok := a.draft.Raw[f]; ok {
		return raw
	}
	b, _ := provider.LineFor(f)
	return b.Get(&a.draft.Spec)
}

// set takes over what was typed at f.
func (a *answers) set(f provider.Field, v string) {
	b, _ := provider.LineFor(f)
	a.touched[f] = true
	if err := b.Set(&a.draft.Spec, v); err != nil {
		a.draft.Raw[f] = v
	} else {
		delete(a.draft.Raw, f)
	}
}

// chosen reports whether an item has an answer other than what a form begins with.
func (a *answers) chosen(it Item) bool {
	v := a.value(it.Field)
	return v != "" && (it.kind != widget.Toggle || v != "false")
}

// faults are what keeps the operator here.
func (a *answers) faults() []*provider.Error {
	var out []*provider.Error
	for _, it := range a.items {
		if it.Required && a.value(it.Field) == "" {
			out = append(out, provider.Violation(it.Field, provider.RuleRequired))
		}
	}
	return append(out, a.draft.Faults(a.fields...)...)
}

// lacking are the fields that the product's rules want answered.
func (a *answers) lacking() map[provider.Field]bool {
	lacks := map[provider.Field]bool{}
	for _, e := range provider.All(a.draft.Reader().Check(a.draft.Spec, a.draft.Known)) {
		lacks[e.Field] = lacks[e.Field] || e.Rule == provider.RuleRequired
	}
	return lacks
}

// optional reports whether nobody needs the choices of an item before it is looked at: it is open, and may stay so.
func (a *answers) optional(it Item, lacks map[provider.Field]bool) bool {
	return it.Free && a.value(it.Field) == "" && !lacks[it.Field]
}

// required reports whether the product wants an answer at f.
func (a *answers) required(f provider.Field) bool {
	spec := a.draft.Spec.Clone()
	b, _ := provider.LineFor(f)
	if b.Set(&spec, "") != nil {
		return false
	}
	return slices.ContainsFunc(provider.All(a.draft.Reader().Check(spec, a.draft.Known)), func(e *provider.Error) bool {
		return e.Field == f && e.Rule == provider.RuleRequired
	})
}

// makes reports whether the product makes passwords.
func (a *answers) makes() bool {
	_, ok := provider.As[provider.Passworder](a.draft.Reader())
	return ok
}

// unit is the item's unit in the number of its value.
func (a *answers) unit(it Item) string {
	n, err := strconv.Atoi(strings.TrimSpace(a.value(it.Field)))
	if err != nil {
		n = 2 // as one says it of no number
	}
	return a.env.T(it.unit, "Count", n)
}
