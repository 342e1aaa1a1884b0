package review

import (
	"strings"

	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// question is the confirmation. No is its default.
type question struct{ yes bool }

// press reports whether the key closes the question, and whether it places the order: only an explicit yes and then
// Enter does.
func (q *question) press(k string) (closed, place bool) {
	switch k {
	case "y", "Y":
		q.yes = true
	case "left", "right", "tab", "h", "l": // lead away from yes, never to it
		q.yes = false
	case "n", "N":
		return true, false
	case "enter":
		return true, q.yes
	}
	return false, false
}

// draw is the question, with what Enter would do in words. Of h lines the answers come first: what else it says
// is left to the review where it does not fit.
func (q *question) draw(o *order, p *price, w, h int) string {
	e, t, spec := o.env, o.env.Theme, o.draft.Spec
	what := e.T("review.question", "Count", spec.Machines(), "Type", string(spec.Type), "Zone", string(spec.Zone))
	lines := append([]string{o.badge(w - 4)}, widget.Wrap(what, w-4)...)
	for _, l := range widget.Wrap(p.costs(o), w-4) {
		lines = append(lines, t.Title.Render(l))
	}
	for _, warn := range []string{o.renewing(), e.Answers().Makes(spec), p.clashing(o)} {
		for _, l := range widget.Wrap(warn, w-4) {
			if warn != "" {
				lines = append(lines, t.Warn.Render(l))
			}
		}
	}
	choices := q.choices(e, p.quote().Known(), w-4, e.T("review.hint_no"))
	if len(lines)+len(choices)+2 > h { // what is agreed to is worth more than words about the keys
		choices = q.choices(e, p.quote().Known(), w-4, e.T("review.hint_short"))
	}
	answers := len(choices) + 2 // and the frame
	for _, more := range [][]string{o.note(w - 4), o.outgrown(w - 4), o.firstNames(w - 4), {""}} {
		if len(lines)+len(more)+answers <= h {
			lines = append(lines, more...)
		}
	}
	lines = lines[:min(len(lines), max(h-answers, 1))] // what is cut is on the review
	lines = append(lines, choices...)
	return widget.Box(t, e.T("review.confirm"), strings.Join(lines, "\n"), w, len(lines)+2)
}

// choices are the two answers, in one line or in two, and what Enter does: hint while it is no.
func (q *question) choices(e *step.Env, priced bool, w int, hint string) []string {
	t := e.Theme
	agree := e.T("review.yes")
	if !priced {
		agree = e.T("review.yes_unpriced")
	}
	deny := e.T("review.no")
	if len("    n     y   ")+widget.Width(deny+agree)+2 <= w { // keys, and no buttons that arrows lead to
		deny, agree = "n "+deny, "y "+agree
	}
	no, yes := t.Selected.Render(" "+t.Glyph.Cursor+" "+deny+" "), t.Dim.Render("   "+agree+" ")
	if q.yes {
		no, yes = t.Dim.Render("   "+deny+" "), t.Selected.Render(" "+t.Glyph.Cursor+" "+agree+" ")
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
