package step

import (
	"charm.land/bubbles/v2/key"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/widget"
)

// Explain says what the answer at f is, by which rule the vendor takes it, what it costs, and whether it can be changed
// later. Products may have words of their own for it.
func (e *Env) Explain(p provider.ProductID, f provider.Field) string {
	if id := "explain_of." + string(p) + "." + string(f); e.Text.Has(id) {
		return e.T(id)
	}
	return e.T("explain." + string(f))
}

// EnterIn is the Enter key in f, in words for what it does now. done is the message of what comes of the form behind
// its last item: "key.next", or what the form does.
func EnterIn(e *Env, f *widget.Form, done string) key.Binding {
	id := map[widget.Enter]string{
		widget.EnterNext: "key.next", widget.EnterChoose: "key.choose", widget.EnterUnfold: "key.unfold",
		widget.EnterNewLine: "key.new_line", widget.EnterSubmit: done,
	}[f.Enter()]
	return key.NewBinding(key.WithKeys("enter"), key.WithHelp("enter", e.T(id)))
}
