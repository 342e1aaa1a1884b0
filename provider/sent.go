package provider

import "slices"

// Switch is an answer that another one switches off. While it is off the answer is kept, but neither shown with the
// order nor sent, and an order file may not have it.
type Switch struct {
	Field Field           // what is switched off
	By    Field           // what switches it
	Off   func(Spec) bool // whether it does so in the spec
	// Needs is the answer at By that Field needs; "" is any. With Conflict it is no answer at all.
	Needs    string
	Conflict bool
}

// LoginSwitch is the row of an answer that belongs to one way of logging in, and is off when another one is chosen.
func LoginSwitch(f Field, way Login) Switch {
	return Switch{Field: f, By: FieldLogin, Needs: string(way), Off: func(s Spec) bool {
		return s.Access.Login != "" && s.Access.Login != way
	}}
}

// fault is the error of an answer at w.Field while it is switched off.
func (w Switch) fault() *Error {
	e := Violation(w.Field, RuleNeeds)
	e.Allowed = string(w.By)
	if w.Conflict {
		e.Rule = RuleConflict
	}
	if w.Needs != "" {
		e.Allowed += ": " + w.Needs
	}
	return e
}

// Counts reports whether the answer f of s is part of the order: no other answer switches it off.
func (p *Product) Counts(s Spec, f Field) bool {
	return !slices.ContainsFunc(p.Switches, func(w Switch) bool { return w.Field == f && w.Off(s) })
}

// Excluded returns an error for each answer in s that another answer in s switches off; nil when there is none. What
// would be suggested for the open answers does not count.
func (p *Product) Excluded(s Spec) error {
	var faults []*Error
	for _, w := range p.Switches {
		open := w.Needs != "" && !Answered(s, w.By)
		if Answered(s, w.Field) && w.Off(s) && !open {
			faults = append(faults, w.fault())
		}
	}
	return Join(faults...)
}

// Counting returns s with only the answers that p knows and no other answer switches off.
func (p *Product) Counting(s Spec) Spec {
	out := s.Clone()
	for _, a := range table {
		if !a.Always && (!p.Has(a.Field) || !p.Counts(s, a.Field)) {
			a.clear(&out)
		}
	}
	return out
}

// Sent returns [Product.Counting] of s in the form in which it is sent.
func (p *Product) Sent(s Spec) Spec {
	out := p.Counting(s)
	if p.Form != nil {
		out = p.Form(out)
	}
	empty(&out.Tags)
	empty(&out.Network.Make)
	empty(&out.Storage.Partitions)
	empty(&out.Storage.DataDisks)
	empty(&out.Access.SSHKeys)
	return out
}

// empty turns lists without an entry into no answer.
func empty[T any](list *[]T) {
	if len(*list) == 0 {
		*list = nil
	}
}
