package report

import (
	"cmp"
	"fmt"
	"io"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// lineWidth is how many cells a line of the list of orders has at most.
const lineWidth = 80

// Printer writes orders, for people and for programs.
type Printer struct {
	Env       *step.Env
	Simulated bool
	Sending   func() []order.ID // the orders that this program sends just now
}

// Result writes the order that a command has brought about, in the form that was asked for.
func (p Printer) Result(w io.Writer, f Format, v order.View) error {
	if f.Structured() {
		return f.Print(w, p.JSON(v))
	}
	return p.Order(w, v)
}

// JSON is an order as scripts see it.
func (p Printer) JSON(v order.View) OrderJSON { return toOrder(v, p.Simulated) }

// ListJSON is several orders as scripts see them.
type ListJSON struct {
	Schema    string      `json:"schema"`
	Simulated bool        `json:"simulated"`
	Orders    []OrderJSON `json:"orders"`
}

// List is several orders as scripts see them.
func (p Printer) List(views []order.View) ListJSON {
	out := ListJSON{Schema, p.Simulated, []OrderJSON{}}
	for _, v := range views {
		out.Orders = append(out.Orders, p.JSON(v))
	}
	return out
}

// Orders writes a table that fits a terminal, a line an order, and below it why someone should look at it.
func (p Printer) Orders(w io.Writer, views []order.View) error {
	return p.table(w, views, true)
}

// table is [Printer.Orders]; with words, what the vendor said against an order is below it, too.
func (p Printer) table(w io.Writer, views []order.View, words bool) error {
	var b strings.Builder
	ids := widget.Width(p.Env.T("orders.order"))
	for _, v := range views {
		ids = max(ids, widget.Width(v.ID.String()))
	}
	const state, running, short = 12, 7, 7
	what := max(lineWidth-ids-state-running-short-len(Minute)-5*2, 8)
	row := func(id, word, run, missing, about, when string) {
		line := widget.PadRight(id, ids) + "  " + widget.PadRight(word, state) + "  " + widget.PadLeft(run, running) + "  " +
			widget.PadLeft(missing, short) + "  " + widget.PadRight(widget.Truncate(p.Env.Clean(about), what,
			p.Env.Theme.Glyph.Ellipsis), what) + "  " + when
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	t := p.Env.T
	row(t("orders.order"), t("orders.state"), t("orders.running"), t("orders.short"), t("orders.what"), t("orders.when"))
	for _, v := range views {
		missing := ""
		if v.Shortfall > 0 {
			missing = strconv.Itoa(v.Shortfall)
		}
		about := step.What(v)
		row(v.ID.String(), p.Env.OrderWords().Word(v.Status), fmt.Sprintf("%d/%d", v.Count(provider.StatusRunning), v.Wanted),
			missing, about,
			v.Created.UTC().Format(Minute))
		below := p.needs(v)
		if words {
			below = append(below, vendorErrors(p.Env, v)...)
		}
		for _, s := range below {
			for _, l := range widget.Wrap(s, lineWidth-4) {
				b.WriteString("    " + l + "\n")
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// needs says why a person should look at an order.
func (p Printer) needs(v order.View) []string {
	var out []string
	if s := p.Env.OrderWords().Shortfall(v); s != "" {
		out = append(out, s)
	}
	if p.Overdue(v) {
		out = append(out, p.Env.T("orders.unsent"))
	}
	if s := p.Env.OrderWords().Came(v); s != "" {
		out = append(out, s)
	}
	if s := p.Env.OrderWords().Approval(v); s != "" {
		out = append(out, s)
	}
	out = append(out, p.Env.OrderWords().Dismissed(v)...)
	switch {
	case v.Attention == order.AttentionLeft:
		out = append(out, p.Env.T("release.networks_left", "What", p.Env.Releases().Left(v.LeftBehind()), "Order", v.ID))
	case v.Attention != "":
		out = append(out, p.Env.T("attention."+string(v.Attention)))
	case v.Status == order.Ambiguous:
		out = append(out, p.Env.T("board.ambiguous"))
	}
	return out
}

// Order writes one order with its requests and its machines.
func (p Printer) Order(w io.Writer, v order.View) error {
	if err := p.table(w, []order.View{v}, false); err != nil { // each request has its own
		return err
	}
	if err := Println(w, "    "+p.Env.T("show.of", "Product", string(v.Product), "Account", v.ProfileName(),
		"By", v.By)); err != nil {
		return err
	}
	if s := p.Env.Releases().Planned(v); s != "" {
		if err := Println(w, "    "+s); err != nil {
			return err
		}
	}
	if s := p.renews(v); s != "" {
		if err := Println(w, "    "+s); err != nil {
			return err
		}
	}
	if s := p.Env.OrderWords().Unsaved(v); s != "" {
		if err := Println(w, "    "+s); err != nil {
			return err
		}
	}
	for _, l := range append(p.releasing(v), p.Env.OrderWords().Script(v)...) {
		if err := Println(w, "    "+l); err != nil {
			return err
		}
	}
	for _, b := range v.Batches {
		if err := p.Batch(w, b, !v.Quote.Term.IsZero()); err != nil {
			return err
		}
	}
	if left := v.Left(); len(left) > 0 {
		if err := Println(w, "", p.Env.T("board.made", "What", p.Env.Releases().Left(left))); err != nil {
			return err
		}
	}
	if len(v.Instances) == 0 {
		return nil
	}
	if err := Println(w, ""); err != nil {
		return err
	}
	c := Columns{Text: p.Env.Text}
	c.Head("show.columns")
	for _, i := range v.Instances {
		c.Row(i.Name, p.Env.OrderWords().Machine(i), i.VendorStatus, addressList(i.Public), addressList(i.Private),
			string(i.ID))
	}
	if err := c.Write(w); err != nil {
		return err
	}
	return Println(w, mismatches(p.Env, v)...)
}

// renews says when the next machines of v are renewed, and for how much; "" when none is.
func (p Printer) renews(v order.View) string {
	n, first := 0, order.Renewal{}
	for _, r := range order.Renewals([]order.View{v}, p.Env.Now()) {
		if r.Ends {
			continue
		}
		if n++; n == 1 {
			first = r
		}
	}
	if n == 0 {
		return ""
	}
	return p.Env.T("show.renews", "Count", n, "Date", first.At.UTC().Format(time.DateOnly), "Price",
		step.Money(first.Price))
}

// releasing says of which machines it is not known whether the vendor got the request to release them. Prepaid ones run
// on to the end of their term.
func (p Printer) releasing(v order.View) []string {
	var out []string
	for _, i := range v.Instances {
		if v.Spec.Billing.Charge != provider.Prepaid && i.ReleaseOpen(p.Env.Now()) {
			out = append(out, p.Env.T("show.release_open", "Machine", cmp.Or(i.Name, string(i.ID)),
				"Time", i.ReleaseAsked.UTC().Format(Minute)))
		}
	}
	return out
}

// Batch writes one request: what it asked for, what it cost, what came of it, and what may have.
func (p Printer) Batch(w io.Writer, b order.BatchView, term bool) error {
	t := p.Env.T
	out := []string{"", t("show.request", "N", b.N, "State", t("show.state_"+string(b.State)), "Count", b.Wanted, "Found",
		b.Found, "Wanted", b.Wanted)}
	if b.Make != nil {
		out[1] = p.Env.Clean(t("show.request_making", "N", b.N, "State", t("show.state_"+string(b.State)), "What",
			p.Env.Answers().Making(*b.Make)))
	}
	add := func(id string, pairs ...any) { out = append(out, "  "+t(id, pairs...)) }
	if b.RetryOf > 0 {
		add("show.retry", "N", b.RetryOf)
	}
	if !b.Sent.IsZero() {
		add("show.sent", "Time", b.Sent.UTC().Format(time.DateTime), "Token", b.Token)
	}
	if !b.Cost.IsZero() {
		id := "show.cost_month"
		if term {
			id = "show.cost_term"
		}
		add(id, "Money", step.Money(costOfBought(b)))
	}
	if b.OrderNumber != "" {
		add("show.number", "Number", p.Env.Clean(b.OrderNumber))
	}
	if b.RequestID != "" {
		add("show.asked", "ID", p.Env.Clean(b.RequestID))
	}
	if !b.FoundAt.IsZero() {
		add("show.found_at", "Time", b.FoundAt.UTC().Format(Minute))
	}
	if b.Fault() != nil {
		add("show.error", "Why", requestError(p.Env, b))
	}
	if b.State == order.BatchUnresolved {
		out = append(out, p.evidence(b)...)
	}
	return Println(w, out...)
}

// costOfBought is what the machines of b cost that it has bought, where it came short.
func costOfBought(b order.BatchView) provider.Money {
	if b.Found == 0 || b.Found >= b.Wanted || b.State != order.BatchClosed && b.State != order.BatchAccepted {
		return b.Cost
	}
	each := provider.Money{Micros: b.Cost.Micros / int64(b.Wanted), Currency: b.Cost.Currency}
	part, err := each.Times(b.Found)
	if err != nil {
		return b.Cost
	}
	return part
}

// evidence is what an unresolved request may have made.
func (p Printer) evidence(b order.BatchView) []string {
	t := p.Env.T
	switch {
	case b.EvidenceAt.IsZero():
		return []string{"  " + t("action.no_answer")}
	case len(b.Evidence) == 0:
		return []string{"  " + t("action.no_evidence")}
	}
	lines := []string{"  " + t("action.evidence")}
	for _, m := range b.Evidence {
		made := "-"
		if !m.Created.IsZero() {
			made = m.Created.UTC().Format(time.DateTime)
		}
		lines = append(lines, "    "+strings.Join([]string{
			p.Env.Clean(string(m.ID)), cmp.Or(p.Env.Clean(m.Name), "-"), p.Env.OrderWords().Status(m.Status), made,
		}, "  "))
	}
	return lines
}

// addressList writes addresses in one column; "-" is none yet.
func addressList(a []netip.Addr) string {
	if len(a) == 0 {
		return "-"
	}
	parts := make([]string, len(a))
	for i, x := range a {
		parts[i] = x.String()
	}
	return strings.Join(parts, ",")
}

// Overdue reports whether v has a request that should have been sent by now: no program sends it, or only one that
// hangs.
func (p Printer) Overdue(v order.View) bool {
	if slices.Contains(p.Sending(), v.ID) {
		return false
	}
	now := p.Env.Now()
	return slices.ContainsFunc(Intended(v), func(b order.BatchView) bool {
		return !b.NextLook.IsZero() &&
			!now.Before(b.NextLook)
	})
}
