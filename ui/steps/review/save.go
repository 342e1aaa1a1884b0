package review

import (
	"errors"
	"io/fs"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// The items of the form.
const (
	itemPath = "path"
	itemOver = "over"
)

// saving asks for the name of a file, and for a confirmation of its own where one is there already.
type saving struct {
	env   *step.Env
	draft step.Draft
	form  *widget.Form
	busy  bool
	saved *step.Saved // once it is on disk
}

// saved says what came of writing to path.
type saved struct {
	step.Saved
	path string
	err  error
}

// newSaving asks where to save the order file of d.
func newSaving(e *step.Env, d step.Draft) *saving {
	return &saving{env: e, draft: d, form: widget.NewForm(e.Theme, e.Text, []widget.Item{
		{ID: itemPath, Label: e.T("review.save_path"), Help: e.T("review.save_help"), Value: step.FileName(d.Spec)},
		{ID: itemOver, Label: e.T("review.save_over"), Kind: widget.Toggle, Value: "false", Hidden: true},
	})}
}

// update handles a key, a paste, or what came of writing; false leaves the message to others.
func (s *saving) update(msg tea.Msg) (tea.Cmd, bool) {
	switch msg := msg.(type) {
	case saved:
		s.settle(msg)
		return nil, true
	case tea.KeyPressMsg, tea.PasteMsg:
		return s.press(msg), true
	}
	return nil, false
}

func (s *saving) press(msg tea.Msg) tea.Cmd {
	if s.busy {
		return nil
	}
	s.form.Update(msg)
	s.form.Back()
	for _, id := range s.form.Changed() {
		if id == itemPath { // the confirmation was for another file
			s.form.SetHidden(itemOver, true)
			s.form.SetValue(itemOver, "false")
		}
	}
	if s.form.Submitted() {
		return s.write()
	}
	return nil
}

func (s *saving) write() tea.Cmd {
	path, over, save, d := strings.TrimSpace(s.form.Value(itemPath)), s.form.Bool(itemOver), s.env.Files.Save, s.draft
	if path == "" {
		s.form.SetError(itemPath, s.env.T("rule.required"))
		s.form.Focus(itemPath)
		return nil
	}
	s.busy = true
	return func() tea.Msg {
		done, err := save(d, path, over)
		return saved{done, path, err}
	}
}

// settle says what came of writing, and asks before it replaces anything.
func (s *saving) settle(m saved) {
	s.busy = false
	switch {
	case m.err == nil:
		s.saved = &m.Saved
	case errors.Is(m.err, fs.ErrExist):
		s.form.SetHidden(itemOver, false)
		s.form.SetError(itemPath, s.env.T("review.save_exists"))
		s.form.Focus(itemOver)
	default:
		s.form.SetError(itemPath, s.env.Clean(m.err.Error()))
		s.form.Focus(itemPath)
	}
}

func (s *saving) editing() bool { return s.saved == nil && s.form.Editing() }

// key is what Enter does.
func (s *saving) key() string {
	if s.saved != nil {
		return "key.close"
	}
	return "key.save"
}

func (s *saving) view(w int) string {
	e, t := s.env, s.env.Theme
	if s.saved == nil {
		const rows = 6
		body, _ := s.form.View(w-4, rows)
		return widget.Box(t, e.T("review.save_title"), body, w, rows+2)
	}
	text := []string{e.T("review.save_done", "Path", s.saved.Path, "Password", s.saved.Password)}
	if s.saved.Script != "" {
		text = append(text, e.T("review.save_script", "Path", s.saved.Script))
	}
	if s.saved.Password {
		text = append(text, e.T("review.save_password"))
	}
	var lines []string
	for _, l := range text {
		lines = append(lines, widget.Wrap(t.Clean(l), w-4)...)
	}
	return widget.Box(t, e.T("review.save_title"), strings.Join(lines, "\n"), w, len(lines)+2)
}
