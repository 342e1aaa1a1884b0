package step

import (
	"bytes"
	"errors"

	"github.com/metalwright/metalwright/state/export"
	"github.com/metalwright/metalwright/state/orderfile"
)

// Form is what an order can be written as beside the vendor's request. Its name is the message "review.form_<ID>".
type Form string

// Forms are those of an order of d: in the words of the vendor's own command line where it has one, for Terraform, as a
// script that sends the request, and as an order file.
func (e *Env) Forms(d Draft) []Form {
	all := []Form{Form(export.Terraform), Form(export.Curl), Form(export.YAML)}
	if tool := export.Format(d.Product.Tools.CLI.Tool); tool == export.Zeno || tool == export.TCCLI {
		all = append([]Form{Form(tool)}, all...)
	}
	return all
}

// Write is d as f, or why it cannot be that, in words. It has no secret.
func (e *Env) Write(d Draft, f Form) []byte {
	text, err := e.write(d, export.Format(f))
	if err != nil {
		return []byte(e.whyNot(err))
	}
	return text
}

func (e *Env) write(d Draft, f export.Format) ([]byte, error) {
	if f == export.YAML && e.Files.Text != nil {
		return e.Files.Text(d, "")
	}
	s := export.Source{
		Product: d.Product, File: orderfile.FromSpec(d.Product.Counting(d.Spec)), Reader: d.Reader(),
		Region: d.Spec.Region, Version: d.Account.Version, Endpoint: d.Account.Endpoint, ASCII: e.Theme.ASCII,
		Simulated: d.Account.Simulated, Known: d.Known,
	}
	if z := d.Known.Zone; z != nil {
		s.Region = z.Region
	}
	var text bytes.Buffer
	err := export.Write(&text, f, s)
	return text.Bytes(), err
}

// whyNot words why a tool cannot express an order.
func (e *Env) whyNot(err error) string {
	if x, ok := errors.AsType[*export.UnsupportedError](err); ok {
		return e.Unsupported(x)
	}
	return e.ErrorText(err)
}

// Unsupported words what a tool cannot express.
func (e *Env) Unsupported(err *export.UnsupportedError) string {
	fields := make([]string, len(err.Fields))
	for i, f := range err.Fields {
		fields[i] = string(f)
	}
	var said []string
	if len(fields) > 0 || len(err.Why) == 0 {
		said = append(said, e.T("export.unsupported", "Format", string(err.Format), "Product", string(err.Product), "Fields",
			e.Text.List(fields)))
	}
	for _, why := range err.Why {
		said = append(said, e.T("export_why."+string(why), "Format", string(err.Format)))
	}
	return e.Text.Join().Sentences(said...)
}
