package step

import (
	"maps"

	"github.com/metalwright/metalwright/provider"
)

// defaulted are answers that come from the defaults of a profile, as they were filled in. nil has none.
type defaulted map[provider.Field]string

// kept are those that s still has as they were filled in.
func (all defaulted) kept(s provider.Spec) defaulted {
	all = maps.Clone(all)
	maps.DeleteFunc(all, func(f provider.Field, v string) bool {
		b, ok := provider.TextFor(f)
		return !ok || b.Get(&s) != v
	})
	return all
}

// removed is s without them.
func (all defaulted) removed(s provider.Spec) provider.Spec {
	s = s.Clone()
	for f := range all {
		if b, ok := provider.TextFor(f); ok {
			_ = b.Set(&s, "") // nothing is always valid
		}
	}
	return s
}

// Paid is d with the account that pays. A new order begins with the defaults of its profile. When an account of another
// profile pays instead, those of them that nobody has changed go; what the operator answered stays, also where it is
// the same as a default.
func (d Draft) Paid(a Account) Draft {
	if d.Account == nil || d.Account.DefaultsOf != a.DefaultsOf {
		before := d.Defaulted.kept(d.Spec).removed(d.Spec)
		d.Spec = a.Defaults.Suggested(d.Product, before)
		d.Defaulted = defaulted{}
		for _, x := range a.Defaults {
			if b, ok := provider.TextFor(x.Field); ok && b.Get(&before) == "" && b.Get(&d.Spec) != "" {
				d.Defaulted[x.Field] = b.Get(&d.Spec)
			}
		}
	}
	d.Account = &a
	return d
}

// Answered is d in which defaults that were changed are the operator's answers: also when they are changed back.
func (d Draft) Answered() Draft {
	d.Defaulted = d.Defaulted.kept(d.Spec)
	return d
}
