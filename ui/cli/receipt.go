package cli

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/receipt"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

// receiptJSON is a receipt as scripts see it, without its hash and signature.
type receiptJSON struct {
	Schema    string           `json:"schema"`
	Simulated bool             `json:"simulated"`
	Issued    time.Time        `json:"issued"`
	Order     report.OrderJSON `json:"order"`
	Audit     []entryJSON      `json:"audit"` // the rows about the order
	Head      string           `json:"head"`  // the end of the audit when the receipt was made
}

// signedJSON is what a receipt has beside that.
type signedJSON struct {
	Hash      string `json:"hash"`
	Signature string `json:"signature"`
}

// toEntry is a row of the audit as scripts see it.
func toEntry(e journal.Entry, simulated bool) entryJSON {
	return entryJSON{
		N: e.N, Simulated: simulated, Time: e.At.UTC(), Who: report.OrNil(e.Who), What: e.What,
		Order: report.OrNil(e.Order), Detail: e.Detail, Prev: e.Prev, Hash: e.Hash,
	}
}

// printReceipt writes the receipt of an order: signed JSON for programs, and the same for people.
func printReceipt(ctx context.Context, rt *run.Runtime, f report.Format, id order.ID) error {
	v, err := rt.Orders.Order(ctx, id)
	if err != nil {
		return err
	}
	head, rows, err := rt.Service.Audit.Of(ctx, id)
	if err != nil {
		return err
	}
	content := receiptJSON{
		Schema: report.Schema, Simulated: rt.Simulated, Issued: rt.Process.Now().UTC(), Order: rt.Printer().JSON(v),
		Audit: []entryJSON{}, Head: head.String(),
	}
	for _, e := range rows {
		content.Audit = append(content.Audit, toEntry(e, rt.Simulated))
	}
	sign, err := rt.Service.Signer(v.Product, v.Account)
	if err != nil {
		return err
	}
	d, err := receipt.New(content)
	if err == nil {
		d, err = d.Signed(sign)
	}
	if err != nil {
		return err
	}
	if f.Structured() {
		return f.Print(rt.Process.Out, d)
	}
	return writeReceipt(rt, v, content, d)
}

// writeReceipt writes a receipt for people.
func writeReceipt(rt *run.Runtime, v order.View, content receiptJSON, d receipt.Document) error {
	t, out := rt.Env.T, rt.Process.Out
	title := t("receipt.title", "Order", v.ID, "Time", content.Issued.Format(time.DateTime))
	if content.Simulated {
		title = rt.Env.Join().Aside(title, t("app.simulated"))
	}
	price, q := t("receipt.unpriced"), v.Quote
	if v.Bought > 0 && v.Bought < v.Wanted {
		q.Count = v.Bought
	}
	if q.Known() {
		price = t("receipt.price", "Price", rt.Env.Prices().Total(q, v.Spec.Billing.Months))
	}
	if q.Known() && q.Term.IsZero() {
		price = rt.Env.Join().Clauses(price, t("receipt.month", "Money", rt.Env.Prices().Due(q)))
	}
	if q.Count != v.Quote.Count {
		price = rt.Env.Join().Aside(price, t("receipt.part", "Count", v.Wanted, "Bought", v.Bought, "Wanted", v.Wanted))
	}
	lines := []string{title, price}
	if a := v.Approval; a != nil {
		lines = append(lines, t("receipt.asked", "By", a.By, "Time", a.At.UTC().Format(time.DateTime)))
		if a.DecidedBy != "" {
			lines = append(lines, t("receipt.decided", "By", a.DecidedBy, "Time", a.Decided.UTC().Format(time.DateTime),
				"State", string(a.State)))
		}
	}
	if err := report.Println(out, append(lines, "")...); err != nil {
		return err
	}
	if err := rt.Printer().Order(out, v); err != nil {
		return err
	}
	if err := report.Println(out, ""); err != nil {
		return err
	}
	if err := writeEntries(rt, content.Audit); err != nil {
		return err
	}
	var s signedJSON
	if err := d.Decode(&s); err != nil {
		return err
	}
	return report.Println(out, "", t("receipt.head", "Head", content.Head), t("receipt.digest", "Hash", s.Hash),
		t("receipt.signature", "Signature", s.Signature), t("receipt.check", "Order", v.ID))
}

// given is a receipt that is to be checked; the zero value is none.
type given struct {
	document receipt.Document
	content  receiptJSON
	head     journal.Head
}

// readReceipt reads a receipt from a file, or from standard input for "-".
func readReceipt(p run.Process, path string) (*given, error) {
	data, err := readInput(p, path)
	if err != nil {
		return nil, err
	}
	g := &given{}
	if g.document, err = receipt.Parse(data); err == nil {
		err = g.document.Decode(&g.content)
	}
	var ok bool
	if g.head, ok = journal.ParseHead(g.content.Head); err != nil || !ok || g.content.Schema != report.Schema {
		return nil, report.UsageError("receipt.form", "Name", path)
	}
	return g, nil
}

// check compares a receipt with its own signature and with the audit, whose rows are known to be as they were written
// up to the receipt's head.
func (g *given) check(ctx context.Context, rt *run.Runtime) error {
	o := g.content.Order
	sign, err := rt.Service.Signer(provider.ProductID(o.Product), o.Account)
	if err != nil {
		return err
	}
	switch err := g.document.Check(sign); {
	case errors.Is(err, receipt.ErrChanged):
		return report.Exit(report.ExitOther, report.NewError("receipt.changed", "Order", o.ID))
	case errors.Is(err, receipt.ErrSignature):
		return report.Exit(report.ExitOther, report.NewError("receipt.forged", "Order", o.ID, "Account", o.Account))
	case err != nil:
		return err
	}
	_, rows, err := rt.Service.Audit.Of(ctx, o.ID)
	if err != nil {
		return err
	}
	there := map[int]entryJSON{}
	for _, e := range rows {
		there[e.N] = toEntry(e, g.content.Simulated)
	}
	for _, e := range g.content.Audit {
		if was, ok := there[e.N]; !ok || !sameEntry(was, e) {
			return report.Exit(report.ExitOther, report.NewError("receipt.row", "Order", o.ID, "N", e.N))
		}
	}
	return nil
}

func sameEntry(a, b entryJSON) bool {
	if !maps.Equal(a.Detail, b.Detail) {
		return false
	}
	a.Detail, b.Detail = nil, nil
	one, _ := json.Marshal(a) // texts and times can be written
	other, _ := json.Marshal(b)
	return string(one) == string(other)
}
