package cli

import (
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/identity"
	"github.com/metalwright/metalwright/state/order"
)

// newOrders lists the journal and decides about its orders, without the wizard.
func newOrders(p Process, products []*provider.Product, f *flags) *cobra.Command {
	in := func(c *cobra.Command, do func(context.Context, *program) error) error {
		return withProgram(c.Context(), p, products, *f, do)
	}
	var hidden bool
	list := &cobra.Command{
		Use:     "orders",
		Short:   "List the orders, and decide about those that are not finished",
		Example: "metalwright orders\nmetalwright orders show o-k7q2m9x4 --json\nmetalwright orders resume o-k7q2m9x4",
		Args:    words(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			return in(c, func(ctx context.Context, h *program) error {
				views, err := h.listed(ctx, hidden)
				if err != nil {
					return err
				}
				if !f.format().structured() && len(views) == 0 {
					note(h.proc.Err, h.env.T("orders.none"))
					return nil
				}
				if !f.format().structured() {
					return h.printer().orders(p.Out, views)
				}
				out := struct {
					Schema    string      `json:"schema"`
					Simulated bool        `json:"simulated"`
					Orders    []orderJSON `json:"orders"`
				}{schema, h.simulated, []orderJSON{}}
				for _, v := range views {
					out.Orders = append(out.Orders, h.printer().document(v))
				}
				return f.format().print(p.Out, out)
			})
		},
	}
	one := func(use, short string, do func(context.Context, *program, order.ID) error) *cobra.Command {
		return &cobra.Command{
			Use: use + " ORDER", Short: short, Args: words(cobra.ExactArgs(1)), Example: "metalwright orders " + use +
				" o-k7q2m9x4",
			RunE: func(c *cobra.Command, args []string) error {
				return withOrder(args[0], func(id order.ID) error {
					return in(c, func(ctx context.Context, h *program) error { return do(ctx, h, id) })
				})
			},
		}
	}
	list.AddCommand(
		one("show", "Show one order with its machines", func(ctx context.Context, h *program, id order.ID) error {
			v, err := h.orders.Order(ctx, id)
			if err != nil {
				return err
			}
			return h.printer().result(h.proc.Out, f.format(), h.current(ctx, []order.View{v})[0])
		}),
		following(f, one("watch", "Follow an order until it is finished", func(ctx context.Context, h *program,
			id order.ID,
		) error {
			return h.watch(ctx, f, id)
		})),
		newResume(p, products, f),
		newRelease(p, products, f),
		newDecision(p, products, f, true), newDecision(p, products, f, false), newSend(p, products, f),
		forgetting(one),
	)
	list.Flags().BoolVar(&hidden, "all", false, "list also the orders that were taken off the lists")
	return list
}

// listed are the orders, with hidden also those that were taken off the lists.
func (h *program) listed(ctx context.Context, hidden bool) ([]order.View, error) {
	views, err := h.orders.Orders(ctx)
	if err != nil {
		return nil, err
	}
	if hidden {
		more, err := h.orders.Forgotten(ctx)
		if err != nil {
			return nil, err
		}
		views = append(views, more...)
		slices.SortStableFunc(views, func(a, b order.View) int { return b.Created.Compare(a.Created) })
	}
	return h.current(ctx, views), nil
}

// forgetting takes a finished order off the lists.
func forgetting(one func(string, string, func(context.Context, *program,
	order.ID) error) *cobra.Command,
) *cobra.Command {
	var yes bool
	c := one("forget", "Take a finished order off the lists", func(ctx context.Context, h *program, id order.ID) error {
		return h.forget(ctx, id, yes)
	})
	c.Long = "Takes a finished order off the lists; `orders --all` and `orders show` still have it. Machines that are " +
		"there go on costing\n" +
		"money: what they cost is said, and asked about."
	c.Flags().BoolVar(&yes, "yes", false,
		"forget it without asking although machines are there; needed without a terminal")
	return c
}

func (h *program) forget(ctx context.Context, id order.ID, yes bool) error {
	v, err := h.orders.Order(ctx, id)
	if err != nil {
		return err
	}
	if costs := h.env.GoesOn(v); costs != "" && !v.Open {
		note(h.proc.Err, costs)
		if !yes && !h.proc.Terminal {
			return usage("forget.no_terminal", "Order", id)
		}
		if !yes {
			if err := h.agreed(ctx, h.env.T("forget.question", "Order", id), "forget.cancelled"); err != nil {
				return err
			}
		}
	}
	if err := h.orders.Forget(ctx, id); err != nil {
		return err
	}
	note(h.proc.Err, h.env.T("forget.done", "Order", id))
	return nil
}

// withOrder runs f with an id from the command line, if it is one by the rule for ids. An id that is not in the journal
// is wrong usage.
func withOrder(text string, f func(order.ID) error) error {
	if err := identity.Check(text); err != nil {
		return usage("orders.no_id", "Order", identity.Shown(text), "Form", identity.Form)
	}
	return named(f(order.ID(text)), text)
}

// named says which order an error is about, as wrong usage where the id is.
func named(err error, id string) error {
	if errors.Is(err, order.ErrNotFound) {
		return usage("orders.unknown", "Order", id, "Cause", err)
	}
	return err
}
