package widget

import "slices"

// items are the questions of a form with their answers, as a screen reads and sets them: nothing here is an event.
type items []*item

// Value is the answer of an item, hidden ones too; "" when there is no such item.
func (its items) Value(id string) string {
	if it := its.find(id); it != nil {
		return it.Value
	}
	return ""
}

// Bool is the answer of a Toggle.
func (its items) Bool(id string) bool { return its.Value(id) == "true" }

// Item is an item as it is now; false when there is none with the id.
func (its items) Item(id string) (Item, bool) {
	if it := its.find(id); it != nil {
		return it.Item, true
	}
	return Item{}, false
}

// SetValue changes an answer without an event.
func (its items) SetValue(id, value string) {
	if it := its.find(id); it != nil && it.Value != value {
		it.Value = value
		it.build()
	}
}

// SetError sets the words beneath an item; "" takes them away.
func (its items) SetError(id, msg string) {
	if it := its.find(id); it != nil {
		it.Error = msg
	}
}

// ClearErrors takes all errors away.
func (its items) ClearErrors() {
	for _, it := range its {
		it.Error = ""
	}
}

// SetChoices replaces the options of a Choice. A value that is no longer among them stays, and is marked.
func (its items) SetChoices(id string, choices []Option) {
	if it := its.find(id); it != nil && !slices.Equal(it.Choices, choices) {
		it.Choices = choices
		it.build()
	}
}

// SetKind makes an item one of another kind; its value stays.
func (its items) SetKind(id string, k Kind) {
	if it := its.find(id); it != nil && it.Kind != k {
		it.Kind = k
		it.build()
	}
}

// SetUnit changes the words behind an item's value.
func (its items) SetUnit(id, unit string) {
	if it := its.find(id); it != nil {
		it.Unit = unit
	}
}

// SetHelp changes the words below an item, or of a Note.
func (its items) SetHelp(id, help string) {
	if it := its.find(id); it != nil {
		it.Help = help
	}
}

// SetPlaceholder changes what is shown while an item is empty, such as the vendor's default.
func (its items) SetPlaceholder(id, s string) {
	if it := its.find(id); it != nil {
		it.Placeholder = s
	}
}

// SetLabel gives an item of f another label.
func SetLabel(f *Form, id, label string) {
	if it := f.find(id); it != nil {
		it.Label = label
	}
}

// find is the item with an id, nil when there is none.
func (its items) find(id string) *item {
	i := slices.IndexFunc(its, func(it *item) bool { return it.ID == id })
	if i < 0 {
		return nil
	}
	return its[i]
}
