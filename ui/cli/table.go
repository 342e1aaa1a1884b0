package cli

import (
	"cmp"
	"fmt"
	"io"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/widget"
)

// lineWidth is how many cells a line of the list of orders has at most.
const lineWidth = 80

// minute is how times are written where seconds do not matter, in UTC.
const minute = "2006-01-02 15:04"

// printOrders writes a table that fits a terminal, a line an order, and below it why somebody should look at it.
func (h *program) printOrders(w io.Writer, views []order.View) error {
	return h.printTable(w, views, true)
}

// printTable is [program.printOrders]; with words, what the vendor said against an order is below it, too.
func (h *program) printTable(w io.Writer, views []order.View, words bool) error {
	var b strings.Builder
	ids := widget.Width(h.env.T("orders.order"))
	for _, v := range views {
		ids = max(ids, widget.Width(v.ID.String()))
	}
	const state, running, short = 12, 7, 5
	what := max(lineWidth-ids-state-running-short-len(minute)-5*2, 8)
	row := func(id, word, run, missing, about, when string) {
		line := widget.PadRight(id, ids) + "  " + widget.PadRight(word, state) + "  " + widget.PadLeft(run, running) + "  " +
			widget.PadLeft(missing, short) + "  " + widget.PadRight(widget.Truncate(h.env.Clean(about), what,
			h.env.Theme.Glyph.Ellipsis), what) + "  " + when
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	t := h.env.T
	row(t("orders.order"), t("orders.state"), t("orders.running"), t("orders.short"), t("orders.what"), t("orders.when"))
	for _, v := range views {
		missing := ""
		if v.Shortfall > 0 {
			missing = strconv.Itoa(v.Shortfall)
		}
		about := fmt.Sprintf("%d x %s %s", v.Wanted, v.Spec.Type, v.Spec.Zone)
		row(v.ID.String(), t("word."+string(v.Word)), fmt.Sprintf("%d/%d", v.Count(provider.StatusRunning), v.Wanted),
			missing, about,
			v.Created.UTC().Format(minute))
		below := h.needs(v)
		if words {
			below = append(below, h.against(v)...)
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
func (h *program) needs(v order.View) []string {
	var out []string
	if s := h.env.Shortfall(v); s != "" {
		out = append(out, s)
	}
	if h.overdue(v) {
		out = append(out, h.env.T("orders.unsent"))
	}
	switch {
	case v.Attention != "":
		out = append(out, h.env.T("attention."+string(v.Attention)))
	case v.Word == order.Ambiguous:
		out = append(out, h.env.T("board.ambiguous"))
	}
	return out
}

// printOrder writes one order with its requests and its machines.
func (h *program) printOrder(w io.Writer, v order.View) error {
	if err := h.printTable(w, []order.View{v}, false); err != nil { // each request has its own
		return err
	}
	if err := lines(w, "    "+h.env.T("show.of", "Product", string(v.Product), "Account", v.ProfileName(),
		"By", v.By)); err != nil {
		return err
	}
	for _, l := range h.env.Script(v) {
		if err := lines(w, "    "+l); err != nil {
			return err
		}
	}
	for _, b := range v.Batches {
		if err := h.printBatch(w, b, !v.Quote.Term.IsZero()); err != nil {
			return err
		}
	}
	if left := v.Left(); len(left) > 0 {
		if err := lines(w, "", h.env.T("board.made", "What", h.env.Left(left))); err != nil {
			return err
		}
	}
	if len(v.Instances) == 0 {
		return nil
	}
	if err := lines(w, ""); err != nil {
		return err
	}
	c := columns{text: h.env.Text}
	c.head("show.columns")
	for _, i := range v.Instances {
		c.row(i.Name, string(i.Status), i.VendorStatus, list(i.Public), list(i.Private), string(i.ID))
	}
	return c.write(w)
}

// printBatch writes one request: what it asked for, what it cost, what came of it, and what may have.
func (h *program) printBatch(w io.Writer, b order.BatchView, term bool) error {
	t := h.env.T
	out := []string{"", t("show.request", "N", b.N, "State", t("show.state_"+string(b.State)), "Count", b.Wanted, "Found",
		b.Found, "Wanted", b.Wanted)}
	if b.Make != nil {
		out[1] = h.env.Clean(t("show.request_making", "N", b.N, "State", t("show.state_"+string(b.State)), "What",
			h.env.Making(*b.Make)))
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
		add(id, "Money", b.Cost.String())
	}
	if b.OrderNumber != "" {
		add("show.number", "Number", h.env.Clean(b.OrderNumber))
	}
	if b.RequestID != "" {
		add("show.asked", "ID", h.env.Clean(b.RequestID))
	}
	if b.Err != nil {
		add("show.error", "Why", h.said(b))
	}
	if b.State == order.BatchUnresolved {
		out = append(out, h.evidence(b)...)
	}
	return lines(w, out...)
}

// evidence is what an unresolved request may have made.
func (h *program) evidence(b order.BatchView) []string {
	t := h.env.T
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
			h.env.Clean(string(m.ID)), cmp.Or(h.env.Clean(m.Name), "-"), string(m.Status), made,
		}, "  "))
	}
	return lines
}

// list writes addresses in one column; "-" is none yet.
func list(a []netip.Addr) string {
	if len(a) == 0 {
		return "-"
	}
	parts := make([]string, len(a))
	for i, x := range a {
		parts[i] = x.String()
	}
	return strings.Join(parts, ",")
}
