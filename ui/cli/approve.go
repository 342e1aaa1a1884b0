package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
)

// decisionOptions are the flags of approve and deny.
type decisionOptions struct {
	yes    bool
	digest string
	reason string
}

// newDecision approves or denies an order that waits for another person.
func newDecision(p run.Process, products []*provider.Product, f *run.Flags, yes bool) *cobra.Command {
	var d decisionOptions
	c := &cobra.Command{
		Use: "approve ORDER", Short: "Approve someone else's order",
		Long: "Shows exactly what was requested and asks for confirmation. An approval buys nothing: the " +
			"operator sends the order. It is for this order at this price, and lapses when anything in it " +
			"changes or its time runs out. With --digest, it applies only to what has that digest in `orders " +
			"show --json`.",
		Example: "metalwright orders approve o-k7q2m9x4\nmetalwright orders approve o-k7q2m9x4 --yes",
	}
	if !yes {
		c.Use, c.Short = "deny ORDER", "Deny someone else's order, or withdraw an approval"
		c.Long, c.Example = "", "metalwright orders deny o-k7q2m9x4 --reason 'two will do'"
		c.Flags().StringVar(&d.reason, "reason", "", "the reason, shown to its operator")
		c.Flags().BoolVar(&d.yes, "yes", false, "deny without asking, as without a terminal")
	} else {
		c.Flags().BoolVar(&d.yes, "yes", false, "approve without asking; required without a terminal")
	}
	c.Flags().StringVar(&d.digest, "digest", "", "the digest of the order that was checked")
	c.Args = usageArgs(cobra.ExactArgs(1))
	c.RunE = func(c *cobra.Command, args []string) error {
		return run.With(c.Context(), p, products, *f, func(ctx context.Context, rt *run.Runtime) error {
			return withOrderID(args[0], func(id order.ID) error { return runDecision(ctx, rt, f, id, yes, d) })
		})
	}
	return c
}

func runDecision(ctx context.Context, rt *run.Runtime, f *run.Flags, id order.ID, yes bool, d decisionOptions) error {
	v, err := rt.Orders.Order(ctx, id)
	if err != nil {
		return err
	}
	if v.Approval == nil {
		return fmt.Errorf("%w: %s", order.ErrDecided, id)
	}
	decision := order.Decide{ID: id, Yes: yes, Digest: v.Approval.Digest, Reason: d.reason}
	if d.digest != "" {
		decision.Digest = d.digest
	}
	switch {
	case yes:
		err = confirmApproval(ctx, rt, v, d.yes)
	case !d.yes && rt.Process.Terminal && rt.Process.Session == nil:
		err = confirmDenial(ctx, rt, v)
	}
	if err != nil {
		return err
	}
	if err := rt.Orders.Do(ctx, decision); err != nil {
		return err
	}
	if v, err = rt.Orders.Order(ctx, id); err != nil {
		return err
	}
	return rt.Printer().Result(rt.Process.Out, f.Format(), v)
}

// confirmDenial shows the order, and asks.
func confirmDenial(ctx context.Context, rt *run.Runtime, v order.View) error {
	if err := rt.Printer().Order(rt.Process.Err, v); err != nil {
		return err
	}
	return askYes(ctx, rt.Process, rt.Env, rt.Env.T("approve.deny_question"), "approve.cancelled")
}

// confirmApproval shows all that is approved.
func confirmApproval(ctx context.Context, rt *run.Runtime, v order.View, yes bool) error {
	if err := rt.Printer().Order(rt.Process.Err, v); err != nil {
		return err
	}
	if err := printOrdered(ctx, rt, v); err != nil {
		return err
	}
	if err := printScript(ctx, rt, v); err != nil {
		return err
	}
	if err := report.Println(rt.Process.Err,
		rt.Env.T("approve.price", "Price", priceText(rt.Env, v),
			"Name", v.Approval.By)); err != nil {
		return err
	}
	if err := printLimits(ctx, rt, v); err != nil {
		return err
	}
	if yes {
		return nil
	}
	if !rt.Process.Terminal {
		return report.UsageError("approve.no_terminal")
	}
	return askYes(ctx, rt.Process, rt.Env, rt.Env.T("approve.question"), "approve.cancelled")
}

// printOrdered writes every answer of an order, and the names of its machines.
func printOrdered(ctx context.Context, rt *run.Runtime, v order.View) error {
	d, c := step.Ordered(ctx, rt.Env, v), report.Columns{Text: rt.Env.Text}
	if d.Product == nil {
		spec, err := json.MarshalIndent(v.Spec, "", "  ")
		return errors.Join(err, report.Println(rt.Process.Err, string(provider.CleanJSON(spec, false))))
	}
	for _, f := range d.Product.Fields {
		if value := fileValue(rt.Env, d, f, false); value != "" {
			c.Row(rt.Env.Fields().Label(f), value)
		}
	}
	if d.Account != nil {
		names, err := d.Account.Reader.Names(v.Spec, 0)
		if err != nil {
			return err
		}
		all := make([]string, len(names))
		for i, n := range names {
			all[i] = n.Instance
		}
		c.Row(rt.Env.T("review.names"), rt.Env.Names().Marked(strings.Join(slices.Compact(all), " ")))
	}
	return c.Write(rt.Process.Err)
}

// printLimits says what limits leave who asks, without the order.
func printLimits(ctx context.Context, rt *run.Runtime, v order.View) error {
	left, err := rt.Orders.Budgets(ctx, order.Budget{By: v.By, Profile: v.Profile, Except: v.ID})
	if err != nil {
		return err
	}
	for _, l := range rt.Env.Limits().Words(left, v.Quote, v.By) {
		if err := report.Println(rt.Process.Err, rt.Env.Join().Labelled(rt.Env.T("budget.label"), l.Text)); err != nil {
			return err
		}
	}
	return nil
}

// printScript shows the first-boot script of an order to those who may read it, and says so to others.
func printScript(ctx context.Context, rt *run.Runtime, v order.View) error {
	if v.Script == nil {
		return nil
	}
	text, shown, err := rt.Orders.Script(ctx, v.ID)
	if err != nil {
		return err
	}
	if !shown {
		return report.Println(rt.Process.Err, rt.Env.T("approve.no_script", "Name", v.Approval.By))
	}
	rt.Env.Secrets.Hide(provider.Access{InitScript: text})
	out := []string{rt.Env.T("approve.script")}
	for line := range strings.Lines(text.Reveal()) {
		out = append(out, "    "+rt.Env.Clean(strings.TrimRight(line, "\r\n")))
	}
	return report.Println(rt.Process.Err, out...)
}

func priceText(env *step.Env, v order.View) string {
	if !v.Quote.Known() {
		return env.T("review.unpriced")
	}
	price := env.Prices().Total(v.Quote, v.Spec.Billing.Months)
	if !v.Quote.Term.IsZero() {
		return price
	}
	return env.T("orders.cost", "Hour", price, "Month", env.T("price.month", "Money", env.Prices().Due(v.Quote)))
}
