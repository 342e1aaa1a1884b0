package widget

import (
	"runtime"
	"slices"
	"strings"
	"unicode"

	"charm.land/bubbles/v2/key"
	"charm.land/bubbles/v2/textarea"
	"charm.land/bubbles/v2/textinput"
	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/theme"
)

// editor is one line of text that is typed: the library's input, which neither moves, validates nor asks for commands.
// The commands that it returns are dropped on purpose: they blink, and read the clipboard of the machine that the
// program runs on, which over SSH is not the user's.
type editor struct {
	field   textinput.Model
	theme   *theme.Theme
	secret  bool
	focused bool
	fresh   bool // since the focus came nothing was typed
	width   int
}

// Edits reports whether k edits text, as one of the keys of the library's fields.
func Edits(k tea.KeyPressMsg) bool {
	line, area := textinput.DefaultKeyMap(), textarea.DefaultKeyMap()
	return key.Matches(
		k, line.WordForward, line.WordBackward, line.DeleteWordBackward, line.DeleteWordForward, area.InputBegin,
		area.InputEnd,
		area.CapitalizeWordForward, area.LowercaseWordForward, area.UppercaseWordForward, area.SelectWordForward,
		area.SelectWordBackward,
	)
}

// newEditor returns an editor of value with the caret at its end.
func newEditor(t *theme.Theme, value string, secret bool) *editor {
	e := &editor{theme: t, secret: secret}
	e.set(value)
	return e
}

// set replaces the text. The field is made anew, so that the caret is at the end.
func (e *editor) set(value string) {
	e.field, e.width = textinput.New(), 0
	e.field.Prompt = ""
	if e.secret {
		e.field.EchoMode = textinput.EchoPassword
	}
	looks := textinput.StyleState{Text: e.style()}
	e.field.SetStyles(textinput.Styles{Focused: looks, Blurred: looks})
	e.field.SetValue(typed(value))
	e.field.CursorEnd()
	if e.focused {
		_ = e.field.Focus()
	}
}

// style underlines what is typed, so that a field looks like one.
func (e *editor) style() lipgloss.Style { return e.theme.Text.Underline(true) }

func (e *editor) value() string { return e.field.Value() }

func (e *editor) focus() {
	e.focused, e.fresh = true, true
	_ = e.field.Focus()
}

func (e *editor) blur() {
	e.focused = false
	e.field.Blur()
}

// key types a key.
func (e *editor) key(msg tea.KeyPressMsg) {
	if e.fresh && !e.secret && isNumber(e.value()) && isNumber(msg.Text) {
		e.set("") // the first digit begins another number, and does not make 13 of a suggested 1
	}
	e.fresh = false
	switch {
	case key.Matches(msg, e.field.KeyMap.Paste): // terminals paste by themselves
	case key.Matches(msg, e.field.KeyMap.DeleteWordForward):
		e.deleteWord()
	default:
		e.update(msg)
	}
}

// deleteWord deletes the word behind the caret, and the blanks before it; of a secret all that follows, so that it
// does not show where a word ends. The library's own (bubbles 2.2.1) reads beyond the end of the text.
func (e *editor) deleteWord() {
	text, at := []rune(e.value()), e.field.Position()
	end := at
	for end < len(text) && (e.secret || unicode.IsSpace(text[end])) {
		end++
	}
	for end < len(text) && !unicode.IsSpace(text[end]) {
		end++
	}
	e.field.SetValue(string(slices.Delete(text, at, end)))
	e.field.SetCursor(at)
}

// update hands a message to the field. One that the library fails at changes nothing.
func (e *editor) update(msg tea.Msg) {
	before, at := e.value(), e.field.Position()
	if !guarded(func() { e.field, _ = e.field.Update(msg) }) {
		e.set(before)
		e.field.SetCursor(at)
	}
}

// guarded runs f, which is the library's, and reports whether it came to its end: it has been seen to read beyond the
// end of a text. Other faults are not its own.
func guarded(f func()) (ok bool) {
	defer func() {
		if r := recover(); r != nil {
			if _, is := r.(runtime.Error); !is {
				panic(r)
			}
		}
	}()
	f()
	return true
}

// paste inserts what was pasted, as one line.
func (e *editor) paste(s string) {
	e.fresh = false
	s = strings.TrimRight(s, "\r\n")
	e.update(tea.PasteMsg{Content: typed(strings.ReplaceAll(s, "\r\n", "\n"))})
}

// typed is what is left of a text when it is typed or pasted: no escape sequences, nothing that cannot be seen, and
// blanks for line ends, tabs and other kinds of blank.
func typed(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t', unicode.Is(unicode.Zs, r):
			return ' '
		case unicode.IsMark(r) || provider.Clean(string(r)) == string(r):
			return r
		}
		return -1
	}, ansi.Strip(s))
}

// typedLines is typed for a text of several lines: line ends stay.
func typedLines(s string) string {
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s), "\n")
	for i, l := range lines {
		lines[i] = typed(l)
	}
	return strings.Join(lines, "\n")
}

// view is the text in at most w cells, and the column of the caret within it. Without the focus it is the beginning
// of the text, and the caret is 0.
func (e *editor) view(w int) (string, int) {
	if w <= 0 {
		return "", 0
	}
	if !e.focused {
		s := e.theme.Clean(e.value())
		if e.secret {
			s = strings.Repeat(string(e.theme.Glyph.Mask), min(len([]rune(e.value())), w))
		}
		return e.style().Render(Truncate(s, w, e.theme.Glyph.Ellipsis)), 0
	}
	if at := e.field.Position(); w != e.width {
		e.width = w
		e.field.SetWidth(w - 1) // one cell is the caret's
		e.field.SetCursor(0)    // has it scroll anew
		e.field.SetCursor(at)
	}
	s, x := caret(firstLine(e.field.View()))
	text := Width(e.value())
	if e.secret {
		text = len([]rune(e.value()))
	}
	return Truncate(s, min(w, text), ""), min(x, w-1) // the field fills its width with blanks
}

// reverse is what the input begins its caret with.
const reverse = "\x1b[7m"

// caret finds the cell that the input draws in reverse, and takes the reverse away: the terminal's own cursor is
// there instead. It is measured in what was drawn, so it is right behind wide characters (bubbles 906).
func caret(s string) (string, int) {
	before, after, ok := strings.Cut(s, reverse)
	if !ok {
		return s, Width(s)
	}
	return before + after, Width(before)
}

func firstLine(s string) string {
	s, _, _ = strings.Cut(s, "\n")
	return s
}

// plainTheme is t for huh: no frames or margins, built once and not for each option of each key.
func plainTheme(t *theme.Theme) huh.Theme {
	fs := huh.FieldStyles{
		Base:           lipgloss.NewStyle().Inline(true), // else it breaks a line that is a cell too long
		Title:          t.Accent,
		Description:    t.Dim,
		SelectedOption: t.Accent,
		Option:         t.Text,
		PrevIndicator:  lipgloss.NewStyle().SetString(t.Glyph.Left + " "),
		NextIndicator:  lipgloss.NewStyle().SetString(" " + t.Glyph.Right),
		FocusedButton:  t.Accent,
		BlurredButton:  t.Dim,
	}
	fs.TextInput.Text = t.Text
	s := &huh.Styles{Focused: fs, Blurred: fs}
	return huh.ThemeFunc(func(bool) *huh.Styles { return s })
}

// isNumber reports whether text is digits alone.
func isNumber(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}
