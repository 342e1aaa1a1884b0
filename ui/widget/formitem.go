package widget

import (
	"slices"
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textarea"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"

	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

// item is an [Item] of a form with the entry that edits its value.
type item struct {
	Item
	theme   *theme.Theme
	text    *text.Text
	entry   entry
	focused bool
	seen    string // what the entry held when it was last looked at
}

// entry edits the value of an item; each kind has one of its own. Commands of the libraries' fields are dropped: they
// blink, navigate and read the clipboard of the machine that the program runs on.
type entry interface {
	focus()
	blur()
	// keeps reports whether a key that navigates means something inside the entry now.
	keeps(key string) bool
	press(msg tea.KeyPressMsg)
	paste(s string)
	// held is the value as it is edited now.
	held() string
}

// answers reports whether the focus can be here.
func (it *item) answers() bool { return !it.Hidden && it.Kind != Note }

// build makes the entry for the item's value.
func (it *item) build() {
	switch it.Kind {
	case Input, Secret:
		it.entry = lineEntry{newEditor(it.theme, it.Value, it.Kind == Secret)}
	case Choice:
		it.entry = newChoice(it)
	case Toggle, Check:
		it.entry = newToggle(it.theme, it.Value == "true")
	case Multiline:
		it.entry = &areaEntry{item: &it.Item}
	case Fold:
		it.entry = &foldEntry{}
	case Note:
		it.entry = noEntry{}
	}
	if it.focused {
		it.entry.focus()
	}
	it.seen = it.entry.held()
}

func (it *item) focus() {
	it.focused = true
	it.entry.focus()
	it.seen = it.entry.held()
}

func (it *item) blur() {
	it.focused = false
	it.entry.blur()
}

// takeEdit takes the entry's value over when the user changed it, and reports whether that was so. An entry may hold
// a cleaner value than it was given; that alone is no change.
func (it *item) takeEdit() bool {
	h := it.entry.held()
	if h == it.seen {
		return false
	}
	it.seen, it.Value = h, h
	return true
}

// choice is the entry of a Choice, nil for items of other kinds and where there is no item.
func (it *item) choice() *choice {
	if it == nil {
		return nil
	}
	c, _ := it.entry.(*choice)
	return c
}

// edits reports whether letters are text in the entry now.
func (it *item) edits() bool {
	c := it.choice()
	return slices.Contains([]Kind{Input, Secret, Multiline}, it.Kind) || c != nil && c.filter != nil
}

// lineEntry is one line of text, of an Input or a Secret.
type lineEntry struct{ *editor }

func (lineEntry) keeps(string) bool { return false }

func (e lineEntry) press(msg tea.KeyPressMsg) { e.key(msg) }

func (e lineEntry) held() string { return e.value() }

// toggleEntry is yes or no, of a Toggle or a Check.
type toggleEntry struct {
	confirm *huh.Confirm
	on      bool // bound to confirm
}

func newToggle(t *theme.Theme, on bool) *toggleEntry {
	e := &toggleEntry{on: on}
	e.confirm = huh.NewConfirm().Inline(true).Value(&e.on)
	e.confirm.WithTheme(plainTheme(t))
	e.confirm.WithKeyMap(&huh.KeyMap{Confirm: huh.ConfirmKeyMap{
		Toggle: key.NewBinding(key.WithKeys("left", "right", "h", "l", "space")),
		Accept: key.NewBinding(key.WithKeys("y", "Y")),
		Reject: key.NewBinding(key.WithKeys("n", "N")),
	}})
	return e
}

func (e *toggleEntry) focus() { _ = e.confirm.Focus() }

func (e *toggleEntry) blur() { _ = e.confirm.Blur() }

func (*toggleEntry) keeps(string) bool { return false }

func (e *toggleEntry) press(msg tea.KeyPressMsg) { _, _ = e.confirm.Update(msg) }

func (*toggleEntry) paste(string) {}

func (e *toggleEntry) held() string { return strconv.FormatBool(e.on) }

// areaEntry is the text of a Multiline. The library's field is there only while it has the focus.
type areaEntry struct {
	item  *Item
	field *textarea.Model
	left  string // what the field held when the focus went
}

// newArea returns an editor for several lines. It is bubbles' own and not huh's: that one opens an editor of the
// machine that the program runs on, takes 99 lines at most, and has no cursor of the terminal's.
func newArea(value string) *textarea.Model {
	a := textarea.New()
	a.ShowLineNumbers = false
	a.Prompt = ""
	a.MaxHeight = 0 // no limit
	a.CharLimit = 0
	a.SetVirtualCursor(false)
	a.SetStyles(textarea.Styles{})
	a.SetValue(typedLines(value))
	_ = a.Focus()
	return &a
}

func (e *areaEntry) focus() { e.field = newArea(e.item.Value) }

func (e *areaEntry) blur() { e.left, e.field = e.held(), nil }

func (e *areaEntry) keeps(k string) bool {
	a := e.field
	if a == nil {
		return false
	}
	switch k {
	case "enter": // continues from a second empty line at the end, so that Enter alone walks through every form
		v := a.Value()
		return a.Line() < a.LineCount()-1 || strings.TrimSpace(v) != "" && !strings.HasSuffix(v, "\n\n")
	case "pgup", "pgdown":
		return true
	case "up", "ctrl+p":
		return a.Line() > 0 || a.LineInfo().RowOffset > 0
	case "down", "ctrl+n":
		li := a.LineInfo()
		return a.Line() < a.LineCount()-1 || li.RowOffset < li.Height-1
	}
	return false
}

func (e *areaEntry) press(msg tea.KeyPressMsg) {
	if !key.Matches(msg, e.field.KeyMap.Paste) {
		e.write(msg)
	}
}

func (e *areaEntry) paste(s string) { e.write(tea.PasteMsg{Content: typedLines(s)}) }

// write hands a message to the field. One that the library fails at changes nothing.
func (e *areaEntry) write(msg tea.Msg) {
	before := e.field.Value()
	if !guarded(func() { *e.field, _ = e.field.Update(msg) }) {
		e.field = newArea(before)
	}
}

func (e *areaEntry) held() string {
	if e.field == nil {
		return e.left
	}
	return e.field.Value()
}

// noEntry is for what has no value to edit: a Note.
type noEntry struct{}

func (noEntry) focus()                {}
func (noEntry) blur()                 {}
func (noEntry) keeps(string) bool     { return false }
func (noEntry) press(tea.KeyPressMsg) {}
func (noEntry) paste(string)          {}
func (noEntry) held() string          { return "" }

// foldEntry opens a Fold.
type foldEntry struct {
	noEntry
	opened bool
}

func (*foldEntry) keeps(k string) bool { return k == "enter" }

func (e *foldEntry) press(msg tea.KeyPressMsg) {
	switch msg.String() {
	case "enter", "right", "space":
		e.opened = true
	}
}

// takeOpened reports whether the user opened it since it was asked last.
func (e *foldEntry) takeOpened() bool {
	o := e.opened
	e.opened = false
	return o
}
