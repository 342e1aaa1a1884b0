package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// newOrphans lists what orders have left behind.
func newOrphans(p run.Process, products []*provider.Product, f *run.Flags) *cobra.Command {
	return &cobra.Command{
		Use:   "orphans",
		Short: "List the networks and addresses that orders left behind",
		Long: "Lists the orders that made networks or addresses and have no machine that uses them: they may be charged.\n" +
			"Orders that were taken off the lists are among them. `orders release ORDER` gives them back.",
		Example: "metalwright orphans\nmetalwright orders release o-k7q2m9x4",
		Args:    usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			return run.With(c.Context(), p, products, *f, func(ctx context.Context, rt *run.Runtime) error {
				return listOrphans(ctx, rt, f)
			})
		},
	}
}

func listOrphans(ctx context.Context, rt *run.Runtime, f *run.Flags) error {
	views, err := listOrders(ctx, rt, true)
	if err != nil {
		return err
	}
	var left []order.View
	for _, v := range views {
		if len(v.LeftBehind()) > 0 {
			left = append(left, v)
		}
	}
	if f.Format().Structured() {
		return f.Format().Print(rt.Process.Out, rt.Printer().List(left))
	}
	if len(left) == 0 {
		report.Note(rt.Process.Err, rt.Env.T("orphans.none"))
		return nil
	}
	c := report.Columns{Text: rt.Env.Text}
	c.Head("orphans.columns")
	for _, v := range left {
		for _, r := range v.Left() {
			c.Row(string(v.ID), v.ProfileName(), string(v.Spec.Zone), rt.Env.T("resource.kind_"+string(r.Kind)), r.ID)
		}
	}
	return c.Write(rt.Process.Out)
}
