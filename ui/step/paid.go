package step

import (
	"maps"

	"github.com/metalwright/metalwright/provider"
)

// Paid is d with the account that pays. A new order begins with the defaults of its profile. When an account of another
// profile pays instead, those of them that nobody has changed go; what the operator answered stays, also where it is
// the same as a default.
func (d Draft) Paid(a Account) Draft {
	if d.Account == nil || d.Account.DefaultsOf != a.DefaultsOf {
		d = d.withoutDefaults()
		before := d.Spec
		d.Spec = a.Defaults.Suggested(d.Product, d.Spec)
		d.Defaulted = map[provider.Field]string{}
		for _, x := range a.Defaults {
			if b, ok := provider.TextFor(x.Field); ok && b.Get(&before) == "" && b.Get(&d.Spec) != "" {
				d.Defaulted[x.Field] = b.Get(&d.Spec)
			}
		}
	}
	d.Account = &a
	return d
}

func (d Draft) withoutDefaults() Draft {
	d = d.Answered()
	d.Spec = d.Spec.Clone()
	for f := range d.Defaulted {
		if b, ok := provider.TextFor(f); ok {
			_ = b.Set(&d.Spec, "") // nothing is always valid
		}
	}
	return d
}

// Answered is d in which defaults that were changed are the operator's answers: also when they are changed back.
func (d Draft) Answered() Draft {
	d.Defaulted = maps.Clone(d.Defaulted)
	maps.DeleteFunc(d.Defaulted, func(f provider.Field, v string) bool {
		b, ok := provider.TextFor(f)
		return !ok || b.Get(&d.Spec) != v
	})
	return d
}
