package cli

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/notify"
)

// newOrders lists the journal and decides about its orders, without the wizard.
func newOrders(p Process, products []*provider.Product, f *flags) *cobra.Command {
	in := func(c *cobra.Command, run func(context.Context, *house) error) error {
		return withHouse(c.Context(), p, products, *f, run)
	}
	list := &cobra.Command{
		Use:     "orders",
		Short:   "List the orders, and decide about those that are not finished",
		Example: "metalwright orders\nmetalwright orders show o-k7q2m9x4 --json\nmetalwright orders resume o-k7q2m9x4",
		Args:    words(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			return in(c, func(ctx context.Context, h *house) error {
				views, err := h.orders.Orders(ctx)
				if err != nil {
					return err
				}
				if !f.structured() && len(views) == 0 {
					h.tell(h.env.T("orders.none"))
					return nil
				}
				if !f.structured() {
					return h.printOrders(p.Out, views)
				}
				out := struct {
					Schema    string      `json:"schema"`
					Simulated bool        `json:"simulated"`
					Orders    []orderJSON `json:"orders"`
				}{schema, h.cloud != nil, []orderJSON{}}
				for _, v := range views {
					out.Orders = append(out.Orders, h.toJSON(v))
				}
				return f.print(p.Out, out)
			})
		},
	}
	one := func(use, short string, run func(context.Context, *house, order.ID) error) *cobra.Command {
		return &cobra.Command{
			Use: use + " ORDER", Short: short, Args: words(cobra.ExactArgs(1)), Example: "metalwright orders " + use + " o-k7q2m9x4",
			RunE: func(c *cobra.Command, args []string) error {
				return in(c, func(ctx context.Context, h *house) error { return named(run(ctx, h, order.ID(args[0])), args[0]) })
			},
		}
	}
	list.AddCommand(
		one("show", "Show one order with its machines", func(ctx context.Context, h *house, id order.ID) error {
			v, err := h.orders.Order(ctx, id)
			if err != nil {
				return err
			}
			return h.print(f, v)
		}),
		following(f, one("watch", "Follow an order until it is finished", func(ctx context.Context, h *house, id order.ID) error {
			return h.watch(ctx, f, id)
		})),
		newResume(p, products, f),
		newRelease(p, products, f),
		newDecision(p, products, f, true), newDecision(p, products, f, false), newSend(p, products, f),
		one("forget", "Take a finished order off the lists", func(ctx context.Context, h *house, id order.ID) error {
			return h.orders.Forget(ctx, id)
		}),
	)
	return list
}

// named says which order an error is about, as wrong usage where the id is.
func named(err error, id string) error {
	if errors.Is(err, order.ErrNotFound) {
		return usage("orders.unknown", "Order", id, "Cause", err)
	}
	return err
}

func (h *house) print(f *flags, v order.View) error {
	if f.structured() {
		return f.print(h.proc.Out, h.toJSON(v))
	}
	return h.printOrder(h.proc.Out, v)
}

// following gives c the flags of the commands that follow an order.
func following(f *flags, c *cobra.Command) *cobra.Command {
	f.registerNotify(c)
	c.Flags().DurationVar(&f.wait, "wait-timeout", 0, "end with code 9 when the order is not finished by then; 0 waits on")
	return c
}

// watch follows an order.
func (h *house) watch(ctx context.Context, f *flags, id order.ID) error {
	tell, err := h.notifying(f.notify)
	if err != nil {
		return err
	}
	ctx, stop := limited(ctx, f.wait)
	defer stop()
	return h.follow(ctx, f, h.teller(f), id, tell, false)
}

// limited is ctx with the limit that was set on waiting; 0 is none.
func limited(ctx context.Context, wait time.Duration) (context.Context, context.CancelFunc) {
	if wait <= 0 {
		return ctx, func() {}
	}
	return context.WithTimeoutCause(ctx, wait, errWaited)
}

// follow waits until the order is finished or waits for a person, says each change on the error stream, and prints the
// result. With accepted it waits until everything is sent and no longer.
func (h *house) follow(ctx context.Context, f *flags, t *teller, id order.ID, tell notify.Options, accepted bool) error {
	v, err := h.until(ctx, t, id, nil, func(v order.View, _ bool) bool {
		return ended(v) || accepted && !slices.ContainsFunc(v.Batches, uncertain)
	})
	switch {
	case err != nil:
		return err
	case ended(v):
		if err := h.notice(context.WithoutCancel(ctx), tell, v); err != nil {
			h.say(err) // the order is as it is
		}
		return errors.Join(t.end(f, v), h.verdict(v))
	default:
		return errors.Join(t.end(f, v), h.acceptance(v))
	}
}

// until tells each change of an order until enough says so; after late it is told that.
func (h *house) until(ctx context.Context, t *teller, id order.ID, late <-chan time.Time, enough func(order.View, bool) bool) (order.View, error) {
	ctx, end := h.interruptible(ctx)
	defer end()
	changes, stop := h.orders.Changes()
	defer stop()
	tooLate := false
	for {
		v, err := h.orders.Order(context.WithoutCancel(ctx), id)
		if err != nil {
			return v, err
		}
		if err := t.tell(v); err != nil {
			return v, err
		}
		if enough(v, tooLate) {
			return v, nil
		}
		select {
		case <-changes:
		case <-late:
			tooLate = true
		case <-ctx.Done():
			return v, h.left(ctx, v)
		}
	}
}

// left says what goes on when the operator leaves, or has waited for long enough.
func (h *house) left(ctx context.Context, v order.View) error {
	if errors.Is(context.Cause(ctx), errWaited) {
		if v.Word == order.Ambiguous {
			return h.verdict(v)
		}
		return &exitError{exitWaited, errors.New(h.env.T("apply.waited", "Order", v.ID))}
	}
	if h.proc.session == nil { // a session that ends leaves its order to the server
		h.service.StopStarting()
		if slices.Contains(h.service.Sending(), v.ID) {
			h.leaving = v.ID
			return context.Cause(ctx)
		}
	}
	err := lines(h.proc.Err, h.env.T("apply.left", "Order", v.ID, "State", v.Word, "Bought", v.Bought, "Wanted", v.Wanted))
	return errors.Join(context.Cause(ctx), err)
}

// acceptance is the exit code of an order that is not waited for.
func (h *house) acceptance(v order.View) error {
	if v.Bought == v.Wanted {
		return nil
	}
	return h.verdict(v)
}

// ended reports whether there is nothing to wait for but a person.
func ended(v order.View) bool { return !v.Open || undecided(v) || v.Word == order.Waiting }

// undecided reports whether the order goes on only when a person says how. It does not while another of its requests is on its
// way or its machines come up.
func undecided(v order.View) bool {
	asked := false
	for _, b := range v.Batches {
		switch b.State {
		case order.BatchUnresolved:
			asked = true
		case order.BatchIntent, order.BatchSent, order.BatchAmbiguous, order.BatchAccepted:
			return false
		case order.BatchRejected, order.BatchNotSent, order.BatchClosed:
		}
	}
	return asked
}

// verdict is the exit code of an order that has ended, or waits for a person.
func (h *house) verdict(v order.View) error {
	end := func(code int, text string) error { return &exitError{code, errors.New(text)} }
	if err := h.unapproved(v); err != nil {
		return err
	}
	switch v.Word {
	case order.Done:
		return nil
	case order.Rejected:
		if e := v.Refusal(); e != nil {
			return end(exitRefused, h.env.T("apply.nothing")+": "+vendorWords(h.env, e))
		}
		return end(exitRefused, h.env.T("apply.nothing"))
	case order.Ambiguous:
		return end(exitUnknown, h.env.T("apply.unknown", "Order", v.ID))
	default:
		text := h.env.T("apply.partly", "Running", v.Count(provider.StatusRunning), "Wanted", v.Wanted)
		if e := v.Refusal(); e != nil {
			text += ": " + vendorWords(h.env, e)
		}
		return end(exitPartly, text)
	}
}
