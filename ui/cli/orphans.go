package cli

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/orders"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// newOrphans lists what no order uses.
func newOrphans(p run.Process, products []*provider.Product, f *run.Flags) *cobra.Command {
	var ignored bool
	with := func(c *cobra.Command, do func(context.Context, *run.Runtime) error) error {
		return run.With(c.Context(), p, products, *f, do)
	}
	c := &cobra.Command{
		Use:   "orphans",
		Short: "List resources that no order uses, and what they cost per day",
		Long: "Lists machines with a metalwright token but no order, networks and addresses of orders without a " +
			"machine, orders whose machines are gone, and machines not ordered with metalwright, which are " +
			"only listed.\n`orphans adopt MACHINE` adds a machine to an order. `orders release ORDER` " +
			"releases machines, networks and addresses. The same is on the screen of the orders, below p.",
		Example: "metalwright orphans\nmetalwright orphans adopt 1001000000000000005\n" +
			"metalwright orders release o-k7q2m9x4",
		Args: usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			return with(c, func(ctx context.Context, rt *run.Runtime) error { return listOrphans(ctx, rt, f, ignored) })
		},
	}
	c.Flags().BoolVar(&ignored, "ignored", false, "include ignored ones")
	adopt := &cobra.Command{
		Use:     "adopt MACHINE",
		Short:   "Add a machine without an order to an order",
		Long:    "The machine must have a metalwright token: all machines with its token are added, too.",
		Example: "metalwright orphans adopt 1001000000000000005",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			return with(c, func(ctx context.Context, rt *run.Runtime) error { return adoptOrphan(ctx, rt, f, args[0]) })
		},
	}
	var undo bool
	ignore := &cobra.Command{
		Use:     "ignore ID",
		Short:   "Ignore something in the list of orphans from now on",
		Long:    "ID is that of a machine, a network, an address or an order. Nothing is changed at the vendor.",
		Example: "metalwright orphans ignore 1001000000000000005\nmetalwright orphans ignore --undo 1001000000000000005",
		Args:    usageArgs(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			return with(c, func(ctx context.Context, rt *run.Runtime) error { return ignoreOrphan(ctx, rt, args[0], undo) })
		},
	}
	ignore.Flags().BoolVar(&undo, "undo", false, "stop ignoring it")
	c.AddCommand(adopt, ignore)
	return c
}

// orphanJSON is an orphan as scripts see it.
type orphanJSON struct {
	Kind    order.OrphanKind   `json:"kind"`
	Product provider.ProductID `json:"product"`
	Account string             `json:"account"`
	Zone    provider.ZoneID    `json:"zone"`
	ID      string             `json:"id"`
	Name    *string            `json:"name"`
	Type    *string            `json:"type"`
	Status  *string            `json:"status"`
	Made    *string            `json:"resource"`
	Order   *string            `json:"order"`
	Day     *report.MoneyJSON  `json:"price_per_day"`
	Since   *time.Time         `json:"since"`
	Ignored *time.Time         `json:"ignored_at"`
}

func toOrphan(rt *run.Runtime, o order.Orphan) orphanJSON {
	at := func(t time.Time) *time.Time {
		if t.IsZero() {
			return nil
		}
		return new(t.UTC())
	}
	out := orphanJSON{
		Kind: o.Kind, Product: o.Product, Account: orders.OrphanAccount(rt.Env, o), Zone: o.Zone, ID: o.ID,
		Name: report.OrNil(o.Name), Type: report.OrNil(string(o.Type)), Status: report.OrNil(string(o.Status)),
		Made: report.OrNil(string(o.Made)), Order: report.OrNil(string(o.Order)), Since: at(o.Since),
		Ignored: at(o.Ignored),
	}
	if o.Day.Currency != "" {
		out.Day = report.ToMoney(&o.Day)
	}
	return out
}

// listOrphans lists what there is; the error is of the accounts that could not be asked.
func listOrphans(ctx context.Context, rt *run.Runtime, f *run.Flags, ignored bool) error {
	all, failed := rt.Orders.Orphans(ctx, order.OrphansPriced)
	if failed != nil && all == nil {
		return failed
	}
	views, err := rt.Orders.Orders(ctx)
	if err != nil {
		return errors.Join(err, failed)
	}
	all = slices.DeleteFunc(all, func(o order.Orphan) bool { return !ignored && !o.Ignored.IsZero() })
	if f.Format().Structured() {
		uncertain, missing := order.Doubts(views)
		out := struct {
			Schema    string       `json:"schema"`
			Simulated bool         `json:"simulated"`
			Orphans   []orphanJSON `json:"orphans"`
			Uncertain int          `json:"uncertain_orders"` // orders of which it is not known what they have bought
			Missing   int          `json:"missing_machines"` // machines that the vendor no longer lists, and nobody released
		}{report.Schema, rt.Simulated, []orphanJSON{}, uncertain, missing}
		for _, o := range all {
			out.Orphans = append(out.Orphans, toOrphan(rt, o))
		}
		return errors.Join(f.Format().Print(rt.Process.Out, out), failed)
	}
	doubts := rt.Env.OrderWords().Doubts(views)
	if len(all) == 0 {
		report.Note(rt.Process.Err, orders.NoOrphans(rt.Env, failed == nil, doubts))
		return failed
	}
	if doubts != "" {
		defer report.Note(rt.Process.Err, doubts)
	}
	c := report.Columns{Text: rt.Env.Text}
	c.Head("orphans.columns")
	for _, o := range all {
		c.Row(orders.OrphanWord(rt.Env, o), o.ID, o.Name, orders.OrphanDay(rt.Env, o), string(o.Zone),
			orders.OrphanAccount(rt.Env, o), string(o.Order))
	}
	return errors.Join(c.Write(rt.Process.Out), failed)
}

// orphan finds one by its id.
func orphan(ctx context.Context, rt *run.Runtime, id string) (order.Orphan, error) {
	all, err := rt.Orders.Orphans(ctx, order.OrphansUnpriced)
	if at := slices.IndexFunc(all, func(o order.Orphan) bool { return o.ID == id }); at >= 0 {
		return all[at], nil
	}
	if err != nil {
		return order.Orphan{}, err
	}
	return order.Orphan{}, report.UsageError("orphans.unknown", "ID", id)
}

func adoptOrphan(ctx context.Context, rt *run.Runtime, f *run.Flags, id string) error {
	o, err := orphan(ctx, rt, id)
	if err != nil {
		return err
	}
	if o.Kind != order.OrphanMachine {
		return report.UsageError("orphans.not_ours", "ID", id)
	}
	over := order.TakeOver{Account: o.Account, Product: o.Product, Token: o.Token}
	if err := rt.Orders.Do(ctx, over); err != nil {
		return err
	}
	views, err := rt.Orders.Orders(ctx)
	if err != nil {
		return err
	}
	views = slices.DeleteFunc(views, func(v order.View) bool {
		return !slices.ContainsFunc(v.Instances, func(i order.InstanceView) bool { return string(i.ID) == id })
	})
	if len(views) == 0 {
		return order.ErrUnknownID
	}
	return rt.Printer().Result(rt.Process.Out, f.Format(), views[0])
}

func ignoreOrphan(ctx context.Context, rt *run.Runtime, id string, undo bool) error {
	o, err := orphan(ctx, rt, id)
	if err != nil {
		return err
	}
	return rt.Orders.Do(ctx, order.Ignore{Orphan: o, Undo: undo})
}
