package review

import (
	"cmp"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
)

// row is one line: an answer that can be jumped to, or words only.
type row struct {
	field provider.Field // "" for words only
	label string
	value string
	kind  rowKind
}

type rowKind uint8

const (
	plain rowKind = iota
	heading
	bad
	strong
	faint
	warned
)

// builder makes the rows of an order at a price.
type builder struct {
	*order
	price *price
	rows  []row
}

// build makes all rows: what has to be fixed first, then every answer, then the names and the price.
func (b *builder) build() []row {
	if b.draft.Reader() == nil {
		return nil
	}
	for _, f := range b.faults() {
		b.add(row{field: f.At(), label: b.env.Fields().Label(f.At()), value: b.env.Errors().Why(f), kind: bad})
	}
	b.notes()
	b.answers()
	b.names()
	b.prices()
	b.limits()
	return b.rows
}

func (b *builder) add(rows ...row) { b.rows = append(b.rows, rows...) }

// answers are the account and every answer that there is.
func (b *builder) answers() {
	e, d := b.env, b.draft
	b.add(row{label: d.Product.Vendor + " " + d.Product.Name, kind: heading})
	payer := d.Account.Name(e.Text)
	b.add(row{field: provider.FieldAccount, label: e.Fields().Label(provider.FieldAccount), value: payer})
	if d.Like != nil && d.Like.Name != "" {
		b.add(row{label: e.T("review.like"), value: d.Like.Name, kind: faint})
	}
	if at := e.Releases().At(d.ReleaseAt); at != "" {
		b.add(row{label: e.T("release_later.label"), value: at})
	}
	for _, f := range d.Product.Fields {
		if r := b.answer(f); r.value != "" && f != provider.FieldRegion {
			b.add(r)
		}
	}
	if d.Like != nil && d.Like.Script && d.Spec.Access.InitScript.IsZero() {
		b.add(row{
			field: provider.FieldInitScript, label: e.Fields().Label(provider.FieldInitScript), value: e.T("review.no_script"),
			kind: warned,
		})
	}
}

// answer is the answer at f. One that is not what the order began with is marked, with that before it.
func (b *builder) answer(f provider.Field) row {
	e, d := b.env, b.draft
	r := row{field: f, label: e.Fields().Label(f), value: e.Answers().Of(d, f)}
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
	if old := e.Answers().Of(then, f); old != "" && old != r.value {
		r.value, r.kind = b.was(old, cmp.Or(r.value, e.T("board.mismatch_none"))), warned
	}
	return r
}

// names are those of the machines, and what is wrong with them.
func (b *builder) names() {
	e, spec := b.env, b.draft.Spec
	names, err := b.draft.Reader().Names(spec, 0)
	if err != nil || len(names) == 0 {
		return
	}
	text := names[0].Instance
	if n := len(names); n > 1 && names[n-1].Instance != text {
		text += " " + e.Theme.Glyph.Ellipsis + " " + names[n-1].Instance
	}
	b.add(row{label: e.T("review.names"), value: e.Names().Marked(text), kind: faint})
	for _, o := range step.OutgrownNames(b.draft.Reader(), spec) {
		b.add(row{field: o.Field, label: e.T("review.outgrown"), value: e.Names().Outgrown(o), kind: warned})
	}
	if o := b.price.load.Value(); len(o.clashes) > 0 {
		b.add(row{
			field: provider.FieldName, label: e.T("review.taken"), value: b.price.taken(b.order), kind: warned,
		})
	} else if o.unasked {
		b.add(row{label: e.T("review.taken"), value: e.T("review.taken_unasked"), kind: faint})
	}
	n, per := spec.Machines(), b.draft.Product.MaxBatch
	if per > 0 && n > per {
		b.add(row{label: "", value: e.T("review.batches", "Count", (n+per-1)/per, "Max", per), kind: faint})
	}
}

// was is an answer or a price with the one before it.
func (b *builder) was(old, now string) string {
	return b.env.T("review.changed", "Was", old, "Arrow", b.env.Theme.Glyph.Change, "Is", now)
}
