package cli

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
)

// newOrphans lists what orders have left behind.
func newOrphans(p Process, products []*provider.Product, f *flags) *cobra.Command {
	return &cobra.Command{
		Use:   "orphans",
		Short: "List the networks and addresses that orders left behind",
		Long: "Lists the orders that made networks or addresses and have no machine that uses them: they may be charged.\n" +
			"Orders that were taken off the lists are among them. `orders release ORDER` gives them back.",
		Example: "metalwright orphans\nmetalwright orders release o-k7q2m9x4",
		Args:    words(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			return withProgram(c.Context(), p, products, *f, func(ctx context.Context, h *program) error {
				return h.orphans(ctx, f)
			})
		},
	}
}

func (h *program) orphans(ctx context.Context, f *flags) error {
	views, err := h.listed(ctx, true)
	if err != nil {
		return err
	}
	var left []order.View
	for _, v := range views {
		if len(v.LeftBehind()) > 0 {
			left = append(left, v)
		}
	}
	if f.structured() {
		return f.print(h.proc.Out, h.toList(left))
	}
	if len(left) == 0 {
		h.tell(h.env.T("orphans.none"))
		return nil
	}
	c := columns{text: h.env.Text}
	c.head("orphans.columns")
	for _, v := range left {
		for _, r := range v.Left() {
			c.row(string(v.ID), v.ProfileName(), string(v.Spec.Zone), h.env.T("resource.kind_"+string(r.Kind)), r.ID)
		}
	}
	return c.write(h.proc.Out)
}
