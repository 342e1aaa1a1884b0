package cli

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/offers"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
)

// usualPrices is how many prices one search asks for: the vendors answer a few requests a second.
const usualPrices = 100

// newFind lists what can be bought.
func newFind(p run.Process, products []*provider.Product, f *run.Flags) *cobra.Command {
	prices := usualPrices
	c := &cobra.Command{
		Use:   "find [CONDITION...]",
		Short: "Find types by conditions, across zones, products and accounts",
		Long: "Lists every type that matches all conditions, with its stock and the price of one machine: available ones " +
			"first, then the cheapest.\n" +
			"Conditions are on " + strings.Join(offers.Facts(), ", ") + ": cpu>=32, ram>=0.5tb, gpu, !raid, " +
			"zone=SEL-*, price<1. Other words are searched as text.\n" +
			"What a vendor does not publish matches no condition. Quote conditions, as shells interpret < and >.",
		Example: "metalwright find 'cpu>=32 ram>=128 nvme'\nmetalwright find gpu 'price<5' 'stock>=2'\n" +
			"metalwright find 'type=M6C' 'area=Europe' --json",
		Args: usageArgs(cobra.ArbitraryArgs),
		ValidArgsFunction: func(_ *cobra.Command, _ []string, typed string) ([]string, cobra.ShellCompDirective) {
			return offers.Complete(typed), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace
		},
		RunE: func(c *cobra.Command, args []string) error {
			q, err := offers.Parse(strings.Join(args, " "))
			if err != nil {
				id, pairs := step.WrongCondition(err)
				return report.UsageError(id, pairs...)
			}
			return run.With(c.Context(), p, products, *f, func(ctx context.Context, rt *run.Runtime) error {
				return find(ctx, rt, f, q, prices)
			})
		},
	}
	c.Flags().IntVar(&prices, "prices", prices, "price at most this many types")
	run.Positive(c.Flags(), "prices")
	return c
}

// find asks, prices what fits, and prints it.
func find(ctx context.Context, rt *run.Runtime, f *run.Flags, q offers.Query, prices int) error {
	want := provider.Spec{} // as each type is mostly paid
	sellers := findSellers(rt.Env.Cached())
	if len(sellers) == 0 {
		return report.Exit(report.ExitAuth, report.NewError("find.no_accounts"))
	}
	found, wrong := offers.Look(ctx, sellers, want)
	if err := ctx.Err(); err != nil {
		return err
	}
	if len(found) == 0 && len(wrong) > 0 {
		return wrong[0].Err
	}
	found = slices.DeleteFunc(found, func(o offers.Offer) bool { return !q.Free().Fits(o) })
	offers.Sort(found) // the smallest are priced first
	left := offers.Price(ctx, sellers, want, found, prices)
	if err := ctx.Err(); err != nil {
		return err
	}
	found = slices.DeleteFunc(found, func(o offers.Offer) bool { return !q.Fits(o) })
	offers.Sort(found)
	for _, w := range wrong {
		report.Warn(rt.Process.Err, rt.Env.Text, report.NewError("find.problem", "Account", w.Account, "Product",
			w.Product, "Why", w.Err))
	}
	if f.Format().Structured() {
		return f.Format().Print(rt.Process.Out, toFound(rt, q, found, wrong, left))
	}
	if left > 0 && len(found) == 0 {
		report.Note(rt.Process.Err, rt.Env.T("find.none_priced", "Count", left))
		return nil
	}
	if left > 0 {
		report.Note(rt.Process.Err, rt.Env.T("find.unpriced", "Count", left))
	}
	if len(found) == 0 {
		report.Note(rt.Process.Err, rt.Env.T("find.none"))
		return nil
	}
	return writeFound(rt, found, len(findAccounts(found)) > 1)
}

// findSellers are the accounts that can be asked; profiles with one key are one account.
func findSellers(e *step.Env) []offers.Seller {
	var out []offers.Seller
	for _, p := range e.Products {
		seen := map[string]bool{}
		for _, a := range e.Accounts.Of(p.ID) {
			if a.Reader != nil && !seen[a.ID] {
				seen[a.ID] = true
				out = append(out, offers.Seller{Account: a.Name(e.Text), Reader: a.Reader})
			}
		}
	}
	return out
}

// findAccounts are the accounts that the offers are of.
func findAccounts(found []offers.Offer) []string {
	var names []string
	for _, o := range found {
		names = append(names, o.Account)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func writeFound(rt *run.Runtime, found []offers.Offer, accounts bool) error {
	c := report.Columns{Text: rt.Env.Text}
	if accounts {
		c.Head("find.columns_accounts")
	} else {
		c.Head("find.columns")
	}
	number := func(n int, unit string) string {
		if n <= 0 {
			return ""
		}
		return strconv.Itoa(n) + unit
	}
	for _, o := range found {
		hour, month := "", ""
		if o.Quote.Known() {
			if o.Quote.Term.IsZero() { // nobody pays a term by the hour
				hour = step.Decimals(o.Quote.Hour, 4) + " " + o.Quote.Hour.Currency
			}
			month = step.Decimals(o.Quote.Month, 2) + " " + o.Quote.Month.Currency
		}
		cells := []string{
			string(o.Product), string(o.Zone.ID), string(o.Type.ID), number(max(o.Type.Threads, o.Type.Cores), ""),
			number(o.Type.MemoryGB, " GB"), o.Type.DiskText, o.Type.GPU, rt.Env.Offers().StockOf(o.Type), hour, month,
		}
		if accounts {
			cells = append([]string{o.Account}, cells...)
		}
		c.Row(cells...)
	}
	drop := []int{5, 6, 9, 4, 3, 0} // disks, GPU, month, memory, processors, product
	if accounts {
		for i := range drop {
			drop[i]++
		}
		drop = append(drop, 0)
	}
	if left := c.Fit(run.Width(rt.Process), drop...); len(left) > 0 {
		report.Note(rt.Process.Err, rt.Env.T("find.narrow", "Columns", rt.Env.List(left)))
	}
	return c.Write(rt.Process.Out)
}

// foundJSON is what a search has found.
type foundJSON struct {
	Schema     string        `json:"schema"`
	Simulated  bool          `json:"simulated"`
	Conditions []string      `json:"conditions"`
	Offers     []offerJSON   `json:"offers"`
	Unpriced   int           `json:"unpriced"` // that fit and were not priced for --prices
	Problems   []problemJSON `json:"problems"`
}

// offerJSON is one type in one zone. A value that a vendor does not publish is left out.
type offerJSON struct {
	Product    provider.ProductID `json:"product"`
	Account    string             `json:"account"`
	Zone       provider.ZoneID    `json:"zone"`
	City       *string            `json:"city"`
	Type       provider.TypeID    `json:"type"`
	CPUThreads *int               `json:"cpu_threads"`
	MemoryGB   *int               `json:"memory_gb"`
	Disks      *string            `json:"disks"`
	GPU        *string            `json:"gpu"`
	RAIDLevels []int              `json:"raid_levels"`
	Available  bool               `json:"available"`
	Stock      *int               `json:"stock"`
	Charges    []provider.Charge  `json:"charges"`
	Price      *offerPriceJSON    `json:"price"`
}

// offerPriceJSON is the price of one machine.
type offerPriceJSON struct {
	Currency string `json:"currency"`
	Hour     string `json:"hour"`
	Month    string `json:"month"`
}

// problemJSON is what could not be asked.
type problemJSON struct {
	Account string             `json:"account"`
	Product provider.ProductID `json:"product"`
	Zone    provider.ZoneID    `json:"zone,omitzero"`
	Error   string             `json:"error"`
}

func toFound(rt *run.Runtime, q offers.Query, found []offers.Offer, wrong []offers.Problem, left int) foundJSON {
	out := foundJSON{
		Schema: report.Schema, Simulated: rt.Printer().Simulated, Conditions: []string{}, Offers: []offerJSON{},
		Unpriced: left, Problems: []problemJSON{},
	}
	for _, c := range q.Conditions {
		out.Conditions = append(out.Conditions, c.String())
	}
	out.Conditions = append(out.Conditions, q.Words...)
	for _, o := range found {
		t := o.Type
		row := offerJSON{
			Product: o.Product, Account: o.Account, Zone: o.Zone.ID, City: stated(cmp.Or(o.Zone.City, o.Zone.Name)),
			Type: t.ID, CPUThreads: stated(max(t.Threads, t.Cores)), MemoryGB: stated(t.MemoryGB), Disks: stated(t.DiskText),
			GPU: stated(t.GPU), RAIDLevels: append([]int{}, t.RAIDLevels...), Available: o.Available(1), Stock: t.Left,
			Charges: append([]provider.Charge{}, t.Supplies.Sold()...),
		}
		if o.Quote.Known() {
			row.Price = &offerPriceJSON{o.Quote.Hour.Currency, o.Quote.Hour.Decimal(), o.Quote.Month.Decimal()}
		}
		out.Offers = append(out.Offers, row)
	}
	for _, w := range wrong {
		why := report.Sentence(rt.Env.Text, w.Err)
		out.Problems = append(out.Problems, problemJSON{w.Account, w.Product, w.Zone, why})
	}
	return out
}

// stated is v, nil for the zero value.
func stated[T comparable](v T) *T {
	var zero T
	if v == zero {
		return nil
	}
	return &v
}
