package ask

import (
	"maps"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// fieldset shows answers in a form: what is hidden, what there is to choose from, and what is wrong.
type fieldset struct {
	*answers
	form    *widget.Form
	choices choices
	boxes   boxes
	fold    fold
}

// item is the widget of an answer.
func (s *fieldset) item(it Item) widget.Item {
	e, f := s.env, string(it.Field)
	w := widget.Item{
		ID: f, Label: e.Fields().Label(it.Field), Help: e.Fields().Help(s.draft.Spec.Product, it.Field), Kind: it.kind,
		Value: s.boxes.rest(it.Field, s.value(it.Field)),
	}
	if len(s.boxes.of(it.Field)) > 0 {
		w.Label = e.T("access.other_keys")
	}
	if id := "placeholder." + f; e.Has(id) {
		w.Placeholder = e.T(id)
	}
	a, _ := provider.LineFor(it.Field)
	w.Masked = a.Kind == provider.ScriptValue && e.Secrets.Recorded()
	if it.unit != "" {
		w.Unit = s.unit(it)
	}
	if it.kind == widget.Toggle && w.Value == "" {
		w.Value = "false"
	}
	return w
}

// widgets are those of the form, with the line for what is folded away between.
func (s *fieldset) widgets() []widget.Item {
	var all []widget.Item
	folding := false
	for _, it := range s.items {
		if it.More && !folding {
			folding = true
			all = append(all, s.fold.item(s.answers))
		}
		w, hidden := s.item(it), s.hidden(it)
		w.Hidden = hidden
		all = append(all, s.boxes.items(it.Field, s.env.Fields().Label(it.Field), s.value(it.Field), hidden)...)
		all = append(append(all, w), s.boxes.spares(it.Field)...)
	}
	return all
}

// hidden reports whether an item is not shown with the answers as they are.
func (s *fieldset) hidden(it Item) bool {
	return s.fold.away(it) || it.Hidden != nil && it.Hidden(s.draft)
}

// offer shows the choices that were loaded.
func (s *fieldset) offer(all options) {
	maps.Copy(s.choices.loaded, all)
	for _, it := range s.items {
		options, ok := all[it.Field]
		if !ok {
			continue
		}
		var choices []widget.Option
		if options == nil && len(s.choices.fixed[it.Field]) == 0 { // no lookup: any word may be typed
			s.form.SetKind(string(it.Field), widget.Input)
			s.form.SetHelp(string(it.Field), strings.TrimSpace(s.item(it).Help+" "+s.env.T("form.no_lookup")))
			continue
		}
		if it.Free && !s.required(it.Field) {
			choices = append(choices, s.choices.none(it))
		}
		for _, o := range options {
			choices = append(choices, s.choices.words(it.Field, o))
		}
		if len(options) == 0 {
			s.form.SetPlaceholder(string(it.Field), s.env.T("form.nothing"))
		}
		s.form.SetChoices(string(it.Field), choices)
		s.draft.Known = s.choices.known(s.draft.Known, it.Field, s.value(it.Field))
	}
	s.suggest("", s.draft) // what has come may make an answer sensible
	s.show()
}

// answer takes over what was typed at f.
func (s *fieldset) answer(f provider.Field) {
	v, before := s.boxes.typed(f), s.draft.Clone()
	s.set(f, v)
	s.draft.Known = s.choices.known(s.draft.Known, f, v)
	s.suggest(f, before)
	s.show()
}

// suggest answers what is open, but for the field that is being typed; names that follow other answers follow them.
func (s *fieldset) suggest(typed provider.Field, old step.Draft) {
	before := s.draft.Spec
	s.draft = s.draft.Clone().Renamed(old, typed).Suggested(slices.DeleteFunc(slices.Clone(s.fields),
		func(o provider.Field) bool { return o == typed })...)
	for _, f := range s.fields {
		b, _ := provider.LineFor(f)
		if _, raw := s.draft.Raw[f]; raw || b.Get(&before) == b.Get(&s.draft.Spec) {
			continue
		}
		s.boxes.set(f, b.Get(&s.draft.Spec))
		s.draft.Known = s.choices.known(s.draft.Known, f, b.Get(&s.draft.Spec))
	}
}

// fill shows the answers of the draft, after something else than typing changed them.
func (s *fieldset) fill() {
	for _, f := range s.fields {
		s.boxes.set(f, s.value(f))
		s.touched[f] = true
	}
	s.show()
}

// show hides what has no meaning now and words the faults of what was touched.
func (s *fieldset) show() {
	s.fold.lacks = s.lacking()
	for _, it := range s.items {
		hidden := s.hidden(it)
		s.form.SetHidden(string(it.Field), hidden)
		s.boxes.hide(it.Field, hidden)
		if a, _ := provider.LineFor(it.Field); a.Kind == provider.ScriptValue {
			help := strings.TrimSpace(s.env.Fields().Help(s.draft.Spec.Product, it.Field) + "\n" +
				s.env.Answers().Of(s.draft, it.Field))
			s.form.SetHelp(string(it.Field), help) // how many bytes it has
		}
	}
	names := s.fold.names(s.answers)
	s.form.SetValue(foldID, names)
	s.form.SetHidden(foldID, names == "")
	for _, it := range s.items {
		if it.unit != "" {
			s.form.SetUnit(string(it.Field), s.unit(it))
		}
	}
	s.form.ClearErrors()
	faults := s.faults()
	s.mark(faults)
	for _, f := range faults {
		if s.touched[f.Field] {
			s.form.SetError(string(f.Field), s.choices.why(f))
		}
	}
}

// mark says of empty fields that they may stay so. Those with a hint of their own keep it.
func (s *fieldset) mark(faults []*provider.Error) {
	for _, it := range s.items {
		typed := it.kind == widget.Input || it.kind == widget.Secret || it.kind == widget.Multiline
		if id := string(it.Field); typed && !s.env.Has("placeholder."+id) {
			hint := s.env.T("form.optional")
			if slices.ContainsFunc(faults, func(f *provider.Error) bool { return f.Field == it.Field }) {
				hint = ""
			}
			s.form.SetPlaceholder(id, hint)
		}
	}
}

// unfold shows what was folded away, with the focus on the first of it.
func (s *fieldset) unfold() {
	s.fold.on = false
	s.show()
	for _, it := range s.items {
		if it.More && !s.hidden(it) {
			s.form.Focus(string(it.Field))
			return
		}
	}
}

// unfoldFor shows what was folded away when f is among it.
func (s *fieldset) unfoldFor(f provider.Field) {
	if slices.ContainsFunc(s.items, func(it Item) bool { return s.fold.away(it) && it.Field == f }) {
		s.fold.on = false
		s.show()
	}
}

// focused is the item that the cursor is on; false while it is on none of them.
func (s *fieldset) focused() (Item, bool) {
	i := slices.IndexFunc(s.items, func(it Item) bool { return string(it.Field) == s.form.Focused() })
	if i < 0 {
		return Item{}, false
	}
	return s.items[i], true
}

// Focused is the answer that the cursor is on; "" is none.
func (s *fieldset) Focused() provider.Field {
	it, _ := s.focused()
	return it.Field
}

// Editing reports whether letters are text.
func (s *fieldset) Editing() bool { return s.form.Editing() }

// PromptBack goes to the item before.
func (s *fieldset) PromptBack() bool {
	s.form.Update(toBefore)
	return !s.form.Back()
}

// The keys that move between the items of a form.
var (
	toNext   = tea.KeyPressMsg{Code: tea.KeyTab}
	toBefore = tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}
)
