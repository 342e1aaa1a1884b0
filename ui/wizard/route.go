package wizard

import (
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
)

// route is the questions in their order, and which of them a draft leads past. The last one is the review.
type route struct {
	env    *step.Env
	steps  []step.Step
	review int // the index of the last step
}

// reachable is i, or the step before it whose answer every later step works with and that has none: the product, then
// the account.
func (r route) reachable(d step.Draft, i int) int {
	missing := func(f provider.Field, answered bool) (int, bool) {
		at := r.owner(d, f)
		return at, at >= 0 && at < i && !answered
	}
	if at, yes := missing(provider.FieldProduct, d.Product != nil); yes {
		return at
	}
	if at, yes := missing(provider.FieldAccount, d.Reader() != nil); yes {
		return at
	}
	return i
}

// next is the first step after i that is asked; the review always is. The draft that it returns has the answers of
// those before it where there is nothing to choose.
func (r route) next(d step.Draft, i int) (int, step.Draft) {
	for i++; i < r.review; i++ {
		answered, settled := r.settled(d, i)
		if settled {
			d = answered
		} else if r.shown(d, i) {
			break
		}
	}
	return min(i, r.review), d
}

// prev is the last step before i that is asked, or -1.
func (r route) prev(d step.Draft, i int) int {
	for i--; i >= 0; i-- {
		if _, settled := r.settled(d, i); !settled && r.shown(d, i) {
			break
		}
	}
	return i
}

// settled answers step i where there is nothing to choose, and reports whether that is so.
func (r route) settled(d step.Draft, i int) (step.Draft, bool) {
	s := r.steps[i]
	if s.Settled == nil || d.Product == nil || !r.shown(d, i) {
		return d, false
	}
	return s.Settled(r.env, d)
}

// shown reports whether step i is asked of d's product.
func (r route) shown(d step.Draft, i int) bool {
	s := r.steps[i]
	if d.Product == nil {
		return s.Shown == nil || s.Shown(nil)
	}
	return s.For(d.Product)
}

// position is the number of step i among those that are asked, and how many these are.
func (r route) position(d step.Draft, i int) (n, of int) {
	for j := range r.steps {
		if _, settled := r.settled(d, j); j == r.review || j == i || !settled && r.shown(d, j) {
			of++
			if j <= i {
				n++
			}
		}
	}
	return n, of
}

// after is the id of the step that follows i, in whatever way it is answered; "" behind the last.
func (r route) after(d step.Draft, i int) string {
	for i++; i < len(r.steps); i++ {
		if i == r.review || r.shown(d, i) {
			return r.steps[i].ID
		}
	}
	return ""
}

// owner is the earliest shown step that owns f, or -1.
func (r route) owner(d step.Draft, f provider.Field) int {
	return slices.IndexFunc(r.steps, func(s step.Step) bool {
		return slices.Contains(s.Owns, f) && (d.Product == nil || s.For(d.Product))
	})
}

// fixer finds the earliest step that owns one of the faults, and the faults that it owns. Without an owner it is the
// review, which shows faults of no field.
func (r route) fixer(d step.Draft, faults []*provider.Error) (int, error) {
	best := -1
	for _, f := range faults {
		if i := r.owner(d, f.At()); i >= 0 && (best < 0 || i < best) {
			best = i
		}
	}
	if best < 0 {
		return r.review, provider.Join(faults...)
	}
	var mine []*provider.Error
	for _, f := range faults {
		if slices.Contains(r.steps[best].Owns, f.At()) {
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
