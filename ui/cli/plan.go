package cli

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/ui/step"
)

// newPlan checks and prices an order file and buys nothing.
func newPlan(p Process, products []*provider.Product, f *flags) *cobra.Command {
	var out string
	var life time.Duration
	var sets []string
	c := &cobra.Command{
		Use:   "plan FILE",
		Short: "Check and price an order file, and buy nothing",
		Long: "Checks the file, asks the vendor for everything it names, and prints what would be sent, every name, and " +
			"the price.\n" +
			"--out freezes all of it: apply places such a plan only as it stands.",
		Example: "metalwright plan web.yaml\nmetalwright plan web.yaml --set zone=SEL-A --json\nmetalwright plan " +
			"web.yaml --out web.plan && metalwright apply web.plan",
		Args: words(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			return withProgram(c.Context(), p, products, *f, func(ctx context.Context, h *program) error {
				to := looking
				if out != "" { // what is frozen is bound to who pays
					to = buying
				}
				r, err := h.read(args[0], to, sets...)
				if err != nil {
					return err
				}
				if err := h.complete(ctx, r, func(provider.Secret) error { return nil }); err != nil {
					if ctx.Err() != nil {
						return exitWith(exitCancelled, errors.New(h.env.T("apply.cancelled")))
					}
					return err
				}
				if out != "" {
					if err := h.freeze(r, out, life); err != nil {
						return err
					}
				}
				if f.format().structured() {
					return f.format().print(p.Out, h.planJSON(r))
				}
				return h.summary(p.Out, r)
			})
		},
	}
	c.Flags().StringVar(&out, "out", "", "write the frozen plan to this new file")
	c.Flags().StringArrayVar(&sets, "set", nil, "an answer instead of the file's: KEY=VALUE (repeatable)")
	c.Flags().DurationVar(&life, "expires", 24*time.Hour, "how long the frozen plan may be placed")
	atLeast(c.Flags(), "expires", time.Millisecond)
	paths(c.Flags(), p.Home, "out")
	return c
}

// freeze writes the plan for its owner alone.
func (h *program) freeze(r *prepared, path string, life time.Duration) error {
	now := h.proc.Now()
	plan, err := orderfile.NewPlan(r.file, r.account.Reader.Product(), r.spec, r.quote, r.account.ID, r.account.Profile,
		now, now.Add(life))
	if err != nil {
		return exitWith(exitUsage, worded(h.env.Text, err))
	}
	names, err := h.names(r)
	if err != nil {
		return err
	}
	plan.Names = slices.DeleteFunc(names, func(name string) bool { return name == plan.ID })
	b, err := plan.Encode()
	if err != nil {
		return err
	}
	if err := h.proc.create(path, b); err != nil {
		return exitWith(exitUsage, err)
	}
	return nil
}

// planned is what would be sent, as scripts see it.
type planned struct {
	Schema    string            `json:"schema"`
	Simulated bool              `json:"simulated"`
	ID        string            `json:"id"`
	Account   string            `json:"account"`
	Profile   *string           `json:"profile"`
	Spec      provider.Spec     `json:"spec"`
	Names     []string          `json:"names"`
	Taken     []string          `json:"names_taken"`
	Overflow  []string          `json:"names_overflow"` // with more digits than their pattern reserves
	Warnings  []string          `json:"warnings"`       // what the vendor may refuse
	Price     *priceJSON        `json:"price"`
	Deducted  *moneyJSON        `json:"deducted"`
	Balance   *moneyJSON        `json:"balance"`
	Requests  []json.RawMessage `json:"requests"`
}

func (h *program) planJSON(r *prepared) planned {
	out := planned{
		Schema: schema, Simulated: r.account.Simulated, ID: r.id(), Account: r.account.ID,
		Profile: optional(r.account.Profile), Spec: r.spec, Price: toPrice(r.quote), Warnings: []string{},
		Names: []string{}, Taken: append([]string{}, r.clashes...), Overflow: []string{},
		Deducted: deducted(r.quote), Balance: toMoney(r.balance), Requests: []json.RawMessage{},
	}
	for _, w := range h.env.Warnings(h.draft(r)) {
		out.Warnings = append(out.Warnings, w.Text)
	}
	names, err := r.account.Reader.Names(r.spec, 0)
	if err == nil {
		for _, n := range names {
			out.Names = append(out.Names, n.Instance)
		}
	}
	for _, o := range step.OutgrownNames(r.account.Reader, r.spec) {
		out.Overflow = append(out.Overflow, o.Names...)
	}
	for _, s := range batches(r) {
		out.Requests = append(out.Requests, r.account.Reader.Body(provider.Batch{Token: "mw--------", Spec: s}))
	}
	return out
}

// deducted is what a prepaid order costs at once; nil when it is paid as it runs.
func deducted(q provider.Quote) *moneyJSON {
	due, err := q.Due()
	if err != nil || q.Term.IsZero() {
		return nil
	}
	return toMoney(&due)
}

// batches are the requests that the order is split into.
func batches(r *prepared) []provider.Spec {
	n, per := r.spec.Machines(), max(r.account.Reader.Product().MaxBatch, 1)
	var out []provider.Spec
	for first := 0; first < n; first += per {
		out = append(out, r.account.Reader.Part(r.spec, first, min(per, n-first)))
	}
	return out
}

// summary prints every answer, every name, each request and the price.
func (h *program) summary(w io.Writer, r *prepared) error {
	e := h.env
	d := h.draft(r)
	c := columns{text: e.Text}
	row := func(label, value string) {
		if value != "" {
			c.row(label, value)
		}
	}
	p := r.account.Reader.Product()
	row(e.Label(provider.FieldProduct), p.Vendor+" "+p.Name)
	account := r.account.ID
	switch {
	case r.account.Simulated:
		account = e.T("account.simulated")
	case r.account.Profile != "" && r.account.Profile != account:
		account = r.account.Profile + " (" + account + ")"
	}
	row(e.Label(provider.FieldAccount), account)
	for _, f := range p.Fields {
		row(e.Label(f), e.Answer(d, f))
	}
	row(e.T("plan.defaults"), h.filled(r))
	if names, err := r.account.Reader.Names(r.spec, 0); err == nil {
		all := make([]string, len(names))
		for i, n := range names {
			all[i] = n.Instance
		}
		row(e.T("review.names"), strings.Join(all, " "))
	}
	for _, o := range step.OutgrownNames(r.account.Reader, r.spec) {
		row(e.T("review.outgrown"), e.Outgrown(o))
	}
	if len(r.clashes) > 0 {
		row(e.T("review.taken"), e.Taken(r.clashes, len(r.clashes)))
	}
	if parts := batches(r); len(parts) > 1 {
		row(e.T("plan.requests"), e.T("review.batches", "Count", len(parts), "Max", p.MaxBatch))
	}
	one := r.quote
	one.Count = 1
	row(e.T("review.each"), e.Price(one, r.spec.Billing.Months))
	row(e.T("side.total"), e.Total(r.quote, r.spec.Billing.Months))
	if !r.quote.Term.IsZero() {
		row(e.T("review.deducted"), e.Due(r.quote))
	}
	for _, l := range r.quote.ByUse() {
		row(e.T("item."+l.Item), e.PriceLine(l))
	}
	for _, w := range e.Warnings(d) {
		row(e.T("review.warning"), w.Text)
	}
	if due, err := r.quote.Due(); err == nil && r.balance != nil {
		text := r.balance.String()
		if r.balance.Currency == due.Currency && r.balance.Micros < due.Micros {
			text += "  " + e.T("review.too_little")
		}
		row(e.T("review.balance"), text)
	}
	return c.write(w)
}
