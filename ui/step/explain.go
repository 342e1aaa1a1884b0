package step

import "github.com/metalwright/metalwright/provider"

// Explain says what the answer at f is, by which rule the vendor takes it, what it costs, and whether it can be changed
// later. Products may have words of their own for it.
func (e *Env) Explain(p provider.ProductID, f provider.Field) string {
	if id := "explain_of." + string(p) + "." + string(f); e.Text.Has(id) {
		return e.T(id)
	}
	return e.T("explain." + string(f))
}
