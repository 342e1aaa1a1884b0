package review

import (
	"bytes"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/widget"
)

// document is text that is shown instead of the order.
type document struct {
	title  string
	lines  []string
	copied bool // it may be copied: it is what the operator wants to keep
	turned bool // another one follows
	form   int  // its place among the forms of the order
}

func newDocument(title string, text []byte) *document {
	return &document{title: title, lines: strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")}
}

func (s *Screen) open(d *document) { s.doc, s.scrolled = d, 0 }

// turn opens the form at n of the order; behind the last one the order itself.
func (s *Screen) turn(n int) {
	forms := s.env.Forms(s.draft)
	if n > len(forms) {
		s.doc = nil
		return
	}
	d := s.request()
	if n > 0 {
		f := forms[n-1]
		d = newDocument(s.env.T("review.form_"+string(f)), s.env.Write(s.draft, f))
	}
	d.form, d.copied, d.turned = n, true, true
	d.title = s.env.T("review.form", "Title", d.title, "At", n+1, "Of", len(forms)+1)
	s.open(d)
}

// request is the body that would be sent, secrets masked.
func (s *Screen) request() *document {
	e := s.env
	b := provider.Batch{Token: e.T("review.token"), Spec: s.draft.Spec}
	if n := s.draft.Product.MaxBatch; n > 0 && b.Spec.Machines() > n {
		b.Spec = s.draft.Reader().Part(b.Spec, 0, n)
	}
	var text []byte
	for _, m := range b.Spec.Network.Make { // sent before, one request each
		text = append(text, s.draft.Reader().Body(provider.Batch{Token: b.Token, Spec: b.Spec, Make: &m})...)
		text = append(bytes.TrimRight(text, "\n"), '\n')
	}
	return newDocument(e.T("review.request"), append(text, s.draft.Reader().Body(b)...))
}

// document draws what is shown instead of the order. Long lines go on below.
func (s *Screen) document(w, h int) string {
	t := s.env.Theme
	var all []string
	for _, l := range s.doc.lines {
		all = append(all, widget.Wrap(t.Clean(l), w-4)...)
	}
	s.scrolled = max(min(s.scrolled, len(all)-(h-2)), 0)
	text := make([]string, 0, h)
	for _, l := range all[s.scrolled:min(s.scrolled+h, len(all))] {
		text = append(text, t.Text.Render(l))
	}
	return widget.Box(t, s.doc.title, strings.Join(text, "\n"), w, h)
}
