package step

import (
	"cmp"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/text"
)

// Fields words the answers that an order may have, whatever they are: what they are called and mean.
type Fields struct{ text *text.Text }

// Label is the name of an answer on screens.
func (w Fields) Label(f provider.Field) string { return w.text.T("field." + string(f)) }

// Help is the hint below an answer: the product's own where it has a rule of its own, else that of all; "" is none.
func (w Fields) Help(p provider.ProductID, f provider.Field) string {
	for _, id := range []string{"help_of." + string(p) + "." + string(f), "help." + string(f)} {
		if w.text.Has(id) {
			return w.text.T(id)
		}
	}
	return ""
}

// Explain says what the answer at f is, by which rule the vendor takes it, what it costs, and whether it can be changed
// later. Products may have words of their own for it.
func (w Fields) Explain(p provider.ProductID, f provider.Field) string {
	if id := "explain_of." + string(p) + "." + string(f); w.text.Has(id) {
		return w.text.T(id)
	}
	return w.text.T("explain." + string(f))
}

// Word is the name of one of the fixed words that an answer may be, or the word itself.
func (w Fields) Word(f provider.Field, value string) string {
	if id := "option." + string(f) + "." + value; value != "" && w.text.Has(id) {
		return w.text.T(id)
	}
	return w.text.Clean(value)
}

// Mismatch words where i is not what was ordered. Images have their names where those are known.
func (w Fields) Mismatch(i order.InstanceView, m provider.Mismatch) string {
	none := w.text.T("board.mismatch_none")
	if m.Field == provider.FieldImage {
		m.Ordered = cmp.Or(i.OrderedImage, m.Ordered)
		if m.Delivered == string(i.Image) {
			m.Delivered = cmp.Or(i.ImageName, m.Delivered)
		}
	}
	return w.text.T("board.mismatch", "Field", w.Label(m.Field), "Ordered", w.text.Clean(cmp.Or(m.Ordered, none)),
		"Delivered", w.text.Clean(cmp.Or(m.Delivered, none)))
}
