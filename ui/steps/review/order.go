package review

import (
	"bytes"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// mostNames is how many machines the question names.
const mostNames = 3

// order is what will be sent as it stands, in words.
type order struct {
	env   *step.Env
	draft step.Draft
	fault error // why the user is back
}

// Draft is the spec as it would be sent.
func (o *order) Draft() step.Draft { return o.draft }

// faults are everything that the product's rules have against the order.
func (o *order) faults() []*provider.Error {
	return provider.All(o.draft.Reader().Check(o.draft.Spec, o.draft.Known))
}

// badge says whether the order is for real, and which account pays.
func (o *order) badge(w int) string {
	t, text := o.env.Theme, o.env.T("app.simulated")
	style := t.Badge
	if name := o.draft.Account.PayingName(o.env.Text); name != "" {
		text, style = o.env.T("app.live", "Account", name), t.Live
	}
	return style.Render(" " + widget.Truncate(text, w-2, t.Glyph.Ellipsis) + " ")
}

// outgrown warns, in lines of w cells, of names that outgrow their patterns.
func (o *order) outgrown(w int) (lines []string) {
	for _, names := range step.OutgrownNames(o.draft.Reader(), o.draft.Spec) {
		for _, l := range widget.Wrap(o.env.Names().Outgrown(names), w) {
			lines = append(lines, o.env.Theme.Warn.Render(l))
		}
	}
	return lines
}

// note says, in lines of w cells, whether the order is for real.
func (o *order) note(w int) (lines []string) {
	note := "review.real"
	if o.draft.Account.Simulated {
		note = "review.simulated"
	}
	for _, l := range widget.Wrap(o.env.T(note), w) {
		lines = append(lines, o.env.Theme.Dim.Render(l))
	}
	return lines
}

// renewing says that what is prepaid renews; "" when nothing does.
func (o *order) renewing() string {
	if b := o.draft.Spec.Billing; b.Charge == provider.Prepaid && o.draft.Product.Has(provider.FieldMonths) {
		return o.env.T("review.renews", "Count", max(b.Months, 1))
	}
	return ""
}

// firstNames are the names of the first machines, in lines of w cells.
func (o *order) firstNames(w int) (lines []string) {
	names, err := o.draft.Reader().Names(o.draft.Spec, 0)
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
		text += " " + o.env.T("naming.more", "Count", n)
	}
	for _, l := range widget.Wrap(o.env.Clean(text), w) {
		lines = append(lines, o.env.Theme.Dim.Render(l))
	}
	return lines
}

// before is the price that was agreed to, or that of the order that this one began with, for as many machines.
func (o *order) before() (provider.Quote, bool) {
	if q, ok := step.PriceBefore(o.fault); ok {
		return q, true
	}
	l := o.draft.Like
	if l == nil || !l.Quote.Known() {
		return provider.Quote{}, false
	}
	q := l.Quote
	q.Count = o.draft.Spec.Machines()
	return q, true
}

// request is the body that would be sent, secrets masked.
func (o *order) request() *document {
	e := o.env
	b := provider.Batch{Token: e.T("review.token"), Spec: o.draft.Spec}
	if n := o.draft.Product.MaxBatch; n > 0 && b.Spec.Machines() > n {
		b.Spec = o.draft.Reader().Part(b.Spec, 0, n)
	}
	var text []byte
	for _, m := range b.Spec.Network.Make { // sent before, one request each
		text = append(text, o.draft.Reader().Body(provider.Batch{Token: b.Token, Spec: b.Spec, Make: &m})...)
		text = append(bytes.TrimRight(text, "\n"), '\n')
	}
	return newDocument(e.T("review.request"), append(text, o.draft.Reader().Body(b)...))
}
