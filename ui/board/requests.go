package board

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
)

// mostEvidence is how many machines that a batch may have bought are shown.
const mostEvidence = 5

// requestWords say what is known of the requests of an order, and what another one costs.
type requestWords struct{ env *step.Env }

// costs is what n more machines of v are, and cost as they were agreed to.
func (w *requestWords) costs(v order.View, n int) []string {
	e := w.env
	lines := []string{e.T("review.question", "Count", n, "Type", string(v.Spec.Type), "Zone", string(v.Spec.Zone))}
	if makes := e.Answers().Makes(v.Spec); makes != "" && v.Bought == 0 {
		lines = append(lines, makes)
	}
	q := quoted(v, n)
	if !q.Known() {
		return append(lines, e.T("review.unpriced"))
	}
	lines = append(lines, e.T("review.costs", "Price", e.Prices().Total(*q, v.Spec.Billing.Months)))
	if !q.Term.IsZero() {
		lines = append(lines, e.T("action.deducted", "Money", e.Prices().Due(*q)))
	}
	return lines
}

// worth is what another request like x would buy, and cost.
func (w *requestWords) worth(v order.View, x order.BatchView) []string {
	if x.Make != nil {
		return []string{w.env.Clean(w.env.Answers().Making(*x.Make)), w.env.T("review.unpriced")}
	}
	return w.costs(v, x.Wanted)
}

// evidence is what is known of an unresolved batch: its request, and machines that it may have bought.
func (w *requestWords) evidence(v order.View, x order.BatchView) []string {
	e := w.env
	if x.Make != nil {
		lines := []string{e.Clean(e.T("action.sent_making", "What", e.Answers().Making(*x.Make), "Time",
			x.Sent.UTC().Format("15:04:05"), "Token", x.Token))}
		if len(x.Evidence) == 0 {
			return append(lines, e.T("action.no_evidence_making"))
		}
		lines = append(lines, e.T("action.evidence"))
		for _, m := range x.Evidence[:min(len(x.Evidence), mostEvidence)] {
			lines = append(lines, "  "+e.Clean(string(m.ID)))
		}
		return lines
	}
	lines := []string{e.T("action.sent", "Count", x.Wanted, "Wanted", x.Wanted, "Time", x.Sent.UTC().Format("15:04:05"),
		"Token", x.Token)}
	if !x.Cost.IsZero() {
		lines = append(lines, e.T("action.worth", "Price", e.Prices().Total(*quoted(v, x.Wanted), v.Spec.Billing.Months)))
	}
	switch {
	case x.EvidenceAt.IsZero():
		return append(lines, e.T("action.no_answer"))
	case len(x.Evidence) == 0:
		return append(lines, e.T("action.no_evidence"))
	}
	lines = append(lines, e.T("action.evidence"))
	for _, m := range x.Evidence[:min(len(x.Evidence), mostEvidence)] {
		line := "  " + e.Clean(string(m.ID)) + "  " + e.Clean(m.Name) + "  " + e.OrderWords().Status(m.Status)
		if !m.Created.IsZero() {
			line += "  " + m.Created.UTC().Format("15:04:05")
		}
		lines = append(lines, line)
	}
	if n := len(x.Evidence) - mostEvidence; n > 0 {
		lines = append(lines, "  "+e.T("naming.more", "Count", n))
	}
	return lines
}

// said are the vendor's words, with code and request id; none when the vendor said nothing.
func (w *requestWords) said(e *provider.Error) []string {
	if e == nil || e.Code == "" && e.Message == "" {
		return nil
	}
	return []string{w.env.T("board.vendor_said", "Why", w.env.Errors().Why(e)), "  " + w.env.Errors().Trace(e)}
}

// found is what came of a look-up.
func (w *requestWords) found(l order.Look, wanted int) string {
	switch {
	case l.Err != "":
		return w.env.T("board.watch_failed", "Why", l.Err)
	case l.Found == 0:
		return w.env.T("board.look_nothing")
	default:
		return w.env.T("board.look_found", "Count", wanted, "Found", l.Found, "Wanted", wanted)
	}
}
