package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// newApply places an order file without the wizard.
func newApply(p run.Process, products []*provider.Product, f *run.Flags) *cobra.Command {
	var a applyOptions
	c := &cobra.Command{
		Use:   "apply FILE",
		Short: "Place an order file and follow it until it is finished",
		Long: "Checks and prices the file as plan does, asks for confirmation, and places the order. Applying " +
			"the same file again buys nothing and shows the order that it placed. FILE may be a plan; - is " +
			"standard input.",
		Example: "metalwright apply web.yaml\nmetalwright apply web.yaml --yes --no-wait --json\n" +
			"metalwright apply web.yaml --set count=5 --notify desktop --notify https://example.com/hook",
		Args: usageArgs(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			if c.Flags().Changed("wait") && c.Flags().Changed("no-wait") {
				return mistyped(c, report.NewError("apply.wait_both"))
			}
			return run.With(c.Context(), p, products, *f, func(ctx context.Context, rt *run.Runtime) error {
				return runApply(ctx, rt, f, a, args[0])
			})
		},
	}
	fl := c.Flags()
	fl.BoolVarP(&a.yes, "yes", "y", false, "place the order without asking; required without a terminal")
	fl.BoolVar(&a.again, "again", false, "order the same again, although it has already been placed")
	registerUntil(f, c)
	fl.BoolVar(&a.noWait, "no-wait", false, "exit as soon as the vendor has accepted the order")
	fl.DurationVar(&a.limit, "wait-timeout", 0, "exit with code 9 if the machines are not up by then; 0 waits "+
		"without limit")
	fl.StringVar(&a.passwordOut, "password-out", "", "save a generated password to this new file")
	fl.StringArrayVar(&a.set, "set", nil, "override a setting of the file: KEY=VALUE (repeatable)")
	run.AtLeast(fl, "wait-timeout", 0)
	run.Paths(fl, p.Home, "password-out")
	f.RegisterNotify(c)
	return c
}

func runApply(ctx context.Context, rt *run.Runtime, f *run.Flags, a applyOptions, path string) error {
	if err := checkUntil(rt, f); err != nil {
		return err
	}
	a.quiet = f.Quiet
	target, err := notifyOptions(rt, f.Notify)
	if err != nil {
		return err
	}
	r, err := readOrder(rt, path, buying, a.set...)
	if err != nil {
		return err
	}
	again := a.again && r.plan == nil // a plan is placed once
	names, err := fileNames(rt, r)
	if err != nil {
		return err
	}
	_, there, err := freeSlot(ctx, rt, r.account, append(names, r.former()...), again)
	if err != nil {
		return err
	}
	if !a.yes && !rt.Process.Terminal && (there == nil || there.Status == order.Waiting) {
		return report.UsageError("apply.no_terminal")
	}
	var id order.ID
	switch {
	case there == nil:
		if id, there, err = placeOrder(ctx, rt, r, a, again); there != nil {
			return placedAlready(rt, f, *there)
		}
	case there.Status == order.Waiting:
		if id, err = there.ID, sendOrder(ctx, rt, r, *there, a); errors.Is(err, order.ErrWaiting) {
			err = nil // what it waits for is said with the order
		}
	default:
		return placedAlready(rt, f, *there)
	}
	if err != nil {
		return err
	}
	ctx, stop := withWaitLimit(ctx, &rt.Process, a.limit)
	defer stop()
	return followOrder(ctx, rt, f, rt.NewProgress(f), id, target, a.noWait)
}

// placedAlready shows the order that the file has been placed by, and says so.
func placedAlready(rt *run.Runtime, f *run.Flags, v order.View) error {
	if err := report.Unapproved(rt.Env, v); err != nil {
		return err
	}
	t := rt.NewProgress(f)
	var err error
	if t.Format.Events() {
		err = t.Update(v)
	}
	return errors.Join(alreadyPlaced(rt.Env, v), err, t.Finish(v))
}
