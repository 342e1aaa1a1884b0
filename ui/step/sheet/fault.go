package sheet

import (
	"slices"

	"github.com/metalwright/metalwright/provider"
)

// toFault puts the cursor on the row that is to blame for f; where none is, on the last row of the answer, on its
// choice that is taken, or on what else can be done there.
func (s *Screen) toFault(f *provider.Error) {
	last := func(is func(Line) bool) int {
		for i, l := range slices.Backward(s.lines) {
			if l.Field == f.At() && is(l) {
				return i
			}
		}
		return -1
	}
	for _, is := range []func(Line) bool{
		func(l Line) bool { return l.Without != nil && s.blames(l, f) },
		func(l Line) bool { return l.Without != nil },
		func(l Line) bool { return l.Press != nil && l.Chosen },
		func(l Line) bool { return l.Press != nil },
	} {
		if i := last(is); i >= 0 {
			s.at, s.moved = i, true
			return
		}
	}
}

// blames reports whether f goes away with the row of l.
func (s *Screen) blames(l Line, f *provider.Error) bool {
	d := s.Now.Clone()
	l.Without(&d.Spec)
	return !slices.ContainsFunc(d.Faults(f.At()), func(o *provider.Error) bool { return same(o, f) })
}

func same(a, b *provider.Error) bool {
	return a.Field == b.Field && a.Rule == b.Rule && a.Allowed == b.Allowed
}

// Try changes the answers as the form of a row says. A change that breaks a rule is undone when at names the item of
// the form that is to blame; it answers with that item and why. Faults without an item, and those that were there
// before, stand below the rows.
func (s *Screen) Try(change func(), at func(*provider.Error) string) (item, why string) {
	before := s.Now.Clone()
	had := before.Faults(s.cfg.Fields...)
	change()
	for _, f := range s.Now.Faults(s.cfg.Fields...) {
		if slices.ContainsFunc(had, func(o *provider.Error) bool { return same(o, f) }) {
			continue
		}
		if item := at(f); item != "" {
			s.Now = before
			return item, s.Env.Why(f)
		}
	}
	return "", ""
}
