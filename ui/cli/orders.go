package cli

import (
	"context"
	"errors"
	"fmt"

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
			return h.follow(ctx, f, id)
		}),
		one("resume", "Look up what is uncertain, then follow the order", func(ctx context.Context, h *house, id order.ID) error {
			if err := h.orders.LookAgain(ctx, id); err != nil {
				return err
			}
			return h.follow(ctx, f, id)
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
// result.
func (h *house) follow(ctx context.Context, f *flags, id order.ID) error {
	changes, stop := h.orders.Changes()
	defer stop()
	said := map[string]string{}
	for {
		v, err := h.orders.Order(ctx, id)
		if err != nil {
			return err
		}
		if err := h.say(v, said); err != nil {
			return err
		}
		if !v.Open || undecided(v) {
			return errors.Join(h.print(f, v), verdict(v))
		}
		select {
		case <-changes:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
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

// say writes one line for each change since the last call.
func (h *house) say(v order.View, said map[string]string) error {
	line := func(key, format string, a ...any) error {
		text := fmt.Sprintf(format, a...)
		if said[key] == text {
			return nil
		}
		said[key] = text
		_, err := fmt.Fprintln(h.proc.Err, text)
		return err
	}
	errs := []error{line("", "%s %s", v.ID, v.Word)}
	for _, i := range v.Instances {
		errs = append(errs, line(string(i.ID), "%s %s %s (%s)", v.ID, i.Name, i.Status, i.VendorStatus))
	}
	return errors.Join(errs...)
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
