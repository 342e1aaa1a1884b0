package widget

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

// Kind is what sort of answer an [Item] takes.
type Kind uint8

// The kinds of items.
const (
	Input     Kind = iota // one line of text
	Secret                // one line that is never shown
	Choice                // one of a few values
	Toggle                // "true" or "false"
	Multiline             // text of several lines; tabs that are typed or edited around become spaces
	Note                  // no answer: words between items
	Check                 // "true" or "false", a check box before the words of Placeholder, with Unit behind them
	Fold                  // one line, Value, for items that are hidden: [Form.Unfolded] says when they are wanted
)

// Option is one value of a [Choice]. The zero value is a choice of nothing, without a label.
type Option struct {
	Value    string
	Label    string // "" is Value
	Detail   string // stands behind the label
	Disabled string // why it cannot be chosen; "" when it can
}

// Item is one question of a [Form]. The zero Kind is a line of text.
type Item struct {
	ID          string
	Label       string
	Help        string // stands below the item while it has the focus; for a Note, its words
	Placeholder string // shown while Value is empty
	Kind        Kind
	Value       string // the answer; for a Toggle "true", and all else is "false"
	Choices     []Option
	Error       string // stands below the item until its value changes
	Hidden      bool   // not shown and not walked through; its value stays
	Unit        string // stands behind the value: "Mbps"
	Masked      bool   // the text of a Multiline is drawn as asterisks
}

// Form is a few questions on one screen, edited by the libraries' fields. It moves between them, and never refuses
// to: faults are words beneath an item, set by the screen. It asks for no command and knows no rule. Make it with
// [NewForm].
type Form struct {
	theme *theme.Theme
	text  *text.Text
	items []*item
	at    int // index of the item with the focus; -1 when none can have it

	changed         map[string]bool
	submitted, back bool
	unfolded        string
	top             int // first line drawn
}

// NewForm returns a form of items with the focus on the first that takes an answer.
func NewForm(t *theme.Theme, tx *text.Text, items []Item) *Form {
	f := &Form{theme: t, text: tx, at: -1, changed: map[string]bool{}}
	for _, it := range items {
		n := &item{Item: it, theme: t, text: tx}
		n.build()
		f.items = append(f.items, n)
	}
	f.settle(0)
	return f
}

// Value is the answer of an item, hidden ones too; "" when there is no such item.
func (f *Form) Value(id string) string {
	if it := f.find(id); it != nil {
		return it.Value
	}
	return ""
}

// Bool is the answer of a Toggle.
func (f *Form) Bool(id string) bool { return f.Value(id) == "true" }

// Item is an item as it stands now; false when there is none with the id.
func (f *Form) Item(id string) (Item, bool) {
	if it := f.find(id); it != nil {
		return it.Item, true
	}
	return Item{}, false
}

// SetValue changes an answer without an event.
func (f *Form) SetValue(id, value string) {
	if it := f.find(id); it != nil && it.Value != value {
		it.Value = value
		it.build()
	}
}

// SetError sets the words beneath an item; "" takes them away.
func (f *Form) SetError(id, msg string) {
	if it := f.find(id); it != nil {
		it.Error = msg
	}
}

// ClearErrors takes all errors away.
func (f *Form) ClearErrors() {
	for _, it := range f.items {
		it.Error = ""
	}
}

// SetChoices replaces the options of a Choice. A value that is no longer among them stays, and is marked.
func (f *Form) SetChoices(id string, choices []Option) {
	if it := f.find(id); it != nil && !slices.Equal(it.Choices, choices) {
		it.Choices = choices
		it.build()
	}
}

// SetHidden shows or hides an item. When the focus was there, it goes to the next item.
func (f *Form) SetHidden(id string, hidden bool) {
	it := f.find(id)
	if it == nil || it.Hidden == hidden {
		return
	}
	it.Hidden = hidden
	if f.at < 0 || f.items[f.at] == it {
		f.settle(max(f.at, 0))
	}
}

// SetKind makes an item one of another kind; its value stays.
func (f *Form) SetKind(id string, k Kind) {
	if it := f.find(id); it != nil && it.Kind != k {
		it.Kind = k
		it.build()
	}
}

// SetUnit changes the words behind an item's value.
func (f *Form) SetUnit(id, unit string) {
	if it := f.find(id); it != nil {
		it.Unit = unit
	}
}

// SetHelp changes the words below an item, or of a Note.
func (f *Form) SetHelp(id, help string) {
	if it := f.find(id); it != nil {
		it.Help = help
	}
}

// SetPlaceholder changes what is shown while an item is empty, such as the vendor's default.
func (f *Form) SetPlaceholder(id, s string) {
	if it := f.find(id); it != nil {
		it.Placeholder = s
	}
}

// SetLabel gives an item of f another label.
func SetLabel(f *Form, id, label string) {
	if it := f.find(id); it != nil {
		it.Label = label
	}
}

// Focus moves to an item, and reports whether it is there and takes answers.
func (f *Form) Focus(id string) bool {
	i := slices.IndexFunc(f.items, func(it *item) bool { return it.ID == id && it.answers() })
	if i < 0 {
		return false
	}
	f.moveTo(i)
	return true
}

// Focused is the id of the item with the focus; "" when none has it.
func (f *Form) Focused() string {
	if it := f.focused(); it != nil {
		return it.ID
	}
	return ""
}

// Editing reports whether letters are text now, so that the screen must not take them as keys.
func (f *Form) Editing() bool {
	it := f.focused()
	return it != nil && it.edits()
}

// Changed lists the items that the user changed since the latest call, in order and once each.
func (f *Form) Changed() []string {
	var ids []string
	for _, it := range f.items {
		if f.changed[it.ID] {
			ids = append(ids, it.ID)
		}
	}
	clear(f.changed)
	return ids
}

// Submitted reports once that the user went on from the last item, by enter or tab.
func (f *Form) Submitted() bool {
	s := f.submitted
	f.submitted = false
	return s
}

// Back reports once that the user went back from the first item, by shift+tab.
func (f *Form) Back() bool {
	b := f.back
	f.back = false
	return b
}

// Unfolded is the id of the Fold that the user opened since the latest call; "" when there is none.
func (f *Form) Unfolded() string {
	id := f.unfolded
	f.unfolded = ""
	return id
}

// Update takes a key or a paste: up, down, tab, shift+tab and enter move, left and right change a choice, all else
// goes to the item with the focus. Up and down move inside the open list of a choice first; space, and enter on an
// option that is not picked, pick what is under the cursor. It takes neither esc nor ctrl+c. The command is nil:
// nothing in a form waits.
func (f *Form) Update(msg tea.Msg) tea.Cmd {
	it := f.focused()
	if it == nil {
		f.leave(msg)
		return nil
	}
	switch msg := msg.(type) {
	case tea.PasteMsg:
		it.entry.paste(msg.Content)
	case tea.KeyPressMsg:
		if it.entry.keeps(msg.String()) || !f.navigate(msg.String()) {
			it.entry.press(msg)
		}
	}
	if e, ok := it.entry.(*foldEntry); ok && e.takeOpened() {
		f.unfolded = it.ID
	}
	if it.takeEdit() {
		it.Error = ""
		f.changed[it.ID] = true
	}
	return nil
}

// leave lets the user through a form that asks nothing.
func (f *Form) leave(msg tea.Msg) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		f.submitted = f.submitted || k.String() == "enter" || k.String() == "tab"
		f.back = f.back || k.String() == "shift+tab"
	}
}

// navigate moves by key, and reports whether key does that.
func (f *Form) navigate(key string) bool {
	switch key {
	case "up", "ctrl+p":
		f.step(-1)
	case "shift+tab":
		f.back = !f.step(-1)
	case "down", "ctrl+n":
		f.step(1)
	case "tab", "enter":
		if next := f.neighbour(1); next >= 0 && f.items[next].Kind == Fold {
			f.submitted = true // who goes on does not want what is folded
			break
		}
		f.submitted = !f.step(1)
	case "esc", "ctrl+c", "pgup", "pgdown", "f1":
	default:
		return false
	}
	return true
}

// step moves to the next item in direction d that takes answers, and reports whether there is one.
func (f *Form) step(d int) bool {
	i := f.neighbour(d)
	if i >= 0 {
		f.moveTo(i)
	}
	return i >= 0
}

// neighbour is the next item in direction d that takes answers, -1 where there is none.
func (f *Form) neighbour(d int) int {
	for i := f.at + d; i >= 0 && i < len(f.items); i += d {
		if f.items[i].answers() {
			return i
		}
	}
	return -1
}

// settle puts the focus on the item at from or the next one that takes answers, else on one before.
func (f *Form) settle(from int) {
	f.moveTo(-1)
	for i := range f.items {
		j := (from + i) % len(f.items)
		if f.items[j].answers() {
			f.moveTo(j)
			return
		}
	}
}

func (f *Form) moveTo(i int) {
	if i == f.at {
		return
	}
	if it := f.focused(); it != nil {
		it.blur()
	}
	f.at = i
	if it := f.focused(); it != nil {
		it.focus()
	}
}

func (f *Form) focused() *item {
	if f.at < 0 || f.at >= len(f.items) {
		return nil
	}
	return f.items[f.at]
}

func (f *Form) find(id string) *item {
	i := slices.IndexFunc(f.items, func(it *item) bool { return it.ID == id })
	if i < 0 {
		return nil
	}
	return f.items[i]
}
