package cli

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
)

// applyOptions are the flags of apply.
type applyOptions struct {
	yes, again  bool
	quiet       bool // what nobody is asked about is not shown
	noWait      bool
	limit       time.Duration
	passwordOut string
	set         []string
}

// placeOrder checks and prices the file, asks, and places it, unless there is an order that sends the same: only now is
// it known what is sent. When it returns an error nothing was bought.
func placeOrder(ctx context.Context, rt *run.Runtime, r *prepared, a applyOptions, again bool) (placed order.ID,
	there *order.View,
	err error,
) {
	err = withPassword(ctx, rt, a, func(keep func(provider.Secret) error) error {
		if err := completeOrder(ctx, rt, r, keep); err != nil {
			return err
		}
		names, err := orderNames(rt, r)
		if err != nil {
			return err
		}
		if err := discover(ctx, rt, r, names); err != nil {
			return err
		}
		var free slot
		if free, there, err = freeSlot(ctx, rt, r.account, names, again); err != nil {
			return err
		}
		if there != nil {
			return errPlaced
		}
		defer rt.Log.Hide(r.spec.Access.Secrets()...)() // the service hides them while it sends
		placed, err = confirmOrder(ctx, rt, r, free, a)
		return err
	})
	return placed, there, err
}

// confirmOrder shows the order and its price, asks, and places it. When it returns an error nothing was bought.
func confirmOrder(ctx context.Context, rt *run.Runtime, r *prepared, s slot, a applyOptions) (order.ID, error) {
	if err := a.summary(rt, r); err != nil {
		return "", err
	}
	if err := askToPlace(ctx, rt, r, a.yes); err != nil {
		return "", err
	}
	if s.id == "" { // what was asked line by line and not kept has no name yet
		s.id = rt.Env.IDs.Next()
	}
	err := rt.Orders.Do(ctx, order.Place{
		ID: s.id, Names: s.names, After: s.after, Profile: r.account.Profile, Account: r.account.ID, Spec: r.spec,
		Quote: r.quote, Unpriced: !r.quote.Known(), // the summary said so
		ReleaseAt: r.file.ReleaseAt.From(rt.Process.Now()), Made: r.madePassword(),
	})
	if errors.Is(err, order.ErrPlaced) { // by another program, just now
		return "", placedMeanwhile(ctx, rt, r, s)
	}
	if err != nil {
		return "", report.VendorError(rt.Env, r.file, err)
	}
	return s.id, nil
}

// summary shows what is ordered and costs, unless nobody is asked and only results are wanted.
func (a applyOptions) summary(rt *run.Runtime, r *prepared) error {
	if a.quiet && a.yes {
		return nil
	}
	return writeSummary(rt.Env, rt.Process.Err, r)
}

// askToPlace wants an explicit yes; anything else buys nothing. While the person thought the price may have moved.
func askToPlace(ctx context.Context, rt *run.Runtime, r *prepared, yes bool) error {
	if yes {
		return nil
	}
	if err := askYes(ctx, rt.Process, rt.Env, rt.Env.T("apply.question"), "apply.cancelled"); err != nil {
		return err
	}
	if _, err := rt.Orders.Requote(ctx, r.account.ID, r.spec, r.quote); err != nil {
		return report.VendorError(rt.Env, r.file, err)
	}
	return nil
}

// alreadyPlaced is the exit code of a file that was placed before as v. That this run bought nothing says nothing of v.
func alreadyPlaced(env *step.Env, v order.View) error {
	id := "apply.placed"
	switch {
	case v.Status == order.Ambiguous || v.InFlight():
		id = "apply.placed_unknown"
	case v.Open:
		id = "apply.placed_open"
	}
	return report.Exit(report.ExitPlaced, errors.New(report.WithVendorErrors(env, v,
		env.T(id, "Order", v.ID, "State", env.OrderWords().Word(v.Status)))))
}

// placedMeanwhile is [alreadyPlaced] of an order that another program has placed just now, where s was free.
func placedMeanwhile(ctx context.Context, rt *run.Runtime, r *prepared, s slot) error {
	if v, err := rt.Orders.Order(ctx, s.id); err == nil { // of the same draft
		return alreadyPlaced(rt.Env, v)
	}
	_, v, err := freeSlot(ctx, rt, r.account, s.names, false)
	if err != nil || v == nil {
		v = &order.View{ID: s.id, Status: order.Sending, Open: true}
	}
	return alreadyPlaced(rt.Env, *v)
}

// sendOrder sends an order that waits, by the file that it was asked for with: what is in it now is what is meant.
func sendOrder(ctx context.Context, rt *run.Runtime, r *prepared, v order.View, a applyOptions) error {
	return withPassword(ctx, rt, a, func(keep func(provider.Secret) error) error {
		if err := completeOrder(ctx, rt, r, keep); err != nil {
			return err
		}
		defer rt.Log.Hide(r.spec.Access.Secrets()...)() // the service hides them while it sends
		if err := a.summary(rt, r); err != nil {
			return err
		}
		if err := askToPlace(ctx, rt, r, a.yes || v.Approval.State != order.AskedGiven); err != nil {
			return err
		}
		if err := rt.Orders.Do(ctx, order.Send{ID: v.ID, Secrets: r.spec.Access, Spec: &r.spec}); err != nil {
			return report.VendorError(rt.Env, r.file, err)
		}
		return nil
	})
}

// withPassword runs what needs a password that may have to be made, and kept. When it fails nothing was bought.
func withPassword(ctx context.Context, rt *run.Runtime, a applyOptions,
	do func(keep func(provider.Secret) error) error,
) (err error) {
	kept := "" // the file of a password that was made
	defer func() {
		if err == nil {
			if kept != "" && !a.quiet {
				report.Note(rt.Process.Err, rt.Env.T("apply.password_out", "File", kept))
			}
			return
		}
		if kept != "" {
			err = errors.Join(err, os.Remove(kept)) // the password is nobody's
		}
		if ctx.Err() != nil {
			err = report.Exit(report.ExitCancelled, errors.New(rt.Env.T("apply.cancelled")))
		}
	}()
	show := func() {}
	defer func() { show() }()
	return do(func(s provider.Secret) error {
		show = rt.Log.Hide(s)
		if err := keepIn(rt.Process, a.passwordOut, s); err != nil {
			return err
		}
		kept = a.passwordOut
		return nil
	})
}

// errPlaced says that the completed order has been placed already, so that nothing is kept for it.
var errPlaced = errors.New("placed already")
