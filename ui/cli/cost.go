package cli

import (
	"context"
	"strconv"

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
	product provider.ProductID
	charge  provider.Charge
	months  int // of a prepaid term; 0: by the hour
	state   meter.State
}

// costRow is the machines of one kind.
type costRow struct {
	costKind
	machines int
	sum      meter.Sum
	terms    meter.Sum // what the next term of prepaid machines costs, as what is spent
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

// costRows adds the machines of the orders up, in the order in which their kinds appear; the last row is all of them.
func costRows(rt *run.Runtime, views []order.View) []*costRow {
	var rows []*costRow
	at := map[costKind]*costRow{}
	all := &costRow{}
	for _, v := range views {
		for _, i := range v.Instances {
			m := v.Meter(i, rt.Env.Now())
			k := costKind{v.Product, v.Spec.Billing.Charge, 0, m.State}
			if !v.Quote.Term.IsZero() {
				k.months = max(v.Spec.Billing.Months, 1)
			}
			if at[k] == nil {
				at[k] = &costRow{costKind: k}
				rows = append(rows, at[k])
			}
			for _, r := range []*costRow{at[k], all} {
				r.machines++
				_ = r.sum.Add(m) // what is too large for an amount is left out
			}
			if m.State == meter.Prepaid {
				_ = at[k].terms.Add(meter.Reading{Spent: v.Quote.Term}) // see above
			}
		}
	}
	return append(rows, all)
}

// printCosts writes what the machines of orders have cost so far, and go on to cost.
func printCosts(ctx context.Context, rt *run.Runtime, f report.Format, hidden bool) error {
	views, err := listOrders(ctx, rt, hidden)
	if err != nil {
		return err
	}
	rows := costRows(rt, views)
	if f.Structured() {
		out := struct {
			Schema    string     `json:"schema"`
			Simulated bool       `json:"simulated"`
			Costs     []costJSON `json:"costs"`
			Total     costJSON   `json:"total"`
		}{report.Schema, rt.Simulated, []costJSON{}, toCost(rows[len(rows)-1])}
		for _, r := range rows[:len(rows)-1] {
			out.Costs = append(out.Costs, toCost(r))
		}
		return f.Print(rt.Process.Out, out)
	}
	c := report.Columns{Text: rt.Env.Text}
	c.Head("meter.columns")
	for n, r := range rows {
		product, charge, state := string(r.product), rt.Env.Word(provider.FieldCharge, string(r.charge)),
			rt.Env.T("meter.state_"+string(r.state))
		if n == len(rows)-1 {
			product, charge, state = rt.Env.T("meter.total"), "", ""
		}
		c.Row(product, charge, state, strconv.Itoa(r.machines), step.Amounts(r.sum.Spent()),
			step.Hourly(rt.Env, r.sum.Hour()), step.Monthly(rt.Env, r.sum.Month()), nextTerm(rt.Env, r))
	}
	return c.Write(rt.Process.Out)
}

// nextTerm words what the next term of the machines costs; "-" where there is none.
func nextTerm(e *step.Env, r *costRow) string {
	next := r.terms.Spent()
	if len(next) == 0 {
		return step.Amounts(nil)
	}
	return e.T("price.term", "Money", step.Amounts(next), "Count", r.months)
}

func toCost(r *costRow) costJSON {
	list := func(all []provider.Money) []*report.MoneyJSON {
		out := []*report.MoneyJSON{}
		for _, m := range all {
			out = append(out, report.ToMoney(&m))
		}
		return out
	}
	c := costJSON{
		string(r.product), string(r.charge), r.months, string(r.state), r.machines, list(r.sum.Spent()), list(r.sum.Hour()),
		list(r.sum.Month()), nil,
	}
	if next := r.terms.Spent(); len(next) > 0 {
		c.Term = list(next)
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
