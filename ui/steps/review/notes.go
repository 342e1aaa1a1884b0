package review

import (
	"strconv"
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// notes are what no answer says by itself: what the vendor may refuse, what is made first, what differs from the
// defaults, what renews, and what the price leaves out.
func (b *builder) notes() {
	e, d := b.env, b.draft
	var rows []row
	for _, w := range e.Answers().Warnings(d) {
		rows = append(rows, row{field: w.Field, label: e.T("review.warning"), value: w.Text, kind: warned})
	}
	if makes := e.Answers().Makes(d.Spec); makes != "" {
		rows = append(rows, row{label: e.T("review.made"), value: makes, kind: warned})
	}
	add := func(id, value string) {
		if value != "" {
			rows = append(rows, row{label: e.T(id), value: value})
		}
	}
	label := e.T("review.changes")
	if d.Like == nil {
		label = e.T("review.no_default")
	}
	for _, text := range e.Answers().Changes(d) {
		rows = append(rows, row{label: label, value: text})
		label = ""
	}
	add("review.renewal", b.renewing())
	if n := d.Spec.Billing.Commitment; n > 0 && d.Product.Counts(d.Spec, provider.FieldCommitment) {
		add("review.term", e.T("review.promised", "Count", n))
	}
	if t := d.Known.Type; t != nil && t.Quota != nil && *t.Quota > 0 {
		add("review.quota", e.T("review.quota_of", "Count", *t.Quota, "Type", string(t.ID)))
	}
	if b.price.known() {
		q := b.price.quote()
		add("review.discount", b.discount(q))
		var over []string
		for _, l := range q.ByUse() {
			over = append(over, e.T("item."+l.Item)+" "+e.Prices().Line(l))
		}
		add("review.overage", e.List(over))
	}
	if len(rows) > 0 {
		b.rows = append(append(b.rows, row{label: e.T("review.notes"), kind: heading}), rows...)
	}
}

// discount says how much less than the list price q is; "" when it is not, or when its parts cannot be added up.
func (b *builder) discount(q provider.Quote) string {
	var each, list int64
	var per provider.Per
	for _, l := range q.Lines {
		if l.Unit != "" {
			continue
		}
		if per != "" && l.Per != per {
			return ""
		}
		per = l.Per
		each, list = each+l.Each.Micros, list+max(l.List.Micros, l.Each.Micros)
	}
	if each <= 0 || list <= each {
		return ""
	}
	currency := q.Lines[0].Each.Currency
	tenths := strconv.FormatFloat(float64(list-each)*100/float64(list), 'f', 1, 64)
	return b.env.T("review.off", "Percent", strings.TrimSuffix(tenths, ".0"),
		"Money", b.env.Prices().Per(provider.Money{Micros: list - each, Currency: currency}, per))
}
