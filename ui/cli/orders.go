package cli

import (
	"context"
	"errors"
	"slices"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/orders"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// newOrders lists the journal and decides about its orders, without the wizard.
func newOrders(p run.Process, products []*provider.Product, f *run.Flags) *cobra.Command {
	in := func(c *cobra.Command, do func(context.Context, *run.Runtime) error) error {
		return run.With(c.Context(), p, products, *f, do)
	}
	var hidden bool
	list := &cobra.Command{
		Use:     "orders",
		Short:   "List orders, and act on unfinished ones",
		Example: "metalwright orders\nmetalwright orders show o-k7q2m9x4 --json\nmetalwright orders resume o-k7q2m9x4",
		Args:    usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			return in(c, func(ctx context.Context, rt *run.Runtime) error {
				views, err := listOrders(ctx, rt, hidden)
				if err != nil {
					return err
				}
				if !f.Format().Structured() && len(views) == 0 {
					report.Note(rt.Process.Err, rt.Env.T("orders.none"))
					return nil
				}
				if !f.Format().Structured() {
					orders.Sort(views)
					return rt.Printer().Orders(p.Out, views)
				}
				return f.Format().Print(p.Out, rt.Printer().List(views))
			})
		},
	}
	one := func(use, short string, do func(context.Context, *run.Runtime, order.ID) error) *cobra.Command {
		return &cobra.Command{
			Use: use + " ORDER", Short: short, Args: usageArgs(cobra.ExactArgs(1)), Example: "metalwright orders " + use +
				" o-k7q2m9x4",
			RunE: func(c *cobra.Command, args []string) error {
				return withOrderID(args[0], func(id order.ID) error {
					return in(c, func(ctx context.Context, rt *run.Runtime) error { return do(ctx, rt, id) })
				})
			},
		}
	}
	list.AddCommand(
		one("show", "Show one order with its machines", func(ctx context.Context, rt *run.Runtime, id order.ID) error {
			v, err := rt.Orders.Order(ctx, id)
			if err != nil {
				return err
			}
			return rt.Printer().Result(rt.Process.Out, f.Format(), currentOrders(ctx, rt, []order.View{v})[0])
		}),
		one("history", "List the history of an order and its machines", func(ctx context.Context,
			rt *run.Runtime, id order.ID,
		) error {
			return printHistory(ctx, rt, f.Format(), id)
		}),
		one("receipt", "Print a signed receipt of an order: what, for whom, price, approval, requests and "+
			"machines",
			func(ctx context.Context, rt *run.Runtime, id order.ID) error {
				if s := rt.Process.Session; s != nil && !s.Person().Ever(policy.ReadAudit) { // it quotes the audit
					return report.Exit(report.ExitAuth, errors.New(rt.Env.T("audit.admins")))
				}
				return printReceipt(ctx, rt, f.Format(), id)
			}),
		withFollowFlags(f, one("watch", "Follow an order until it is finished", func(ctx context.Context, rt *run.Runtime,
			id order.ID,
		) error {
			return watchOrder(ctx, rt, f, id)
		})),
		newCosts(p, products, f),
		newResume(p, products, f),
		newRelease(p, products, f),
		newDecision(p, products, f, true), newDecision(p, products, f, false), newSend(p, products, f),
		newForget(f, one),
	)
	list.Flags().BoolVar(&hidden, "all", false, "include orders hidden from the lists")
	return list
}

// listOrders are the orders, with hidden also those that were taken off the lists.
func listOrders(ctx context.Context, rt *run.Runtime, hidden bool) ([]order.View, error) {
	views, err := rt.Orders.Orders(ctx)
	if err != nil {
		return nil, err
	}
	if hidden {
		more, err := rt.Orders.Forgotten(ctx)
		if err != nil {
			return nil, err
		}
		views = append(views, more...)
		slices.SortStableFunc(views, func(a, b order.View) int { return b.Created.Compare(a.Created) })
	}
	return currentOrders(ctx, rt, views), nil
}

// printHistory writes what the journal has of an order's past.
func printHistory(ctx context.Context, rt *run.Runtime, f report.Format, id order.ID) error {
	h, err := rt.Orders.History(ctx, id)
	switch p := rt.Printer(); {
	case err != nil:
		return err
	case f.Structured():
		return f.Print(rt.Process.Out, p.History(id, h))
	case len(h.Happenings) == 0:
		report.Note(rt.Process.Err, rt.Env.T("history.none", "Order", id))
		return nil
	default:
		return p.WriteHistory(rt.Process.Out, h)
	}
}
