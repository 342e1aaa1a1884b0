package wizard

import (
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
)

// reachable is i, or the step before it whose answer every later step works with and that has none: the product, then
// the account.
func (w *Wizard) reachable(i int) int {
	missing := func(f provider.Field, answered bool) (int, bool) {
		at := w.owner(f)
		return at, at >= 0 && at < i && !answered
	}
	if at, yes := missing(provider.FieldProduct, w.draft.Product != nil); yes {
		return at
	}
	if at, yes := missing(provider.FieldAccount, w.draft.Reader() != nil); yes {
		return at
	}
	return i
}

// next is the first step after i that is asked; the review always is. Where there is nothing to choose the draft has
// the answer then.
func (w *Wizard) next(i int) int {
	for i++; i < w.review; i++ {
		d, settled := w.settled(i)
		if settled {
			w.draft = d
		} else if w.shown(i) {
			break
		}
	}
	return min(i, w.review)
}

// prev is the last step before i that is asked, or -1.
func (w *Wizard) prev(i int) int {
	for i--; i >= 0; i-- {
		if _, settled := w.settled(i); !settled && w.shown(i) {
			break
		}
	}
	return i
}

// settled answers step i where there is nothing to choose, and reports whether that is so.
func (w *Wizard) settled(i int) (step.Draft, bool) {
	s := w.steps[i]
	if s.Settled == nil || w.draft.Product == nil || !w.shown(i) {
		return w.draft, false
	}
	return s.Settled(w.env, w.draft)
}

func (w *Wizard) shown(i int) bool {
	s := w.steps[i]
	if w.draft.Product == nil {
		return s.Shown == nil || s.Shown(nil)
	}
	return s.For(w.draft.Product)
}

// owner is the earliest shown step that owns f, or -1.
func (w *Wizard) owner(f provider.Field) int {
	return slices.IndexFunc(w.steps, func(s step.Step) bool {
		return slices.Contains(s.Owns, f) && (w.draft.Product == nil || s.For(w.draft.Product))
	})
}

// fixer finds the earliest step that owns one of the faults, and the faults that it owns. Without an owner it is the
// review, which shows faults of no field.
func (w *Wizard) fixer(faults []*provider.Error) (int, error) {
	best := -1
	for _, f := range faults {
		if i := w.owner(f.At()); i >= 0 && (best < 0 || i < best) {
			best = i
		}
	}
	if best < 0 {
		return w.review, provider.Join(faults...)
	}
	var mine []*provider.Error
	for _, f := range faults {
		if slices.Contains(w.steps[best].Owns, f.At()) {
			mine = append(mine, f)
		}
	}
	return best, provider.Join(mine...)
}

// Faults are the answers that the vendor does not know, then those that break a rule by err. An answer that the vendor
// does not know breaks others only because of that: they are left out.
func Faults(missing []*provider.Error, err error) []*provider.Error {
	all := slices.Clone(missing)
	for _, e := range provider.All(err) {
		if !slices.ContainsFunc(missing, func(m *provider.Error) bool { return m.At() == e.At() }) {
			all = append(all, e)
		}
	}
	return all
}
