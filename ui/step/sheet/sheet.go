// Package sheet asks a question by lines: some are choices, some are rows that can be edited, added and removed, and a
// small form opens for one row. The storage step, and the networks of products that have their own, are a [Config]
// each.
package sheet

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// Config is a question by lines.
type Config struct {
	ID     string           // the step's: its question is "<ID>.ask"
	Fields []provider.Field // the answers whose faults keep the operator here
	// Lines makes the lines from the answers; it is asked again after each change.
	Lines func(*Screen) []Line
	// Started reports whether the operator has started to answer f, so that its faults are of interest.
	Started func(step.Draft, provider.Field) bool
	// Update takes messages that are no keys, such as answers; true when it was one of its own. nil takes none.
	Update func(*Screen, tea.Msg) (tea.Cmd, bool)
	Init   func(*Screen) tea.Cmd // nil: nothing to load
	Close  func()                // nil: nothing to end
	// Head draws above the lines, such as that something is loading. nil draws nothing.
	Head func(*Screen, int) []string
	Keys func(*Screen) []key.Binding // further keys; nil: none
	Busy func() bool                 // the vendor is being asked; nil: never
}

// Screen is the sheet on screen.
type Screen struct {
	step.Mover
	answers
	loading
	cfg   Config
	fault error
	list  list
	pane  pane
	edit  *editor // nil while no row is edited
}

// New returns the sheet of c. fault is why the user is back.
func New(e *step.Env, d step.Draft, fault error, c Config) *Screen {
	s := &Screen{
		answers: answers{Env: e, Now: d.Clone(), fields: c.Fields, started: c.Started, all: fault != nil},
		loading: loading{busy: c.Busy, close: c.Close}, cfg: c, fault: fault,
	}
	s.Rebuild()
	if i := slices.IndexFunc(s.list.lines, func(l Line) bool { return l.Chosen }); i >= 0 {
		s.list.at = i // enter must not take another choice than the one that is there
	}
	if all := provider.All(fault); len(all) > 0 {
		s.list.toFault(all[0], &s.answers)
	}
	return s
}

// Rebuild makes the lines again, after something else than a key changed the answers.
func (s *Screen) Rebuild() { s.list.set(s.cfg.Lines(s)) }

// Edit opens a form for one row. take reads it; it answers with the item at fault and why, or takes the row.
func (s *Screen) Edit(title string, items []widget.Item, take func(value func(string) string) (item, why string)) {
	s.edit = newEditor(s.Env, title, items, take)
}

// Init loads what the question needs.
func (s *Screen) Init() tea.Cmd {
	if s.cfg.Init == nil {
		return nil
	}
	return s.cfg.Init(s)
}

// Update takes the question's own messages, then keys, for the form while it is open.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	k, isKey := msg.(tea.KeyPressMsg)
	if isKey && s.edit == nil {
		if s.going = s.Waiting() && k.String() == step.FinishKey; s.going {
			return nil
		}
	}
	if s.cfg.Update != nil {
		if cmd, ok := s.cfg.Update(s, msg); ok {
			if s.arrived() {
				return tea.Batch(cmd, s.submit(step.Finish{}))
			}
			return cmd
		}
	}
	if s.edit != nil {
		if s.edit.update(msg) {
			s.edit, s.list.moved = nil, false
			s.Rebuild()
		}
		return nil
	}
	if isKey {
		return s.press(k.String())
	}
	return nil
}

func (s *Screen) press(k string) tea.Cmd {
	switch k {
	case "up", "k":
		s.list.move(-1)
	case "down", "j":
		s.list.move(1)
	case "shift+tab":
		return s.Go(step.Back{})
	case "space":
		s.act(pressed)
	case "a":
		s.act(added)
	case "x", "delete":
		s.act(removed)
	case "enter":
		if s.list.enterActs() {
			s.act(pressed)
			return nil
		}
		return s.submit(step.Done{})
	case step.FinishKey:
		return s.submit(step.Finish{})
	case "tab":
		return s.submit(step.Done{})
	}
	return nil
}

// act runs an action of the line under the cursor.
func (s *Screen) act(action func(Line) func()) {
	l, ok := s.list.current()
	if !ok {
		return
	}
	if f := action(l); f != nil {
		s.list.moved = false
		f()
		s.Rebuild()
	}
}

// submit accepts and continues to m, or goes to the first fault.
func (s *Screen) submit(m step.Move) tea.Cmd {
	s.all = true
	if faults := s.faults(); len(faults) > 0 {
		s.list.toFault(faults[0], &s.answers)
		return nil
	}
	return s.Go(m)
}

// Editing reports whether text is being typed into the form.
func (s *Screen) Editing() bool { return s.edit != nil && s.edit.form.Editing() }

// Back closes the form without taking its row.
func (s *Screen) Back() bool {
	if s.edit == nil {
		return false
	}
	if !s.edit.form.CloseFilter() {
		s.edit, s.list.moved = nil, false
	}
	return true
}

// View draws the lines, the faults beneath the answer that they belong to, and the form.
func (s *Screen) View(w, h int) (string, *tea.Cursor) {
	t := s.Env.Theme
	out := []string{t.Title.Render(widget.Truncate(s.Env.T(s.cfg.ID+".ask"), w, t.Glyph.Ellipsis))}
	out = append(out, s.Env.Errors().Lines(s.fault, w)...)
	if s.cfg.Head != nil {
		out = append(out, s.cfg.Head(s, w)...)
	}
	if s.going {
		out = append(out, t.Warn.Render(widget.Truncate(s.Env.T("form.going"), w, t.Glyph.Ellipsis)))
	}
	if h > 14 {
		out = append(out, "")
	}
	room := h - len(out)
	var box string
	var cur *tea.Cursor
	if s.edit != nil {
		boxH := max(min(s.edit.height()+2, room), 0)
		box, cur = s.edit.view(w, boxH)
		room = max(room-boxH, 0)
		if cur != nil {
			cur.Y += len(out) + room
		}
	}
	if room > 0 {
		body, at := s.list.draw(&s.answers, t, w, s.edit == nil)
		out = append(out, s.pane.draw(body, at, w, room))
	}
	if box != "" {
		out = append(out, box)
	}
	return strings.Join(out, "\n"), cur
}
