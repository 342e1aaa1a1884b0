package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// newForget takes a finished order off the lists.
func newForget(f *run.Flags, one func(string, string, func(context.Context, *run.Runtime,
	order.ID) error) *cobra.Command,
) *cobra.Command {
	var yes bool
	c := one("forget", "Hide a finished order from the lists",
		func(ctx context.Context, rt *run.Runtime, id order.ID) error {
			return runForget(ctx, rt, f, id, yes)
		})
	c.Long = "Hides a finished order; `orders --all` and `orders show` still have it. Its machines keep costing " +
		"money: it shows how much, and asks for confirmation."
	c.Flags().BoolVar(&yes, "yes", false,
		"hide it without asking even if it has machines; required without a terminal")
	return c
}

func runForget(ctx context.Context, rt *run.Runtime, f *run.Flags, id order.ID, yes bool) error {
	v, err := rt.Orders.Order(ctx, id)
	if err != nil {
		return err
	}
	if costs := rt.Env.OrderWords().GoesOn(v); costs != "" && !v.Open {
		report.Note(rt.Process.Err, costs)
		if !yes && !rt.Process.Terminal {
			return report.UsageError("forget.no_terminal", "Order", id)
		}
		if !yes {
			if err := askYes(ctx, rt.Process, rt.Env, rt.Env.T("forget.question", "Order", id), "forget.cancelled"); err != nil {
				return err
			}
		}
	}
	if err := rt.Orders.Do(ctx, order.Forget{ID: id}); err != nil {
		return err
	}
	report.Note(rt.Process.Err, rt.Env.T("forget.done", "Order", id))
	if !f.Format().Structured() {
		return nil
	}
	if v, err = rt.Orders.Order(ctx, id); err != nil {
		return err
	}
	return rt.Printer().Result(rt.Process.Out, f.Format(), v)
}
