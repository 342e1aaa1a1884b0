package cli

import (
	"context"
	"errors"
	"slices"

	"github.com/metalwright/metalwright/state/identity"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
)

// fileNames are what an order of r's file is known by before anything was asked of the vendor: its own id, or the
// identity of its answers, completed by fixed rules, and the id that earlier versions gave it. With a profile the file
// as it was written is known, too: it stays the same order when the profile's defaults change, when it gets its first
// one, and when it has none any more. A plan is known by what the file was known by that it was made of.
func fileNames(rt *run.Runtime, r *prepared) ([]string, error) {
	if r.plan != nil {
		return append([]string{r.file.ID}, r.plan.Names...), nil
	}
	if r.file.ID != "" {
		return []string{r.file.ID}, nil
	}
	s := withPlaceholders(r)
	script, err := r.file.Script(secretReaders(rt, r, nil))
	if err != nil {
		return nil, report.Exit(report.ExitUsage, report.Localize(rt.Env.Text, err))
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

// orderNames are all that an order of r is known by, the one that it gets its id of first. r is complete.
func orderNames(rt *run.Runtime, r *prepared) ([]string, error) {
	names, err := fileNames(rt, r)
	if err != nil || slices.Contains(names, r.id()) {
		return names, err
	}
	return append([]string{r.id()}, names...), nil
}

// discover has the journal know what an order with the names has bought: it may be an older copy.
func discover(ctx context.Context, rt *run.Runtime, r *prepared, names []string) error {
	err := rt.Orders.Discover(ctx, r.account.ID, r.spec, names)
	unasked, ok := errors.AsType[*order.Unasked](err)
	if !ok {
		return err
	}
	why, code := report.VendorError(rt.Env, r.file, unasked.Err), report.ExitRefused
	if e, ok := errors.AsType[*report.ExitError](why); ok {
		code = e.Code
	}
	return report.Exit(code, report.NewError("order_error.unasked", "Why", why))
}

// slot is where an order may be placed.
type slot struct {
	id    order.ID
	names []string
	after []order.ID // the orders with one of names: they are in nobody's way
}

// freeSlot is where an order with the names may be placed now, or the order that has been placed with one of them
// already. An order that was rejected bought nothing and takes no slot; with again, neither does one that has ended.
// One that was removed from the journal is an [*order.RemovedError].
func freeSlot(ctx context.Context, rt *run.Runtime, a step.Account, names []string, again bool) (slot, *order.View,
	error,
) {
	s := slot{names: names}
	product := a.Reader.Product().ID
	for _, name := range names {
		for n := 1; ; n++ {
			id := identity.Numbered(name, n)
			found, err := rt.Orders.Named(ctx, a.ID, product, id)
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
				v, err := occupant(ctx, rt, f, again)
				if err != nil || v != nil {
					return s, v, err
				}
				s.after = append(s.after, f)
			}
		}
	}
	return s, nil, nil
}

// occupant is the order with the id if it is in the way of another one with its name; nil when it is not.
func occupant(ctx context.Context, rt *run.Runtime, id order.ID, again bool) (*order.View, error) {
	v, err := rt.Orders.Order(ctx, id)
	if err == nil && len(report.Intended(v)) > 0 { // whoever wanted to send it may have ended before
		v, err = waitForUnsent(ctx, rt, v)
	}
	gone, removed := errors.AsType[*order.RemovedError](err)
	switch {
	case removed && (again || gone.Nothing()):
		return nil, nil
	case errors.Is(err, order.ErrNotFound): // someone else's
		return nil, report.Exit(report.ExitPlaced, report.NewError("apply.placed_other"))
	case err != nil:
		return nil, err
	// a no is not got around by asking once more
	case v.Approval != nil && v.Approval.State == order.AskedDenied && !again:
		return &v, nil
	case v.Status == order.Rejected:
		if v, err = waitForLook(ctx, rt, v); err != nil || v.Status == order.Rejected {
			return nil, err
		}
		return &v, nil
	case again && !slices.ContainsFunc(v.Batches, report.Uncertain) && !v.Open:
		return nil, nil
	}
	return &v, nil
}

// waitForLook waits for the look that follows the refusal of several machines: a refusal must not hide a part that was
// bought.
func waitForLook(ctx context.Context, rt *run.Runtime, v order.View) (order.View, error) {
	changes, stop := rt.Orders.Changes()
	defer stop()
	for {
		now, err := rt.Orders.Order(ctx, v.ID)
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
