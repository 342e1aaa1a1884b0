package widget

import (
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textarea"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
)

// item is an [Item] with the field that edits it. Which field is set depends on the kind.
type item struct {
	Item
	form *Form

	editor *editor         // Input, Secret
	toggle *huh.Confirm    // Toggle
	area   *textarea.Model // Multiline, while it has the focus
	seen   string          // what the field held when it was last looked at
	on     bool            // bound to toggle

	picked string   // of a Choice
	opts   []Option // Choices, and before them a value that is none of them
	at     int      // the option under the cursor
	filter *editor  // what the options are filtered by; nil: not filtered
}

// answers reports whether the focus can be here.
func (it *item) answers() bool { return !it.Hidden && it.Kind != Note }

// build makes the field for the item's value.
func (it *item) build() {
	it.editor, it.toggle = nil, nil
	switch it.Kind {
	case Input, Secret:
		it.editor = newEditor(it.form.theme, it.Value, it.Kind == Secret)
	case Choice:
		it.buildChoice()
	case Toggle, Check:
		it.buildToggle()
	case Multiline, Note, Fold:
	}
	it.area = nil
	if it.form.focused() == it {
		it.focus()
	}
	it.seen = it.held()
}

func (it *item) buildToggle() {
	it.on = it.Value == "true"
	it.toggle = huh.NewConfirm().Inline(true).Value(&it.on)
	it.toggle.WithTheme(plainTheme(it.form.theme))
	it.toggle.WithKeyMap(&huh.KeyMap{Confirm: huh.ConfirmKeyMap{
		Toggle: key.NewBinding(key.WithKeys("left", "right", "h", "l", "space")),
		Accept: key.NewBinding(key.WithKeys("y", "Y")),
		Reject: key.NewBinding(key.WithKeys("n", "N")),
	}})
}

func (it *item) focus() {
	switch it.Kind {
	case Input, Secret:
		it.editor.focus()
	case Choice:
		it.closeChoice()
	case Toggle, Check:
		_ = it.toggle.Focus()
	case Multiline:
		it.area = newArea(it.Value)
		it.seen = it.area.Value()
	case Note, Fold:
	}
}

func (it *item) blur() {
	switch it.Kind {
	case Input, Secret:
		it.editor.blur()
	case Choice:
		it.closeChoice()
	case Toggle, Check:
		_ = it.toggle.Blur()
	case Multiline:
		it.area = nil
	case Note, Fold:
	}
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

// keeps reports whether a key that navigates means something inside the item now.
func (it *item) keeps(k string) bool {
	if it.Kind == Fold {
		return k == "enter"
	}
	if it.Kind == Choice {
		return it.keepsChoice(k)
	}
	if it.area == nil {
		return false
	}
	switch k {
	case "enter": // goes on from a second empty line at the end, so that Enter alone walks through every form
		v := it.area.Value()
		return it.area.Line() < it.area.LineCount()-1 || strings.TrimSpace(v) != "" && !strings.HasSuffix(v, "\n\n")
	case "pgup", "pgdown":
		return true
	case "up", "ctrl+p":
		return it.area.Line() > 0 || it.area.LineInfo().RowOffset > 0
	case "down", "ctrl+n":
		li := it.area.LineInfo()
		return it.area.Line() < it.area.LineCount()-1 || li.RowOffset < li.Height-1
	}
	return false
}

// press hands a key to the field. The commands of fields are dropped: they blink, navigate and read the clipboard of
// the machine that the program runs on.
func (it *item) press(msg tea.KeyPressMsg) {
	switch it.Kind {
	case Input, Secret:
		it.editor.key(msg)
	case Choice:
		it.pressChoice(msg)
	case Toggle, Check:
		_, _ = it.toggle.Update(msg)
	case Multiline:
		if !key.Matches(msg, it.area.KeyMap.Paste) {
			it.write(msg)
		}
	case Fold:
		switch msg.String() {
		case "enter", "right", "space":
			it.form.unfolded = it.ID
		}
	case Note:
	}
}

// write hands a message to the text of several lines. One that the library fails at changes nothing.
func (it *item) write(msg tea.Msg) {
	before := it.area.Value()
	if !guarded(func() { *it.area, _ = it.area.Update(msg) }) {
		it.area = newArea(before)
	}
}

func (it *item) paste(s string) {
	switch it.Kind {
	case Input, Secret:
		it.editor.paste(s)
	case Multiline:
		it.write(tea.PasteMsg{Content: typedLines(s)})
	case Choice:
		if it.filter != nil {
			it.filter.paste(s)
			it.toMatch()
		}
	case Toggle, Check, Note, Fold:
	}
}

// held is what the field holds now.
func (it *item) held() string {
	switch {
	case it.editor != nil:
		return it.editor.value()
	case it.Kind == Choice:
		return it.picked
	case it.toggle != nil:
		return strconv.FormatBool(it.on)
	case it.area != nil:
		return it.area.Value()
	}
	return it.seen
}

// takeEdit takes the field's value over when the user changed it, and reports whether that was so. A field may hold
// a cleaner value than it was given; that alone is no change.
func (it *item) takeEdit() bool {
	h := it.held()
	if h == it.seen {
		return false
	}
	it.seen, it.Value = h, h
	return true
}
