package cli

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// releaseOptions are the flags of release.
type releaseOptions struct {
	yes   bool
	limit time.Duration
	at    string
}

// newRelease gives the machines of an order back.
func newRelease(p run.Process, products []*provider.Product, f *run.Flags) *cobra.Command {
	var r releaseOptions
	c := &cobra.Command{
		Use:   "release ORDER [INSTANCE...]",
		Short: "Release the machines of an order, then its networks",
		Long: "Explains what the vendor does with them, asks for the order's name, releases them, and checks " +
			"until they are gone. INSTANCE is the ID of a machine, or its name if no other has it. Without " +
			"INSTANCE, releases all machines of the order, or, if none are left, the networks and addresses " +
			"that the order created for them.",
		Example: "metalwright orders release o-k7q2m9x4\nmetalwright orders release o-k7q2m9x4 --at 30d\n" +
			"metalwright orders release o-k7q2m9x4 1001000000000000002 --yes",
		Args: usageArgs(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			return run.With(c.Context(), p, products, *f, func(ctx context.Context, rt *run.Runtime) error {
				return withOrderID(args[0], func(id order.ID) error {
					switch {
					case r.at != "" && len(args) > 1:
						return report.UsageError("release_later.whole")
					case r.at != "":
						return releaseAt(ctx, rt, f, id, r)
					}
					return runRelease(ctx, rt, f, id, args[1:], r)
				})
			})
		},
	}
	c.Flags().BoolVar(&r.yes, "yes", false, "release, or schedule it, without asking; required without a terminal")
	c.Flags().DurationVar(&r.limit, "wait-timeout", 30*time.Minute,
		"exit with code 9 if the machines are not gone by then")
	run.AtLeast(c.Flags(), "wait-timeout", 0)
	c.Flags().StringVar(&r.at, "at", "",
		"schedule the release of the whole order, by whichever program watches it: a time, a day, a span from now "+
			"such as 30d, or never")
	return c
}

// releaseAt sets when an order is released by itself. It is confirmed now, as a release is: nobody is asked then.
func releaseAt(ctx context.Context, rt *run.Runtime, f *run.Flags, id order.ID, r releaseOptions) error {
	c := order.ReleaseLater{ID: id}
	v, err := rt.Orders.Order(ctx, id)
	if err != nil {
		return err
	}
	said := rt.Env.T("release_later.unset", "Order", id)
	if r.at != "never" {
		w, err := orderfile.ParseWhen(r.at)
		if err != nil {
			return report.UsageError("cli.at", "Place", "--at", "Why", err)
		}
		c.At = w.From(rt.Process.Now())
		said = rt.Env.T("release_later.set", "Order", id, "Time", c.At.UTC().Format("2006-01-02 15:04 UTC"))
		if err := listReleased(rt, v, there(v)); err != nil {
			return err
		}
		if err := confirmRelease(ctx, rt, id, r.yes); err != nil {
			return err
		}
	}
	if err := rt.Orders.Do(ctx, c); err != nil {
		return report.Refusal(rt.Env, err)
	}
	if v, err = rt.Orders.Order(ctx, id); err != nil {
		return err
	}
	return errors.Join(report.Println(rt.Process.Err, said), rt.Printer().Result(rt.Process.Out, f.Format(), v))
}

// machinesOf are the machines of an order that are named by their ids, or by a name that only one of them has.
func machinesOf(v order.View, words []string) ([]provider.InstanceID, error) {
	ids := make([]provider.InstanceID, 0, len(words))
	for _, word := range words {
		var found []provider.InstanceID
		for _, m := range v.Instances {
			if string(m.ID) == word {
				found = []provider.InstanceID{m.ID}
				break
			}
			if m.Name == word {
				found = append(found, m.ID)
			}
		}
		switch len(found) {
		case 0:
			return nil, report.UsageError("release.unknown", "Machine", word, "Order", v.ID)
		case 1:
			ids = append(ids, found[0])
		default:
			return nil, report.UsageError("release.several", "Machine", word)
		}
	}
	return ids, nil
}

func runRelease(ctx context.Context, rt *run.Runtime, f *run.Flags, id order.ID, machines []string,
	r releaseOptions,
) error {
	v, err := rt.Orders.Order(ctx, id)
	if err != nil {
		return err
	}
	ids, err := machinesOf(v, machines)
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		ids = there(v)
	}
	if len(ids) == 0 && slices.ContainsFunc(v.Batches, report.Uncertain) {
		return report.Exit(report.ExitUnknown, errors.New(rt.Env.T("release.uncertain", "Order", id)))
	}
	if len(ids) == 0 && len(v.LeftBehind()) > 0 {
		return releaseResources(ctx, rt, f, v, r)
	}
	if len(ids) == 0 {
		err := report.Println(rt.Process.Err, rt.Env.T("release.none", "Order", id))
		return errors.Join(err, rt.Printer().Result(rt.Process.Out, f.Format(), v))
	}
	if err := listReleased(rt, v, ids); err != nil {
		return err
	}
	if err := confirmRelease(ctx, rt, id, r.yes); err != nil {
		return err
	}
	asked := rt.Env.Now()
	if err := rt.Orders.Do(ctx, order.Release{ID: id, Machines: ids}); err != nil {
		return report.Refusal(rt.Env, err)
	}
	ctx, stop := context.WithTimeoutCause(ctx, r.limit, report.ErrWaitTimeout)
	defer stop()
	return waitUntilGone(ctx, rt, f, v, ids, asked)
}

// releaseResources releases the networks and addresses of an order without machines.
func releaseResources(ctx context.Context, rt *run.Runtime, f *run.Flags, v order.View, r releaseOptions) error {
	left := v.LeftBehind()
	for _, x := range left {
		if err := report.Println(rt.Process.Err, rt.Env.Releases().Left([]order.ResourceView{x})); err != nil {
			return err
		}
	}
	if err := confirmRelease(ctx, rt, v.ID, r.yes); err != nil {
		return err
	}
	if err := rt.Orders.Do(ctx, order.ReleaseResources{ID: v.ID}); err != nil {
		return report.Refusal(rt.Env, err)
	}
	now, err := rt.Orders.Order(ctx, v.ID)
	if err != nil {
		return err
	}
	return errors.Join(report.Println(rt.Process.Err, rt.Env.T("release.networks_gone", "Count", len(left))),
		rt.Printer().Result(rt.Process.Out, f.Format(), now))
}

// there are the machines that are not known to be gone.
func there(v order.View) []provider.InstanceID {
	var ids []provider.InstanceID
	for _, i := range v.There() {
		ids = append(ids, i.ID)
	}
	return ids
}

// listReleased lists the machines, and says what the vendor does with them.
func listReleased(rt *run.Runtime, v order.View, ids []provider.InstanceID) error {
	for _, i := range v.Instances {
		if !slices.Contains(ids, i.ID) {
			continue
		}
		if err := report.PrintClean(rt.Process.Err, cmp.Or(i.Name, string(i.ID)), rt.Env.OrderWords().Status(i.Status),
			i.ID); err != nil {
			return err
		}
	}
	return report.Println(rt.Process.Err, rt.Env.Releases().How(v, len(ids)))
}

// confirmRelease wants the order's name typed.
func confirmRelease(ctx context.Context, rt *run.Runtime, id order.ID, yes bool) error {
	if yes {
		return nil
	}
	if !rt.Process.Terminal {
		return report.UsageError("release.no_terminal")
	}
	if err := report.Prompt(rt.Process.Err, rt.Env.T("release.question", "Order", id)); err != nil {
		return err
	}
	typed, err := typedLine(ctx, rt.Process)
	if err != nil {
		return err
	}
	if typed != string(id) {
		return report.Exit(report.ExitCancelled, errors.New(rt.Env.T("release.cancelled")))
	}
	return nil
}

// waitUntilGone waits until the vendor lists the machines no more. Prepaid ones that run on to the end of their term
// are seen once more.
func waitUntilGone(ctx context.Context, rt *run.Runtime, f *run.Flags, v order.View, ids []provider.InstanceID,
	asked time.Time,
) error {
	changes, stop := rt.Orders.Changes()
	defer stop()
	t := rt.NewProgress(f)
	t.Known(v)
	for {
		now, err := rt.Orders.Order(context.WithoutCancel(ctx), v.ID)
		if err != nil {
			return err
		}
		if err := t.Released(now, ids); err != nil {
			return err
		}
		left := slices.DeleteFunc(slices.Clone(ids), func(id provider.InstanceID) bool {
			return !slices.Contains(there(now), id)
		})
		if len(left) == 0 {
			err := report.Println(rt.Process.Err, rt.Env.T(goneWords(rt, v.Product), "Count", len(ids)))
			if left := now.Left(); len(now.LeftBehind()) > 0 {
				err = errors.Join(err, report.Println(rt.Process.Err, rt.Env.T("release.networks_left",
					"What", rt.Env.Releases().Left(left), "Order", now.ID)))
			}
			return errors.Join(err, t.Finish(now))
		}
		if v.Spec.Billing.Charge == provider.Prepaid && now.Watch.PolledAt.After(asked) && runningOn(now, left) {
			err := report.Println(rt.Process.Err, rt.Env.T("release.runs_on", "Count", len(left)))
			return errors.Join(err, t.Finish(now))
		}
		select {
		case <-changes:
		case <-ctx.Done():
			if errors.Is(context.Cause(ctx), report.ErrWaitTimeout) {
				err := report.Exit(report.ExitWaited, errors.New(rt.Env.T("release.not_gone", "Count", len(left), "Order", v.ID)))
				return errors.Join(err, t.Finish(now))
			}
			return context.Cause(ctx)
		}
	}
}

// goneWords is the message of where released machines are: only some products have a recycle bin.
func goneWords(rt *run.Runtime, id provider.ProductID) string {
	if slices.ContainsFunc(rt.Env.Products, func(p *provider.Product) bool { return p.ID == id && p.RecycleBin }) {
		return "release.gone_binned"
	}
	return "release.gone"
}

// runningOn reports whether the machines are as before.
func runningOn(v order.View, ids []provider.InstanceID) bool {
	for _, i := range v.Instances {
		if slices.Contains(ids, i.ID) && i.Status != provider.StatusRunning {
			return false
		}
	}
	return true
}
