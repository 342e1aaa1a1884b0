package review

import (
	"bytes"
	"errors"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/export"
	"github.com/metalwright/metalwright/state/orderfile"
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

// formats are the forms of the order behind the request: what the vendor's own tool, Terraform and a shell would send,
// and the order file.
func (s *Screen) formats() []export.Format {
	all := []export.Format{export.Terraform, export.Curl, export.YAML}
	if tool := export.Format(s.draft.Product.Tools.CLI.Tool); tool == export.Zeno || tool == export.TCCLI {
		all = append([]export.Format{tool}, all...)
	}
	return all
}

// turn opens the form at n of the order; behind the last one the order itself.
func (s *Screen) turn(n int) {
	formats := s.formats()
	if n > len(formats) {
		s.doc = nil
		return
	}
	d := s.request()
	if n > 0 {
		d = s.exported(formats[n-1])
	}
	d.form, d.copied, d.turned = n, true, true
	d.title = s.env.T("review.form", "Title", d.title, "At", n+1, "Of", len(formats)+1)
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

// exported is the order in the words of another tool, or why that has none for it.
func (s *Screen) exported(f export.Format) *document {
	e, d, region := s.env, s.draft, s.draft.Spec.Region
	if z := d.Known.Zone; z != nil {
		region = z.Region
	}
	var text bytes.Buffer
	var err error
	if f == export.YAML && e.Files.Text != nil {
		var file []byte
		file, err = e.Files.Text(d, "")
		text.Write(file)
	} else {
		err = export.Write(&text, f, export.Source{
			Product: d.Product, File: orderfile.FromSpec(d.Product.Counting(d.Spec)), Reader: d.Reader(),
			Region: region, Version: d.Account.Version, Endpoint: d.Account.Endpoint, ASCII: e.Theme.ASCII,
			Simulated: d.Account.Simulated, Known: d.Known,
		})
	}
	if err != nil {
		return newDocument(e.T("review.form_"+string(f)), []byte(s.whyNot(err)))
	}
	return newDocument(e.T("review.form_"+string(f)), text.Bytes())
}

// whyNot words why a tool cannot express the order.
func (s *Screen) whyNot(err error) string {
	e := s.env
	x, ok := errors.AsType[*export.UnsupportedError](err)
	if !ok {
		return e.Trouble(err)
	}
	var fields, said []string
	for _, f := range x.Fields {
		fields = append(fields, string(f))
	}
	if len(fields) > 0 || len(x.Why) == 0 {
		said = append(said, e.T("export.unsupported", "Format", string(x.Format), "Product", string(x.Product), "Fields",
			strings.Join(fields, ", ")))
	}
	for _, why := range x.Why {
		said = append(said, e.T("export_why."+string(why), "Format", string(x.Format)))
	}
	return strings.Join(said, ". ")
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
