package provider

import "slices"

// Switch is an answer that another one switches off. It is kept for when that other one changes back, and is neither
// shown with the order nor sent; an order file may not have it.
type Switch struct {
	Field Field           // what is switched off
	By    Field           // what switches it
	Off   func(Spec) bool // whether it does so in the spec
	// Needs is the answer at By that Field needs; "" is any. With Conflict it is no answer at all.
	Needs    string
	Conflict bool
}

// LoginSwitch is the row of an answer that belongs to one way in: once another one is chosen it does not count.
func LoginSwitch(f Field, way Login) Switch {
	return Switch{Field: f, By: FieldLogin, Needs: string(way), Off: func(s Spec) bool {
		return s.Access.Login != "" && s.Access.Login != way
	}}
}

// fault says what is in the way of w.Field.
func (w Switch) fault() *Error {
	e := Fault(w.Field, RuleNeeds)
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

// Excluded are the faults of the answers in s that others switch off; nil without any. Only answers that are in s
// switch: what will be suggested for the rest is not known yet.
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

// Counting is the part of s that counts: what p knows and no other answer switches off.
func (p *Product) Counting(s Spec) Spec {
	out := s.Clone()
	for _, a := range table {
		if !a.Always && (!p.Has(a.Field) || !p.Counts(s, a.Field)) {
			a.clear(&out)
		}
	}
	return out
}

// Sent is [Product.Counting] of s in the form in which it is sent.
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

// empty makes no answer of a list without an entry: neither is sent.
func empty[T any](list *[]T) {
	if len(*list) == 0 {
		*list = nil
	}
}
