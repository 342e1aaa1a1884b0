package step

import (
	"bytes"
	"errors"

	"github.com/metalwright/metalwright/state/export"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/ui/text"
)

// Form is what an order can be written as beside the vendor's request. Its name is the message "review.form_<ID>".
type Form string

// Exports writes drafts in the words of other tools.
type Exports struct {
	text  *text.Text
	ascii bool
	file  func(d Draft, path string) ([]byte, error) // an order file; nil: without the operator's own settings
}

// Forms are those of an order of d: in the words of the vendor's own command line where it has one, for Terraform, as a
// script that sends the request, and as an order file.
func (w Exports) Forms(d Draft) []Form {
	all := []Form{Form(export.Terraform), Form(export.Curl), Form(export.YAML)}
	if tool := export.Format(d.Product.Tools.CLI.Tool); tool == export.Zeno || tool == export.TCCLI {
		all = append([]Form{Form(tool)}, all...)
	}
	return all
}

// Write is d as f, or why it cannot be that, in words. It has no secret.
func (w Exports) Write(d Draft, f Form) []byte {
	text, err := w.write(d, export.Format(f))
	if err != nil {
		return []byte(w.whyNot(err))
	}
	return text
}

func (w Exports) write(d Draft, f export.Format) ([]byte, error) {
	if f == export.YAML && w.file != nil {
		return w.file(d, "")
	}
	s := export.Source{
		Product: d.Product, File: orderfile.FromSpec(d.Product.Counting(d.Spec)), Reader: d.Reader(),
		Region: d.Spec.Region, Version: d.Account.Version, Endpoint: d.Account.Endpoint, ASCII: w.ascii,
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
func (w Exports) whyNot(err error) string {
	if x, ok := errors.AsType[*export.UnsupportedError](err); ok {
		return w.Unsupported(x)
	}
	return Errors{text: w.text}.Text(err)
}

// Unsupported words what a tool cannot express.
func (w Exports) Unsupported(err *export.UnsupportedError) string {
	fields := make([]string, len(err.Fields))
	for i, f := range err.Fields {
		fields[i] = string(f)
	}
	var said []string
	if len(fields) > 0 || len(err.Why) == 0 {
		said = append(said, w.text.T("export.unsupported", "Format", string(err.Format), "Product", string(err.Product),
			"Fields", w.text.List(fields)))
	}
	for _, why := range err.Why {
		said = append(said, w.text.T("export_why."+string(why), "Format", string(err.Format)))
	}
	return w.text.Join().Sentences(said...)
}
