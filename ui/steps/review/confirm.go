package review

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// mostNames is how many machines the question names.
const mostNames = 3

// outgrown warns, in lines of w cells, of names that outgrow their patterns.
func (s *Screen) outgrown(w int) (lines []string) {
	for _, o := range step.OutgrownNames(s.draft.Reader(), s.draft.Spec) {
		for _, l := range widget.Wrap(s.env.Outgrown(o), w) {
			lines = append(lines, s.env.Theme.Warn.Render(l))
		}
	}
	return lines
}

// note says, in lines of w cells, whether the order is for real.
func (s *Screen) note(w int) (lines []string) {
	note := "review.real"
	if s.draft.Account.Simulated {
		note = "review.simulated"
	}
	for _, l := range widget.Wrap(s.env.T(note), w) {
		lines = append(lines, s.env.Theme.Dim.Render(l))
	}
	return lines
}

// confirm is the question, with what Enter would do in words. Of h lines the answers come first: what else it says
// is left to the review where it does not fit.
func (s *Screen) confirm(w, h int) string {
	e, t := s.env, s.env.Theme
	q, spec := s.load.Value().quote, s.draft.Spec
	what := e.T("review.question", "Count", spec.Machines(), "Type", string(spec.Type), "Zone", string(spec.Zone))
	lines := append([]string{s.badge(w - 4)}, widget.Wrap(what, w-4)...)
	for _, l := range widget.Wrap(s.costs(q), w-4) {
		lines = append(lines, t.Title.Render(l))
	}
	for _, warn := range []string{renewing(s), e.Makes(spec), s.clashing()} {
		for _, l := range widget.Wrap(warn, w-4) {
			if warn != "" {
				lines = append(lines, t.Warn.Render(l))
			}
		}
	}
	choices := s.choices(w-4, e.T("review.hint_no"))
	if len(lines)+len(choices)+2 > h { // what is agreed to is worth more than words about the keys
		choices = s.choices(w-4, e.T("review.hint_short"))
	}
	answers := len(choices) + 2 // and the frame
	for _, more := range [][]string{s.note(w - 4), s.outgrown(w - 4), s.firstNames(w - 4), {""}} {
		if len(lines)+len(more)+answers <= h {
			lines = append(lines, more...)
		}
	}
	lines = lines[:min(len(lines), max(h-answers, 1))] // what is cut is on the review
	lines = append(lines, choices...)
	return widget.Box(t, e.T("review.confirm"), strings.Join(lines, "\n"), w, len(lines)+2)
}

// choices are the two answers, in one line or in two, and what Enter does: hint while it is no.
func (s *Screen) choices(w int, hint string) []string {
	e, t := s.env, s.env.Theme
	agree := e.T("review.yes")
	if !s.load.Value().quote.Known() {
		agree = e.T("review.yes_unpriced")
	}
	no, yes := t.Selected.Render(" "+t.Glyph.Cursor+" "+e.T("review.no")+" "), t.Dim.Render("   "+agree+" ")
	if s.ask.yes {
		no, yes = t.Dim.Render("   "+e.T("review.no")+" "), t.Selected.Render(" "+t.Glyph.Cursor+" "+agree+" ")
		hint = e.T("review.hint_yes")
	}
	lines := []string{no + "  " + yes}
	if widget.Width(lines[0]) > w {
		lines = []string{no, yes}
	}
	for _, l := range widget.Wrap(hint, w) {
		lines = append(lines, t.Dim.Render(l))
	}
	return lines
}

// badge says whether the order is for real, and which account pays.
func (s *Screen) badge(w int) string {
	t, text := s.env.Theme, s.env.T("app.simulated")
	style := t.Badge
	if name := s.env.PayingAccount(s.draft.Account); name != "" {
		text, style = s.env.T("app.live", "Account", name), t.Live
	}
	return style.Render(" " + widget.Truncate(text, w-2, t.Glyph.Ellipsis) + " ")
}

// costs words the price: by hour and month, or for the term and a month of it.
func (s *Screen) costs(q provider.Quote) string {
	e, months := s.env, s.draft.Spec.Billing.Months
	due, err := q.Due()
	switch {
	case err != nil:
		return e.T("review.unpriced")
	case q.Term.IsZero():
		return e.T("review.costs_month", "Price", e.Total(q, months), "Month", e.T("price.month", "Money", e.Due(q)))
	case months > 1:
		due.Micros /= int64(months)
		return e.T("review.costs_month", "Price", e.Total(q, months), "Month", e.T("price.month", "Money", step.Money(due)))
	}
	return e.T("review.costs", "Price", e.Total(q, months))
}

// renewing says that what is prepaid renews; "" when nothing does.
func renewing(s *Screen) string {
	if b := s.draft.Spec.Billing; b.Charge == provider.Prepaid && s.draft.Product.Has(provider.FieldMonths) {
		return s.env.T("review.renews", "Count", max(b.Months, 1))
	}
	return ""
}

// clashing says which names the zone has already; "" when it has none.
func (s *Screen) clashing() string {
	taken := s.load.Value().clashes
	if len(taken) == 0 || s.moved {
		return ""
	}
	return s.taken(taken)
}

// firstNames are the names of the first machines, in lines of w cells.
func (s *Screen) firstNames(w int) (lines []string) {
	names, err := s.draft.Reader().Names(s.draft.Spec, 0)
	if err != nil || len(names) == 0 || names[0].Instance == "" {
		return nil
	}
	var parts []string
	if names[len(names)-1].Instance == names[0].Instance { // the vendor numbers none
		names = names[:1]
	}
	for _, n := range names[:min(len(names), mostNames)] {
		parts = append(parts, n.Instance)
	}
	text := strings.Join(parts, ", ")
	if n := len(names) - mostNames; n > 0 {
		text += " " + s.env.T("naming.more", "Count", n)
	}
	for _, l := range widget.Wrap(s.env.Clean(text), w) {
		lines = append(lines, s.env.Theme.Dim.Render(l))
	}
	return lines
}
