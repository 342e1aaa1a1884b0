package cli

import (
	"context"
	"errors"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/identity"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
)

// fits refuses answers of a file that others in it switch off, and a paid term that it does not name. Nobody is asked
// anything.
func (h *program) fits(r *prepared) error {
	s, reader := standIns(r), r.account.Reader
	faults := provider.All(reader.Product().Excluded(reader.Product().Defaults(s)))
	missing := unsuggested(reader.Check(reader.Product().Defaults(s), provider.Known{}))
	if slices.ContainsFunc(missing, func(e *provider.Error) bool { return e.Field == provider.FieldMonths }) {
		faults = append(faults, missing...)
	}
	if err := provider.Join(faults...); err != nil {
		return exitWith(exitUsage, fileErrors(h.env, r.file, err))
	}
	return nil
}

// standIns is the spec of r with something for each secret that its file has a source of.
func standIns(r *prepared) provider.Spec {
	s := r.file.Spec.Clone()
	if !r.file.Password.IsZero() {
		s.Access.Password = provider.NewSecret("stand-in")
	}
	if !r.file.InitScript.IsZero() {
		s.Access.InitScript = provider.NewSecret("stand-in")
	}
	return s
}

// fileNames are what an order of r's file is known by before anything was asked of the vendor: its own id, or the
// identity of its answers, completed by fixed rules, and the id that earlier versions gave it. With a profile the file
// as it was written is known, too: it stays the same order when the profile's defaults change, when it gets its first
// one, and when it has none any more. A plan is known by what the file was known by that it was made of.
func (h *program) fileNames(r *prepared) ([]string, error) {
	if r.plan != nil {
		return append([]string{r.file.ID}, r.plan.Names...), nil
	}
	if r.file.ID != "" {
		return []string{r.file.ID}, nil
	}
	s := standIns(r)
	script, err := r.file.Script(h.readers(r, nil))
	if err != nil {
		return nil, exitWith(exitUsage, worded(h.env.Text, err))
	}
	s.Access.InitScript = script
	product := r.account.Reader.Product()
	names := []string{identity.OfFile(product, s, r.account.ID), identity.Former(r.file.Spec, r.account.ID)}
	if r.written != nil && r.account.DefaultsOf != "" {
		w := r.written.Clone()
		w.Access.Password, w.Access.InitScript = s.Access.Password, s.Access.InitScript
		names = append(names, identity.OfFile(product, w, r.account.ID+" "+r.account.DefaultsOf))
	}
	return names, nil
}

// former is the id that earlier versions gave the file of r where the profile has completed it: they did not. It is
// looked up and not given again, for with another profile the same file is another order.
func (r *prepared) former() []string {
	if len(r.file.Filled) == 0 || r.file.ID != "" {
		return nil
	}
	return []string{identity.Former(*r.written, r.account.ID)}
}

// id is that of a new order of r, which is complete.
func (r *prepared) id() string {
	if r.file.ID != "" {
		return r.file.ID
	}
	return identity.Of(r.account.Reader.Product(), r.spec, r.account.ID)
}

// names are all that an order of r is known by, the one that it gets its id of first. r is complete.
func (h *program) names(r *prepared) ([]string, error) {
	names, err := h.fileNames(r)
	if err != nil || slices.Contains(names, r.id()) {
		return names, err
	}
	return append([]string{r.id()}, names...), nil
}

// discover makes sure that the journal knows what an order with the names has bought: it may be an older copy.
func (h *program) discover(ctx context.Context, r *prepared, names []string) error {
	err := h.orders.Discover(ctx, r.account.ID, r.spec, names)
	unasked, ok := errors.AsType[*order.Unasked](err)
	if !ok {
		return err
	}
	why, code := vendorError(h.env, r.file, unasked.Err), exitRefused
	if e, ok := errors.AsType[*exitError](why); ok {
		code = e.code
	}
	return exitWith(code, phrased("trouble.unasked", "Why", why))
}

// slot is where an order may be placed.
type slot struct {
	id    order.ID
	names []string
	after []order.ID // the orders with one of names: they are in nobody's way
}

// slot is where an order with the names may be placed now, or the order that has been placed with one of them already.
// An order that was rejected bought nothing and takes no slot; with again, neither does one that has ended. One that
// was removed from the journal is an [*order.RemovedError].
func (h *program) slot(ctx context.Context, a step.Account, names []string, again bool) (slot, *order.View, error) {
	s := slot{names: names}
	product := a.Reader.Product().ID
	for _, name := range names {
		for n := 1; ; n++ {
			id := identity.Numbered(name, n)
			found, err := h.orders.Named(ctx, a.ID, product, id)
			if err != nil {
				return s, nil, err
			}
			if len(found) == 0 {
				if name == names[0] {
					s.id = order.ID(id)
				}
				break
			}
			for _, f := range found {
				if slices.Contains(s.after, f) {
					continue
				}
				v, err := h.taken(ctx, f, again)
				if err != nil || v != nil {
					return s, v, err
				}
				s.after = append(s.after, f)
			}
		}
	}
	return s, nil, nil
}

// taken is the order with the id if it is in the way of another one with its name; nil when it is not.
func (h *program) taken(ctx context.Context, id order.ID, again bool) (*order.View, error) {
	v, err := h.orders.Order(ctx, id)
	if err == nil && len(intended(v)) > 0 { // whoever wanted to send it may have ended before
		v, err = h.unsent(ctx, v)
	}
	gone, removed := errors.AsType[*order.RemovedError](err)
	switch {
	case removed && (again || gone.Nothing()):
		return nil, nil
	case errors.Is(err, order.ErrNotFound): // somebody else's
		return nil, exitWith(exitPlaced, phrased("apply.placed_other"))
	case err != nil:
		return nil, err
	// a no is not got around by asking once more
	case v.Approval != nil && v.Approval.State == order.AskedDenied && !again:
		return &v, nil
	case v.Word == order.Rejected:
		if v, err = h.lookedAfter(ctx, v); err != nil || v.Word == order.Rejected {
			return nil, err
		}
		return &v, nil
	case again && !slices.ContainsFunc(v.Batches, uncertain) && !v.Open:
		return nil, nil
	}
	return &v, nil
}

// lookedAfter waits for the look that follows the refusal of several machines: a refusal must not hide a part that was
// bought.
func (h *program) lookedAfter(ctx context.Context, v order.View) (order.View, error) {
	changes, stop := h.orders.Changes()
	defer stop()
	for {
		now, err := h.orders.Order(ctx, v.ID)
		pending := func(b order.BatchView) bool {
			return b.State == order.BatchRejected && b.Wanted > 1 && b.LookedAt.IsZero() && !b.NextLook.IsZero()
		}
		if err != nil || !slices.ContainsFunc(now.Batches, pending) {
			return now, err
		}
		select {
		case <-changes:
		case <-ctx.Done():
			return now, context.Cause(ctx)
		}
	}
}
