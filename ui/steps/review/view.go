package review

import (
	"cmp"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// labelCols is the width of the labels.
const labelCols = 18 // in narrow windows they have less

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
	s.noteRows()
	s.rows = append(s.rows, row{label: d.Product.Vendor + " " + d.Product.Name, kind: heading})
	payer := step.AccountName(e, *d.Account)
	s.rows = append(s.rows, row{field: provider.FieldAccount, label: e.Label(provider.FieldAccount), value: payer})
	if d.Like != nil && d.Like.Name != "" {
		s.rows = append(s.rows, row{label: e.T("review.like"), value: d.Like.Name, kind: faint})
	}
	if at := e.ReleaseTime(d.ReleaseAt); at != "" {
		s.rows = append(s.rows, row{label: e.T("release_later.label"), value: at})
	}
	for _, f := range d.Product.Fields {
		if r := s.answerRow(f); r.value != "" && f != provider.FieldRegion {
			s.rows = append(s.rows, r)
		}
	}
	if d.Like != nil && d.Like.Script && d.Spec.Access.InitScript.IsZero() {
		s.rows = append(s.rows, row{
			field: provider.FieldInitScript, label: e.Label(provider.FieldInitScript), value: e.T("review.no_script"),
			kind: warned,
		})
	}
	s.nameRows()
	s.priceRows()
	limitRows(s)
	s.at = min(s.at, len(s.rows)-1)
	if next := answered(s.rows, max(s.at, 0), 1); next >= 0 {
		s.at = next
	} else {
		s.at = max(answered(s.rows, len(s.rows)-1, -1), 0)
	}
}

// answerRow is the answer at f. One that is not what the order began with is marked, with that before it.
func (s *Screen) answerRow(f provider.Field) row {
	e, d := s.env, s.draft
	r := row{field: f, label: e.Label(f), value: e.Answer(d, f)}
	a, ok := provider.TextFor(f)
	if d.Like == nil || !ok {
		return r
	}
	then := d
	then.Spec = d.Like.Spec
	if old := a.Get(&then.Spec); old == "" || old == a.Get(&d.Spec) {
		return r
	}
	then.Known.Zone, then.Known.Type, then.Known.Image = nil, nil, nil
	if old := e.Answer(then, f); old != "" && old != r.value {
		r.value, r.kind = s.was(old, cmp.Or(r.value, e.T("board.mismatch_none"))), warned
	}
	return r
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
	s.rows = append(s.rows, row{label: e.T("review.names"), value: step.Marked(e, text), kind: faint})
	for _, o := range step.OutgrownNames(s.draft.Reader(), spec) {
		s.rows = append(s.rows, row{field: o.Field, label: e.T("review.outgrown"), value: e.Outgrown(o), kind: warned})
	}
	if o := s.load.Value(); len(o.clashes) > 0 {
		s.rows = append(s.rows, row{
			field: provider.FieldName, label: e.T("review.taken"), value: takenText(s), kind: warned,
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
		body = widget.Overlay(widget.Dim(t, body), s.confirm(min(w, 64), h), w, h)
	case s.save != nil:
		body = widget.Overlay(widget.Dim(t, body), s.save.view(min(w, 72)), w, h)
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
