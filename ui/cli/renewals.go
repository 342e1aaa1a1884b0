package cli

import (
	"context"
	"io"
	"time"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/calendar"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
)

// newRenewals lists when prepaid machines are renewed.
func newRenewals(p run.Process, products []*provider.Product, f *run.Flags) *cobra.Command {
	var ical bool
	c := &cobra.Command{
		Use:   "renewals",
		Short: "List when prepaid machines renew, and for how much",
		Long: "Lists the end of the term of each prepaid machine, from the times in the journal; a month is 30 " +
			"days. Releasing a machine cancels its renewal: it keeps running to the end of its term. --ical " +
			"writes a calendar with a reminder 14 days before.",
		Example: "metalwright renewals\nmetalwright renewals --ical > renewals.ics",
		Args:    usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			return run.With(c.Context(), p, products, *f, func(ctx context.Context, rt *run.Runtime) error {
				views, err := listOrders(ctx, rt, true) // a hidden order is renewed, too
				if err != nil {
					return err
				}
				return printRenewals(rt, f.Format(), ical, order.Renewals(views, rt.Env.Now()))
			})
		},
	}
	c.Flags().BoolVar(&ical, "ical", false, "write an iCalendar file")
	return c
}

// renewalJSON is a renewal as scripts see it.
type renewalJSON struct {
	Order    string            `json:"order"`
	Instance string            `json:"instance"`
	Name     *string           `json:"name"`
	At       time.Time         `json:"at"`
	Renewed  bool              `json:"renewed"`
	Price    *report.MoneyJSON `json:"price"`
}

func printRenewals(rt *run.Runtime, f report.Format, ical bool, all []order.Renewal) error {
	t := rt.Env.T
	switch {
	case ical:
		var events []calendar.Event
		for _, r := range all {
			if r.Ends {
				continue
			}
			events = append(events, calendar.Event{
				UID: string(r.Machine.ID) + "@" + r.Order.ID.String(), At: r.At, Notice: order.RenewalNotice,
				Summary: t("renewals.event", "Name", machineName(r), "Price", step.Money(r.Price)),
				Text:    t("renewals.cancel", "Order", r.Order.ID, "Machine", r.Machine.ID),
			})
		}
		_, err := io.WriteString(report.Terminal(rt.Process.Out), calendar.Write(events, rt.Env.Now()))
		return err
	case f.Structured():
		out := struct {
			Schema    string        `json:"schema"`
			Simulated bool          `json:"simulated"`
			Renewals  []renewalJSON `json:"renewals"`
		}{report.Schema, rt.Simulated, []renewalJSON{}}
		for _, r := range all {
			out.Renewals = append(out.Renewals, renewalJSON{
				string(r.Order.ID), string(r.Machine.ID), report.OrNil(r.Machine.Name), r.At.UTC(), !r.Ends,
				report.ToMoney(&r.Price),
			})
		}
		return f.Print(rt.Process.Out, out)
	case len(all) == 0:
		report.Note(rt.Process.Err, t("renewals.none"))
		return nil
	}
	c := report.Columns{Text: rt.Env.Text}
	c.Head("renewals.columns")
	for _, r := range all {
		what := step.Money(r.Price)
		switch {
		case r.Ends:
			what = t("renewals.ends")
		case r.Soon(rt.Env.Now()):
			what += "  " + t("renewals.soon")
		}
		c.Row(r.At.UTC().Format(report.Minute), r.Order.ID.String(), machineName(r), string(r.Machine.ID), what)
	}
	return c.Write(rt.Process.Out)
}

// machineName is what the machine of a renewal is called.
func machineName(r order.Renewal) string {
	if r.Machine.Name == "" {
		return string(r.Machine.ID)
	}
	return r.Machine.Name
}
