package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// newSend sends an order that someone else has approved.
func newSend(p run.Process, products []*provider.Product, f *run.Flags) *cobra.Command {
	var yes, noWait bool
	c := &cobra.Command{
		Use:   "send ORDER",
		Short: "Send an approved order, and follow it until it is finished",
		Long: "Checks the price with the vendor again and sends the order exactly as it was approved. To provide " +
			"a password or script that is no longer held, apply the same file again, or use the board.",
		Example: "metalwright orders send o-k7q2m9x4 --yes",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			return run.With(c.Context(), p, products, *f, func(ctx context.Context, rt *run.Runtime) error {
				id := order.ID(args[0])
				if err := withOrderID(args[0], func(id order.ID) error { return confirmSend(ctx, rt, id, yes) }); err != nil {
					return err
				}
				target, err := notifyOptions(rt, f.Notify)
				if err != nil {
					return err
				}
				if err := rt.Orders.Do(ctx, order.Send{ID: id}); err != nil {
					return report.Refusal(rt.Env, err)
				}
				return followOrder(ctx, rt, f, rt.NewProgress(f), id, target, noWait)
			})
		},
	}
	c.Flags().BoolVar(&yes, "yes", false, "send it without asking; required without a terminal")
	c.Flags().BoolVar(&noWait, "no-wait", false, "exit as soon as the vendor has accepted the order")
	f.RegisterNotify(c)
	return c
}

func confirmSend(ctx context.Context, rt *run.Runtime, id order.ID, yes bool) error {
	v, err := rt.Orders.Order(ctx, id)
	if err != nil || yes {
		return err
	}
	if !rt.Process.Terminal {
		return report.UsageError("apply.no_terminal")
	}
	if err := rt.Printer().Order(rt.Process.Err, v); err != nil {
		return err
	}
	return askYes(ctx, rt.Process, rt.Env, rt.Env.T("apply.question"), "apply.cancelled")
}
