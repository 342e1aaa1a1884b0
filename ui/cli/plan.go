package cli

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// newPlan checks and prices an order file and buys nothing.
func newPlan(p run.Process, products []*provider.Product, f *run.Flags) *cobra.Command {
	var out string
	var life time.Duration
	var sets []string
	c := &cobra.Command{
		Use:   "plan FILE",
		Short: "Check and price an order file without buying",
		Long: "Checks the file, looks up everything it names at the vendor, and prints what would be sent, every " +
			"name, and the price. --out freezes all of it in a plan: apply places it exactly as it is. The hash of " +
			"a plan detects accidents; it proves nothing against someone who can write the file.",
		Example: "metalwright plan web.yaml\nmetalwright plan web.yaml --set zone=SEL-A --json\nmetalwright plan " +
			"web.yaml --out web.plan && metalwright apply web.plan",
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			return run.With(c.Context(), p, products, *f, func(ctx context.Context, rt *run.Runtime) error {
				to := looking
				if out != "" { // what is frozen is bound to who pays
					to = buying
				}
				r, err := readOrder(rt, args[0], to, sets...)
				if err != nil {
					return err
				}
				if err := completeOrder(ctx, rt, r, func(provider.Secret) error { return nil }); err != nil {
					if ctx.Err() != nil {
						return report.Exit(report.ExitCancelled, errors.New(rt.Env.T("apply.cancelled")))
					}
					return err
				}
				if out != "" {
					if err := freezePlan(rt, r, out, life); err != nil {
						return err
					}
				}
				if f.Format().Structured() {
					return f.Format().Print(p.Out, toPlanJSON(rt.Env, r))
				}
				if err := writeSummary(rt.Env, p.Out, r); err != nil || out == "" {
					return err
				}
				return report.Println(p.Err, rt.Env.T("plan.written", "File", out))
			})
		},
	}
	c.Flags().StringVar(&out, "out", "", "write the frozen plan to this new file")
	c.Flags().StringArrayVar(&sets, "set", nil, "override a setting of the file: KEY=VALUE (repeatable)")
	c.Flags().DurationVar(&life, "expires", 24*time.Hour, "how long the frozen plan can be placed")
	run.AtLeast(c.Flags(), "expires", time.Millisecond)
	run.Paths(c.Flags(), p.Home, "out")
	return c
}

// freezePlan writes the plan for its owner alone.
func freezePlan(rt *run.Runtime, r *prepared, path string, life time.Duration) error {
	now := rt.Process.Now()
	plan, err := orderfile.NewPlan(r.file, r.account.Reader.Product(), r.spec, r.quote, r.account.ID, r.account.Profile,
		now, now.Add(life))
	if err != nil {
		return report.Exit(report.ExitUsage, report.Localize(rt.Env.Text, err))
	}
	names, err := orderNames(rt, r)
	if err != nil {
		return err
	}
	plan.Names = slices.DeleteFunc(names, func(name string) bool { return name == plan.ID })
	b, err := plan.Encode()
	if err != nil {
		return err
	}
	if err := rt.Process.Create(path, b); err != nil {
		return report.Exit(report.ExitUsage, err)
	}
	return nil
}
