package widget

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"charm.land/huh/v2"
	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/ui/theme"
)

// editor is one line of text that is typed: a huh input that neither moves, validates nor asks for commands. The
// commands that it returns are dropped on purpose: they blink, navigate, and read the clipboard of the machine that
// the program runs on, which over SSH is not the user's.
type editor struct {
	field   *huh.Input
	theme   *theme.Theme
	look    huh.Theme
	text    string // bound to field
	secret  bool
	focused bool
	fresh   bool // since the focus came nothing was typed
	width   int
}

// newEditor returns an editor of value with the caret at its end.
func newEditor(t *theme.Theme, value string, secret bool) *editor {
	e := &editor{theme: t, look: plainTheme(t), secret: secret}
	e.set(value)
	return e
}

// set replaces the text. The field is made anew, so that the caret is at the end.
func (e *editor) set(value string) {
	e.text = Clean(value)
	e.field = huh.NewInput().Prompt("").Value(&e.text)
	if e.secret {
		e.field.EchoMode(huh.EchoModePassword)
	}
	e.field.WithTheme(e.look)
	e.field.WithKeyMap(&huh.KeyMap{}) // huh gets no key of its own
	e.width = 0
	if e.focused {
		_ = e.field.Focus()
	}
}

func (e *editor) value() string { return e.text }

func (e *editor) focus() {
	e.focused, e.fresh = true, true
	_ = e.field.Focus()
}

func (e *editor) blur() {
	e.focused = false
	_ = e.field.Blur()
}

// key types a key.
func (e *editor) key(msg tea.KeyPressMsg) {
	if e.fresh && !e.secret && isNumber(e.text) && isNumber(msg.Text) {
		e.set("") // the first digit begins another number, and does not make 13 of a suggested 1
	}
	e.fresh = false
	if msg.String() == "ctrl+v" {
		return // terminals paste by themselves
	}
	_, _ = e.field.Update(msg)
}

// paste inserts what was pasted, as one line.
func (e *editor) paste(s string) {
	e.fresh = false
	s = strings.TrimRight(s, "\r\n")
	_, _ = e.field.Update(tea.PasteMsg{Content: Clean(strings.ReplaceAll(s, "\r\n", "\n"))})
}

// view is the text in at most w cells, and the column of the caret within it. Without the focus it is the beginning
// of the text, and the caret is 0.
func (e *editor) view(w int) (string, int) {
	if w <= 0 {
		return "", 0
	}
	if !e.focused {
		s := e.text
		if e.secret {
			s = strings.Repeat(string(e.theme.Glyph.Mask), min(len([]rune(s)), w))
		}
		return e.theme.Text.Render(Truncate(s, w, e.theme.Glyph.Ellipsis)), 0
	}
	if w != e.width {
		e.width = w
		// The input keeps one cell for the caret. Binding the value again makes it scroll for the new width.
		e.field.WithWidth(w)
		e.field.Value(&e.text)
	}
	s, x := caret(strings.TrimRight(firstLine(e.field.View()), " "))
	return Truncate(s, w, ""), min(x, w-1)
}

// reverse is what the input begins its caret with.
const reverse = "\x1b[7m"

// caret finds the cell that the input draws in reverse, and takes the reverse away: the terminal's own cursor stands
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
