package access

import (
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/step/ask"
	"github.com/metalwright/metalwright/ui/widget"
)

// fileKey asks for the file of a script.
const fileKey = "ctrl+l"

// editKey opens the operator's editor on the script.
const editKey = "ctrl+x"

// itemFile is the only item of that form.
const itemFile = "file"

// Screen is the form, and the question for the file of a script before it.
type Screen struct {
	*ask.Screen
	env  *step.Env
	file *widget.Form // nil while nobody asks for a file
	why  string       // why the editor has changed nothing; "" when it has

	keys  *widget.Load[[]provider.Option] // the account's
	asked bool                            // for them
}

// read is what a file holds.
type read struct {
	of   *Screen
	text []byte
	err  error
}

// edited is the script as the editor left it.
type edited struct {
	of   *Screen
	text []byte
	err  error
}

func newScreen(e *step.Env, form *ask.Screen) *Screen {
	return &Screen{Screen: form, env: e, keys: &widget.Load[[]provider.Option]{}}
}

// reads reports whether a script can be read from a file now.
func (s *Screen) reads() bool { return s.env.Files.Read != nil && s.Asks(provider.FieldInitScript) }

// edits reports whether the script can be edited by a program of the operator's now.
func edits(s *Screen) bool { return s.env.Files.Edit != nil && s.Asks(provider.FieldInitScript) }

// edit opens the editor.
func edit(s *Screen) tea.Cmd {
	text := []byte(s.Draft().Spec.Access.InitScript.Reveal())
	return s.env.Files.Edit(s.env.Ctx, text, func(now []byte, err error) tea.Msg { return edited{s, now, err} })
}

// takeOver takes the script as the editor left it.
func takeOver(s *Screen, m edited) {
	if m.err != nil {
		s.why = s.env.Clean(s.env.T("access.editor_failed", "Why", m.err.Error()))
		return
	}
	s.env.Secrets.Hide(provider.Access{InitScript: provider.NewSecret(string(m.text))})
	s.Set(provider.FieldInitScript, string(m.text))
}

// Update leads keys to the question that is open.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if s.keys.Update(msg) {
		offerKeys(s)
		return nil
	}
	cmd := s.update(msg)
	return tea.Batch(cmd, s.lookUp())
}

func (s *Screen) update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case edited:
		if msg.of == s {
			takeOver(s, msg)
		}
		return nil
	case read:
		if msg.of == s && s.file != nil {
			s.take(msg)
		}
		return nil
	case tea.KeyPressMsg:
		s.why = ""
		switch {
		case s.file != nil:
			return s.press(msg)
		case msg.String() == editKey && edits(s):
			ask.Stay(s.Screen) // what the editor leaves is for this question
			return edit(s)
		case msg.String() == fileKey && s.reads():
			ask.Stay(s.Screen)
			s.file = widget.NewForm(s.env.Theme, s.env.Text, []widget.Item{{
				ID: itemFile, Label: s.env.T("access.file"), Help: s.env.T("access.file_help"),
			}})
			return nil
		}
	case tea.PasteMsg:
		if s.file != nil {
			return s.press(msg)
		}
	}
	return s.Screen.Update(msg)
}

// press hands a key to the question, and reads the file that it names.
func (s *Screen) press(msg tea.Msg) tea.Cmd {
	s.file.Update(msg)
	s.file.Back()
	if !s.file.Submitted() {
		return nil
	}
	path := strings.TrimSpace(s.file.Value(itemFile))
	if path == "" {
		s.file.SetError(itemFile, s.env.T("rule.required"))
		return nil
	}
	open := s.env.Files.Read
	return func() tea.Msg {
		text, err := open(path)
		return read{s, text, err}
	}
}

// take answers with what was read, or says why there is nothing.
func (s *Screen) take(m read) {
	if m.err != nil {
		s.file.SetError(itemFile, s.env.Clean(m.err.Error()))
		return
	}
	s.file = nil
	s.env.Secrets.Hide(provider.Access{InitScript: provider.NewSecret(string(m.text))})
	s.Set(provider.FieldInitScript, string(m.text))
}

// View draws the question that is open.
func (s *Screen) View(w, h int) (string, *tea.Cursor) {
	t := s.env.Theme
	if s.file == nil {
		var said []string
		if s.why != "" {
			for _, l := range widget.Wrap(t.Glyph.Warn+" "+s.why, w) {
				said = append(said, t.Warn.Render(l))
			}
		}
		form, cur := s.Screen.View(w, max(h-len(said), 1))
		return strings.Join(append([]string{form}, said...), "\n"), cur
	}
	title := t.Title.Render(widget.Truncate(s.env.T("access.file_ask"), w, t.Glyph.Ellipsis))
	form, cur := s.file.View(w, max(h-2, 1))
	if cur != nil {
		cur.Y += 2
	}
	return title + "\n\n" + form, cur
}

// Editing reports whether letters are text.
func (s *Screen) Editing() bool { return s.file != nil || s.Screen.Editing() }

// Back closes the question for a file.
func (s *Screen) Back() bool {
	if s.file != nil {
		s.file = nil
		return true
	}
	return s.Screen.Back()
}

// Keys are those of the question that is open.
func (s *Screen) Keys() []key.Binding {
	if s.file != nil {
		return []key.Binding{key.NewBinding(key.WithKeys("enter"), key.WithHelp("enter", s.env.T("key.read")))}
	}
	keys := s.Screen.Keys()
	if s.reads() {
		keys = append(keys, key.NewBinding(key.WithKeys(fileKey), key.WithHelp(fileKey, s.env.T("key.script_file"))))
	}
	if edits(s) {
		keys = append(keys, key.NewBinding(key.WithKeys(editKey), key.WithHelp(editKey, s.env.T("key.script_editor"))))
	}
	return keys
}
