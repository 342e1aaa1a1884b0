package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
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
				if !f.json {
					return printOrders(p.Out, views)
				}
				out := struct {
					Schema string      `json:"schema"`
					Orders []orderJSON `json:"orders"`
				}{schema, []orderJSON{}}
				for _, v := range views {
					out.Orders = append(out.Orders, toJSON(v))
				}
				return printJSON(p.Out, out)
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
		one("watch", "Follow an order until it is finished", func(ctx context.Context, h *house, id order.ID) error {
			return h.follow(ctx, f, id, false)
		}),
		one("resume", "Look up what is uncertain, then follow the order", func(ctx context.Context, h *house, id order.ID) error {
			if err := h.orders.LookAgain(ctx, id); err != nil {
				return err
			}
			return h.follow(ctx, f, id, false)
		}),
		one("forget", "Take a finished order off the lists", func(ctx context.Context, h *house, id order.ID) error {
			return h.orders.Forget(ctx, id)
		}),
	)
	return list
}

// named says which order an error is about, as wrong usage where the id is.
func named(err error, id string) error {
	if errors.Is(err, order.ErrNotFound) {
		return usage("order %q: %w; `metalwright orders` lists them", id, err)
	}
	return err
}

func (h *house) print(f *flags, v order.View) error {
	if f.json {
		return printJSON(h.proc.Out, toJSON(v))
	}
	return printOrder(h.proc.Out, v)
}

// follow waits until the order is finished or waits for a person, says each change on the error stream, and prints the
// result. With accepted it waits until everything is sent and no longer.
func (h *house) follow(ctx context.Context, f *flags, id order.ID, accepted bool) error {
	changes, stop := h.orders.Changes()
	defer stop()
	t := teller{house: h, said: map[string]string{}, events: f.output == "ndjson"}
	for {
		v, err := h.orders.Order(context.WithoutCancel(ctx), id)
		if err != nil {
			return err
		}
		if err := t.tell(v); err != nil {
			return err
		}
		switch {
		case !v.Open || undecided(v):
			return errors.Join(t.end(f, v), verdict(v))
		case accepted && !slices.ContainsFunc(v.Batches, uncertain):
			return errors.Join(t.end(f, v), acceptance(v))
		}
		select {
		case <-changes:
		case <-ctx.Done():
			return h.left(ctx, v)
		}
	}
}

// left says what goes on when the operator leaves, or has waited for long enough.
func (h *house) left(ctx context.Context, v order.View) error {
	if errors.Is(context.Cause(ctx), errWaited) {
		return &exitError{exitWaited, fmt.Errorf("%w; `metalwright orders watch %s` goes on", errWaited, v.ID)}
	}
	if _, err := fmt.Fprintf(h.proc.Err, "%s %s, %d of %d machines known; `metalwright orders resume %s` goes on\n", v.ID, v.Word, v.Bought, v.Wanted, v.ID); err != nil {
		return err
	}
	return context.Cause(ctx)
}

// acceptance is the exit code of an order that is not waited for.
func acceptance(v order.View) error {
	if v.Bought == v.Wanted {
		return nil
	}
	return verdict(v)
}

// undecided reports whether the order goes on only when a person says how.
func undecided(v order.View) bool {
	for _, b := range v.Batches {
		if b.State == order.BatchUnresolved {
			return true
		}
	}
	return false
}

// verdict is the exit code of an order that has ended, or waits for a person.
func verdict(v order.View) error {
	end := func(code int, format string, a ...any) error { return &exitError{code, fmt.Errorf(format, a...)} }
	switch v.Word {
	case order.Done:
		return nil
	case order.Rejected:
		if e := v.Refusal(); e != nil {
			return end(exitRefused, "nothing was bought: %w", e)
		}
		return end(exitRefused, "nothing was bought")
	case order.Ambiguous:
		return end(exitUnknown, "something may have been bought: do not order again; `metalwright orders resume %s`", v.ID)
	default:
		return end(exitPartly, "%d of %d machines are RUNNING", v.Count(provider.StatusRunning), v.Wanted)
	}
}
