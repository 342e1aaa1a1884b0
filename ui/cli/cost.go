package cli

import (
	"cmp"
	"context"
	"strconv"
	"time"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/meter"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
)

// costKind is what machines are added up by.
type costKind struct {
	product  provider.ProductID
	charge   provider.Charge
	months   int // of a prepaid term; 0: by the hour
	state    meter.State
	unpriced bool // the vendor states no price
}

// costRow is the machines of one kind. Those that are gone are in none of the totals.
type costRow struct {
	costKind

	machines int
	sum      meter.Sum
	terms    meter.Sum // what the next term of prepaid machines costs, as what is spent
}

// costs are the machines of orders by their kind, and all of them together.
type costs struct {
	rows     []*costRow
	all      costRow
	going    *order.Costs // what they cost now, and what may be added
	unpriced int          // machines that are there and have no price
}

// costJSON is what machines cost as scripts see it; amounts are decimal text, in each currency. Term is what the next
// term of prepaid machines costs, which has so many months; nothing is paid by the hour for them.
type costJSON struct {
	Product  string              `json:"product"`
	Charge   string              `json:"charge"`
	Months   int                 `json:"months,omitzero"`
	State    string              `json:"state"`
	Machines int                 `json:"machines"`
	Spent    []*report.MoneyJSON `json:"spent"`
	Hour     []*report.MoneyJSON `json:"hour"`
	Month    []*report.MoneyJSON `json:"month"`
	Term     []*report.MoneyJSON `json:"term,omitzero"`
}

// costsOf adds the machines of the orders up, in the order in which their kinds appear. A machine that is gone and was
// never billed is left out.
func costsOf(views []order.View, now time.Time) *costs {
	c := &costs{going: order.CostsOf(views, now)}
	at := map[costKind]*costRow{}
	for _, v := range views {
		for _, i := range v.Instances {
			m := v.Meter(i, now)
			if i.Status.Gone() && m.State == meter.NotBilled {
				continue
			}
			k := costKind{v.Product, v.Spec.Billing.Charge, 0, m.State, !v.Quote.Known()}
			if !v.Quote.Term.IsZero() {
				k.months = max(v.Spec.Billing.Months, 1)
			}
			if at[k] == nil {
				at[k] = &costRow{costKind: k}
				c.rows = append(c.rows, at[k])
			}
			at[k].machines++
			_ = at[k].sum.Add(m) // what is too large for an amount is left out
			_ = c.all.sum.Add(meter.Reading{Spent: m.Spent})
			if m.State == meter.Prepaid {
				_ = at[k].terms.Add(meter.Reading{Spent: v.Quote.Term}) // see above
			}
			if i.Status.Gone() {
				continue
			}
			c.all.machines++
			if k.unpriced {
				c.unpriced++
			}
		}
	}
	for _, s := range []*meter.Sum{&c.going.Hourly, &c.going.Prepaid} {
		for _, m := range s.Hour() {
			_ = c.all.sum.Add(meter.Reading{Hour: m}) // see above
		}
		for _, m := range s.Month() {
			_ = c.all.sum.Add(meter.Reading{Month: m}) // see above
		}
	}
	return c
}

// printCosts writes what the machines of orders have cost so far, and still cost.
func printCosts(ctx context.Context, rt *run.Runtime, f report.Format, hidden bool) error {
	views, err := listOrders(ctx, rt, hidden)
	if err != nil {
		return err
	}
	all := costsOf(views, rt.Env.Now())
	if f.Structured() {
		return f.Print(rt.Process.Out, toCosts(rt, all))
	}
	c := report.Columns{Text: rt.Env.Text}
	c.Head("meter.columns")
	row := func(r *costRow, product, charge, state, machines string) {
		c.Row(product, charge, state, machines, step.Amounts(r.sum.Spent()), rt.Env.Prices().Hourly(r.sum.Hour()),
			rt.Env.Prices().Monthly(r.sum.Month()), nextTerm(rt.Env, r))
	}
	for _, r := range all.rows {
		machines, state := strconv.Itoa(r.machines), rt.Env.T("meter.state_"+string(r.state))
		switch {
		case r.state == meter.Stopped || r.state == meter.Refunded: // in the total of no column but what was spent
			machines = "(" + machines + ")"
		case r.state == meter.Billed && r.unpriced:
			state = rt.Env.T("meter.state_contract")
		}
		charge := cmp.Or(rt.Env.Fields().Word(provider.FieldCharge, string(r.charge)), step.Amounts(nil))
		row(r, string(r.product), charge, state, machines)
	}
	row(&all.all, rt.Env.T("meter.total"), "", "", strconv.Itoa(all.all.machines))
	if err := c.Write(rt.Process.Out); err != nil {
		return err
	}
	var notes []string
	if all.unpriced > 0 {
		notes = append(notes, rt.Env.T("meter.without_price", "Count", all.unpriced))
	}
	for _, more := range rt.Env.Prices().More(all.going) {
		notes = append(notes, rt.Env.T("meter.more", "Cost", more))
	}
	return report.Println(rt.Process.Out, notes...)
}

// nextTerm words what the next term of the machines costs; "-" where there is none.
func nextTerm(e *step.Env, r *costRow) string {
	next := r.terms.Spent()
	if len(next) == 0 {
		return step.Amounts(nil)
	}
	return e.T("price.term", "Money", step.Amounts(next), "Count", r.months)
}

// costsJSON is what machines cost, by kind and in total. More is what may be added to the total: by machines that are
// coming up or have failed, and by those that may have been bought.
type costsJSON struct {
	Schema    string     `json:"schema"`
	Simulated bool       `json:"simulated"`
	Costs     []costJSON `json:"costs"`
	Total     costJSON   `json:"total"`
	Unpriced  int        `json:"unpriced"` // machines that are there and have no price
	More      moreJSON   `json:"more"`
}

// moreJSON is by the hour, and for a month: of prepaid machines, too.
type moreJSON struct {
	Hour  []*report.MoneyJSON `json:"hour"`
	Month []*report.MoneyJSON `json:"month"`
}

func toCosts(rt *run.Runtime, all *costs) costsJSON {
	var month meter.Sum
	for _, m := range append(all.going.MoreHourly.Month(), all.going.MorePrepaid.Month()...) {
		_ = month.Add(meter.Reading{Month: m}) // what is too large for an amount is left out
	}
	out := costsJSON{
		report.Schema, rt.Simulated,
		[]costJSON{},
		toCost(&all.all), all.unpriced,
		moreJSON{toMoneys(all.going.MoreHourly.Hour()), toMoneys(month.Month())},
	}
	for _, r := range all.rows {
		out.Costs = append(out.Costs, toCost(r))
	}
	return out
}

func toMoneys(all []provider.Money) []*report.MoneyJSON {
	out := []*report.MoneyJSON{}
	for _, m := range all {
		out = append(out, report.ToMoney(&m))
	}
	return out
}

func toCost(r *costRow) costJSON {
	c := costJSON{
		string(r.product), string(r.charge), r.months, string(r.state), r.machines, toMoneys(r.sum.Spent()),
		toMoneys(r.sum.Hour()), toMoneys(r.sum.Month()), nil,
	}
	if next := r.terms.Spent(); len(next) > 0 {
		c.Term = toMoneys(next)
	}
	return c
}

// newCosts lists what all orders cost.
func newCosts(p run.Process, products []*provider.Product, f *run.Flags) *cobra.Command {
	var hidden bool
	c := &cobra.Command{
		Use:   "costs",
		Short: "List what all machines have cost so far, and their cost per hour and month",
		Long: "Adds up machines by product, billing type and billing state, from the agreed prices and the times " +
			"in the journal. This is an estimate: the vendor's bill is authoritative.",
		Example: "metalwright orders costs\nmetalwright orders costs --json",
		Args:    usageArgs(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error {
			return run.With(c.Context(), p, products, *f, func(ctx context.Context, rt *run.Runtime) error {
				return printCosts(ctx, rt, f.Format(), hidden)
			})
		},
	}
	c.Flags().BoolVar(&hidden, "all", false, "include orders hidden from the lists")
	return c
}
