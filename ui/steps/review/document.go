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
}

func newDocument(title string, text []byte) *document {
	return &document{title: title, lines: strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")}
}

func (s *Screen) open(d *document) { s.doc, s.scrolled = d, 0 }

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

// document draws what is shown instead of the order.
func (s *Screen) document(w, h int) string {
	t := s.env.Theme
	s.scrolled = max(min(s.scrolled, len(s.doc.lines)-(h-2)), 0)
	text := make([]string, 0, h)
	for _, l := range s.doc.lines[s.scrolled:min(s.scrolled+h, len(s.doc.lines))] {
		text = append(text, t.Text.Render(t.Clean(l)))
	}
	return widget.Box(t, s.doc.title, strings.Join(text, "\n"), w, h)
}
