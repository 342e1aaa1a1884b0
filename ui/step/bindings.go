package step

import (
	"charm.land/bubbles/v2/key"

	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/widget"
)

// Bindings are the keys that several screens share, with what they do now.
type Bindings struct{ text *text.Text }

// Finish is the key of [Finish].
func (w Bindings) Finish() key.Binding {
	return key.NewBinding(key.WithKeys(FinishKey), key.WithHelp(FinishKey, w.text.T("key.finish")))
}

// Enter is the Enter key in f, in words for what it does now. done is the message of what comes of the form behind
// its last item: "key.next", or what the form does.
func (w Bindings) Enter(f *widget.Form, done string) key.Binding {
	id := map[widget.Enter]string{
		widget.EnterNext: "key.next", widget.EnterChoose: "key.choose", widget.EnterUnfold: "key.unfold",
		widget.EnterNewLine: "key.new_line", widget.EnterSubmit: done,
	}[f.Enter()]
	return key.NewBinding(key.WithKeys("enter"), key.WithHelp("enter", w.text.T(id)))
}
