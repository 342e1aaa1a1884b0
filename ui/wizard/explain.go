package wizard

import (
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/app"
)

// Explain says what the open question is about: the answer under the cursor first, then the others that the product
// has, and what is asked next.
func (w *Wizard) Explain() []app.Passage {
	e, s := w.env, w.steps[w.at]
	if w.placing != nil {
		title := e.T("wizard.sending", "Count", w.draft.Spec.Machines())
		return []app.Passage{{Title: title, Text: e.T("explain_step.sending")}}
	}
	all := []app.Passage{{Title: e.T("step." + s.ID), Text: e.T("explain_step." + s.ID)}}
	d := w.screen.Draft()
	var fields []provider.Field
	for _, f := range s.Owns {
		if f == provider.FieldProduct || f == provider.FieldAccount || d.Product != nil && d.Product.Has(f) {
			fields = append(fields, f)
		}
	}
	if x, ok := w.screen.(interface{ Focused() provider.Field }); ok {
		if i := slices.Index(fields, x.Focused()); i > 0 {
			f := fields[i]
			fields = slices.Insert(slices.Delete(fields, i, i+1), 0, f)
		}
	}
	for _, f := range fields {
		p := app.Passage{Title: e.Fields().Label(f), Text: e.Fields().Explain(d.Spec.Product, f)}
		if p.Title == all[0].Title { // a question with one answer
			p.Title = ""
		}
		all = append(all, p)
	}
	if next := w.after(w.draft, w.at); next != "" {
		all = append(all, app.Passage{Text: e.T("explain.next", "Step", e.T("step."+next))})
	}
	return all
}
