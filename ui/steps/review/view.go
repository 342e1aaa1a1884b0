package review

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// labelCols is the width of the labels.
const labelCols = 18

// build makes the rows: what has to be fixed first, then every answer, then the names and the price.
func (s *Screen) build() {
	e, d := s.env, s.draft
	s.rows = nil
	if d.Reader() == nil {
		return
	}
	for _, f := range s.faults() {
		s.rows = append(s.rows, row{field: f.At(), label: e.Label(f.At()), value: e.Why(f), kind: bad})
	}
	s.rows = append(s.rows, row{label: d.Product.Vendor + " " + d.Product.Name, kind: heading})
	s.rows = append(s.rows, row{field: provider.FieldAccount, label: e.Label(provider.FieldAccount), value: s.account()})
	for _, f := range d.Product.Fields {
		if v := e.Answer(d, f); v != "" && f != provider.FieldRegion {
			s.rows = append(s.rows, row{field: f, label: e.Label(f), value: v})
		}
	}
	for _, w := range e.Warnings(d) {
		s.rows = append(s.rows, row{field: w.Field, label: e.T("review.warning"), value: w.Text, kind: warned})
	}
	s.nameRows()
	s.priceRows()
	s.at = min(s.at, len(s.rows)-1)
	if s.rows[s.at].field == "" {
		s.move(0)
	}
}

func (s *Screen) account() string {
	a := s.draft.Account
	switch {
	case a.Simulated:
		return s.env.T("account.simulated")
	case a.Profile != "":
		return a.Profile
	}
	return s.env.T("account.key", "Hint", a.KeyHint)
}

func (s *Screen) nameRows() {
	e, spec := s.env, s.draft.Spec
	names, err := s.draft.Reader().Names(spec, 0)
	if err != nil || len(names) == 0 {
		return
	}
	text := names[0].Instance
	if n := len(names); n > 1 && names[n-1].Instance != text {
		text += " " + e.Theme.Glyph.Ellipsis + " " + names[n-1].Instance
	}
	s.rows = append(s.rows, row{label: e.T("review.names"), value: text, kind: faint})
	for _, o := range step.OutgrownNames(s.draft.Reader(), spec) {
		s.rows = append(s.rows, row{field: o.Field, label: e.T("review.outgrown"), value: e.Outgrown(o), kind: warned})
	}
	if o := s.load.Value(); len(o.clashes) > 0 {
		s.rows = append(s.rows, row{
			field: provider.FieldName, label: e.T("review.taken"), value: s.taken(o.clashes),
			kind: warned,
		})
	} else if o.unasked {
		s.rows = append(s.rows, row{label: e.T("review.taken"), value: e.T("review.taken_unasked"), kind: faint})
	}
	n, per := spec.Machines(), s.draft.Product.MaxBatch
	if per > 0 && n > per {
		s.rows = append(s.rows, row{label: "", value: e.T("review.batches", "Count", (n+per-1)/per, "Max", per), kind: faint})
	}
}

// View draws the rows, and over them the question or the request.
func (s *Screen) View(w, h int) (string, *tea.Cursor) {
	t := s.env.Theme
	lines := []string{t.Title.Render(widget.Truncate(s.env.T("review.ask"), w, t.Glyph.Ellipsis))}
	lines = append(lines, s.env.FaultLines(s.fault, w)...)
	if h > 14 {
		lines = append(lines, "")
	}
	room := max(h-len(lines), 1)
	if s.doc != nil {
		lines = append(lines, s.document(w, room))
		return strings.Join(lines, "\n"), nil
	}
	hint := s.hints(w)
	lines = append(lines, s.list(w, max(room-len(hint), 1)))
	lines = append(lines, hint...)
	body := strings.Join(lines, "\n")
	switch {
	case s.ask != nil:
		body = widget.Overlay(body, s.confirm(min(w, 64), h), w, h)
	case s.save != nil:
		body = widget.Overlay(body, s.save.view(min(w, 72)), w, h)
	}
	return body, nil
}

// hints says, in lines of w cells, why the latest key did nothing.
func (s *Screen) hints(w int) (lines []string) {
	if s.hint == "" {
		return nil
	}
	t := s.env.Theme
	for _, l := range widget.Wrap(t.Glyph.Warn+" "+s.hint, w) {
		lines = append(lines, t.Warn.Render(l))
	}
	return lines
}

func (s *Screen) list(w, h int) string {
	if s.at < s.top {
		s.top = max(s.at-1, 0)
	}
	if s.at >= s.top+h-2 {
		s.top = s.at - h + 3
	}
	if s.at >= s.lastField() { // the price stands below the last answer
		s.top = len(s.rows) - h
	}
	s.top = max(min(s.top, len(s.rows)-h), 0)
	var out []string
	for i := s.top; i < min(len(s.rows), s.top+h); i++ {
		out = append(out, s.line(i, w))
	}
	t := s.env.Theme
	mark := func(i int, glyph string) {
		out[i] = widget.PadRight(widget.Truncate(out[i], w-2, t.Glyph.Ellipsis), w-1) + t.Faint.Render(glyph)
	}
	if s.top > 0 {
		mark(0, t.Glyph.Up)
	}
	if s.top+h < len(s.rows) {
		mark(len(out)-1, t.Glyph.Down)
	}
	return widget.Fit(strings.Join(out, "\n"), w, h)
}

// lastField is the last row with an answer.
func (s *Screen) lastField() int {
	last := 0
	for i, r := range s.rows {
		if r.field != "" {
			last = i
		}
	}
	return last
}

func (s *Screen) line(i, w int) string {
	t, r := s.env.Theme, s.rows[i]
	label := widget.PadRight(widget.Truncate(t.Clean(r.label), labelCols-1, t.Glyph.Ellipsis), labelCols)
	value := widget.Truncate(t.Clean(r.value), w-labelCols-2, t.Glyph.Ellipsis)
	if i == s.at && r.field != "" {
		return t.Selected.Render(widget.PadRight(t.Glyph.Cursor+" "+label+value, w))
	}
	if r.label == "" && r.kind == faint {
		return "  " + t.Dim.Render(widget.Truncate(t.Clean(r.value), w-2, t.Glyph.Ellipsis))
	}
	switch r.kind {
	case heading:
		return t.Header.Render(widget.Truncate(t.Clean(r.label), w, t.Glyph.Ellipsis))
	case bad:
		return t.Bad.Render(t.Glyph.Fail + " " + label + value)
	case strong:
		return "  " + t.Dim.Render(label) + t.Title.Render(value)
	case warned:
		return t.Warn.Render(t.Glyph.Warn + " " + label + value)
	case faint:
		return "  " + t.Dim.Render(label+value)
	default:
		return "  " + t.Dim.Render(label) + t.Text.Render(value)
	}
}

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

// confirm is the question, with what Enter would do in words. Of h lines the answers come first: warnings that only the
// names are about are left to the review where they do not fit.
func (s *Screen) confirm(w, h int) string {
	e, t := s.env, s.env.Theme
	q, spec := s.load.Value().quote, s.draft.Spec
	what := e.T("review.question", "Count", spec.Machines(), "Type", string(spec.Type), "Zone", string(spec.Zone))
	lines := widget.Wrap(what, w-4)
	price := e.Total(q, spec.Billing.Months)
	if q.Known() {
		price = e.T("review.costs", "Price", price)
	} else {
		price = e.T("review.unpriced")
	}
	for _, l := range widget.Wrap(price, w-4) {
		lines = append(lines, t.Title.Render(l))
	}
	if makes := e.Makes(spec); makes != "" {
		for _, l := range widget.Wrap(makes, w-4) {
			lines = append(lines, t.Warn.Render(l))
		}
	}
	if taken := s.load.Value().clashes; len(taken) > 0 {
		for _, l := range widget.Wrap(s.taken(taken), w-4) {
			lines = append(lines, t.Warn.Render(l))
		}
	}
	const answers = 3 + 2 // and the frame
	note := s.note(w - 4)
	if more := s.outgrown(w - 4); len(lines)+len(more)+len(note)+answers <= h {
		lines = append(lines, more...)
	}
	lines = append(lines, note...)
	agree := e.T("review.yes")
	if !q.Known() {
		agree = e.T("review.yes_unpriced")
	}
	no, yes := t.Selected.Render(" "+t.Glyph.Cursor+" "+e.T("review.no")+" "), t.Dim.Render("   "+agree+" ")
	hint := e.T("review.hint_no")
	if s.ask.yes {
		no, yes = t.Dim.Render("   "+e.T("review.no")+" "), t.Selected.Render(" "+t.Glyph.Cursor+" "+agree+" ")
		hint = e.T("review.hint_yes")
	}
	lines = append(lines, "", no+"  "+yes, t.Dim.Render(widget.Truncate(hint, w-4, t.Glyph.Ellipsis)))
	return widget.Box(t, e.T("review.confirm"), strings.Join(lines, "\n"), w, len(lines)+2)
}
