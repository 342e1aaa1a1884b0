package widget

import (
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
	Detail   string // is behind the label
	Disabled string // why it cannot be chosen; "" when it can
}

// Item is one question of a [Form]. The zero Kind is a line of text.
type Item struct {
	ID          string
	Label       string
	Help        string // is below the item while it has the focus; for a Note, its words
	Placeholder string // shown while Value is empty
	Kind        Kind
	Value       string // the answer; for a Toggle "true", and all else is "false"
	Choices     []Option
	Error       string // is below the item until its value changes
	Hidden      bool   // not shown and not walked through; its value stays
	Unit        string // is behind the value: "Mbps"
	Masked      bool   // the text of a Multiline is drawn as asterisks
}

// Form is a few questions on one screen, edited by the libraries' fields. It moves between them, and never refuses
// to: faults are words beneath an item, set by the screen. It asks for no command and knows no rule. Make it with
// [NewForm].
type Form struct {
	items
	focus
	theme *theme.Theme
	text  *text.Text

	// What the user did since the screen asked for it last.
	changed         map[string]bool
	submitted, back bool
	unfolded        string

	top int // first line drawn
}

// NewForm returns a form of the items with the focus on the first that takes an answer.
func NewForm(t *theme.Theme, tx *text.Text, its []Item) *Form {
	f := &Form{theme: t, text: tx, changed: map[string]bool{}}
	for _, it := range its {
		n := &item{Item: it, theme: t, text: tx}
		n.build()
		f.items = append(f.items, n)
	}
	f.focus = focus{f.items, -1}
	f.settle(0)
	return f
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
			f.submitted = true // who continues does not want what is folded
			break
		}
		f.submitted = !f.step(1)
	case "esc", "ctrl+c", "pgup", "pgdown", "f1":
	default:
		return false
	}
	return true
}
