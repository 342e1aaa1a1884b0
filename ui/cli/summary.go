package cli

import (
	"encoding/json"
	"io"
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/step"
)

// writeSummary prints every answer, every name, each request and the price.
func writeSummary(env *step.Env, w io.Writer, r *prepared) error {
	e := env
	d := draftOf(r)
	c := report.Columns{Text: e.Text}
	row := func(label, value string) {
		if value != "" {
			c.Row(label, value)
		}
	}
	p := r.account.Reader.Product()
	row(e.Fields().Label(provider.FieldProduct), p.Vendor+" "+p.Name)
	account := r.account.ID
	switch {
	case r.account.Simulated:
		account = e.T("account.simulated")
	case r.account.Profile != "" && r.account.Profile != account:
		account = r.account.Profile + " (" + account + ")"
	}
	row(e.Fields().Label(provider.FieldAccount), account)
	for _, f := range p.Fields {
		row(e.Fields().Label(f), fileValue(e, d, f, r.asked))
	}
	row(e.T("release_later.label"), releaseTime(env, r))
	row(e.T("plan.defaults"), defaultLabels(env, r))
	if names, err := r.account.Reader.Names(r.spec, 0); err == nil {
		all := make([]string, len(names))
		for i, n := range names {
			all[i] = n.Instance
		}
		row(e.T("review.names"), e.Names().Marked(strings.Join(slices.Compact(all), " ")))
	}
	for _, o := range step.OutgrownNames(r.account.Reader, r.spec) {
		row(e.T("review.outgrown"), e.Names().Outgrown(o))
	}
	if len(r.clashes) > 0 {
		row(e.T("review.taken"), e.Names().Taken(r.clashes, len(r.clashes)))
	}
	if parts := batches(r); len(parts) > 1 {
		row(e.T("plan.requests"), e.T("review.batches", "Count", len(parts), "Max", p.MaxBatch))
	}
	one := r.quote
	one.Count = 1
	row(e.T("review.each"), e.Prices().Each(one, r.spec.Billing.Months))
	row(e.T("side.total"), e.Prices().Total(r.quote, r.spec.Billing.Months))
	if !r.quote.Term.IsZero() {
		row(e.T("review.deducted"), e.Prices().Due(r.quote))
	}
	for _, l := range r.quote.ByUse() {
		row(e.T("item."+l.Item), e.Prices().Line(l))
	}
	for _, text := range warnings(e, r) {
		row(e.T("review.warning"), text)
	}
	if due, err := r.quote.Due(); err == nil && r.balance != nil {
		text := step.Money(*r.balance)
		if r.balance.Currency == due.Currency && r.balance.Micros < due.Micros {
			text += "  " + e.T("review.too_little")
		}
		row(e.T("review.balance"), text)
	}
	for _, l := range e.Limits().Words(r.budgets, r.quote, "") {
		row(e.T("budget.label"), l.Text)
	}
	return c.Write(w)
}

// fileValue words an answer for those who wrote it in a file: as the file may have it, and what it is called in
// parentheses. asked is for those who were asked: what it is called.
func fileValue(e *step.Env, d step.Draft, f provider.Field, asked bool) string {
	value, name := e.Answers().Called(d, f)
	a, _ := provider.TextFor(f)
	switch {
	case asked:
	case value != "":
		return e.Join().Aside(value, name)
	case a.Kind == provider.SwitchValue || a.Kind == provider.ConsentValue:
		return a.Get(&d.Spec)
	}
	return e.Answers().Of(d, f)
}

// warnings are what the vendor may refuse, and what cannot be checked.
func warnings(e *step.Env, r *prepared) []string {
	var all []string
	for _, w := range e.Answers().Warnings(draftOf(r)) {
		all = append(all, w.Text)
	}
	return all
}

// releaseTime is when the order is released by itself, if it is placed now; "" when it is not.
func releaseTime(env *step.Env, r *prepared) string {
	return env.Releases().At(r.file.ReleaseAt)
}

// planJSON is what would be sent, as scripts see it.
type planJSON struct {
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
	Price     *report.PriceJSON `json:"price"`
	Deducted  *report.MoneyJSON `json:"deducted"`
	Balance   *report.MoneyJSON `json:"balance"`
	Limits    []budgetJSON      `json:"limits"` // what they leave today
	Requests  []json.RawMessage `json:"requests"`
	ReleaseAt *string           `json:"release_at"` // a time, or a span from when it is placed
}

func toPlanJSON(env *step.Env, r *prepared) planJSON {
	out := planJSON{
		Schema: report.Schema, Simulated: r.account.Simulated, ID: r.id(), Account: r.account.ID,
		Profile: report.OrNil(r.account.Profile), Spec: r.spec, Price: report.ToPrice(r.quote), Warnings: []string{},
		Names: []string{}, Taken: append([]string{}, r.clashes...), Overflow: []string{},
		Deducted: deducted(r.quote), Balance: report.ToMoney(r.balance), Requests: []json.RawMessage{},
		ReleaseAt: report.OrNil(r.file.ReleaseAt.String()), Limits: []budgetJSON{},
	}
	for _, b := range r.budgets {
		out.Limits = append(out.Limits, toBudget(b))
	}
	out.Warnings = append(out.Warnings, warnings(env, r)...)
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

// budgetJSON is what a limit leaves, as scripts see it: of money, or of machines or orders.
type budgetJSON struct {
	Limit     string            `json:"limit"`
	Person    bool              `json:"person"` // it is a limit of the person's
	Profile   *string           `json:"profile"`
	Most      *report.MoneyJSON `json:"most"`
	Left      *report.MoneyJSON `json:"left"` // null: not known, or not of money
	Count     *int              `json:"count"`
	CountLeft *int              `json:"count_left"`
}

func toBudget(b policy.Budget) budgetJSON {
	out := budgetJSON{Limit: string(b.Limit), Person: b.Person, Profile: report.OrNil(b.Profile)}
	if b.Most.Currency == "" {
		out.Count, out.CountLeft = &b.Count.Most, &b.Count.Left
		return out
	}
	out.Most = report.ToMoney(&b.Most)
	if !b.Unknown {
		out.Left = report.ToMoney(&b.Left)
	}
	return out
}

// deducted is what a prepaid order costs at once; nil when it is paid as it runs.
func deducted(q provider.Quote) *report.MoneyJSON {
	due, err := q.Due()
	if err != nil || q.Term.IsZero() {
		return nil
	}
	return report.ToMoney(&due)
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
