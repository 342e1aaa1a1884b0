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

// Line is one line of a sheet. Lines without an action are only read.
type Line struct {
	Text   string
	Head   bool           // a heading
	Radio  bool           // one of several choices: enter takes it first
	Open   bool           // enter does what space does
	Edits  bool           // an open line changes what is there; others add what is not
	Switch bool           // Press turns something on or off
	Chosen bool           // a radio button that is on
	Warn   bool           // says what is in the way
	Field  provider.Field // the answer that the line belongs to; its faults stand below its last line
	Press  func()         // space: choose, or edit
	Add    func()         // a
	Remove func()         // x
	// Without takes the row that the line is about out of an order, to find out whether it is to blame for a fault.
	// nil: the line is about no row.
	Without func(*provider.Spec)
}

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
	Env   *step.Env
	Now   step.Draft // the answers; Config.Lines and the actions of lines change it
	cfg   Config
	fault error
	lines []Line
	at    int
	top   int
	edit  *editor
	all   bool // enter was pressed: show all faults
	going bool // the review is wanted once what the lines need is there
	moved bool // the operator put the cursor on this line to do something there
}

// New returns the sheet of c. fault is why the user is back.
func New(e *step.Env, d step.Draft, fault error, c Config) *Screen {
	s := &Screen{Env: e, Now: d.Clone(), cfg: c, fault: fault, all: fault != nil}
	s.Rebuild()
	if i := slices.IndexFunc(s.lines, func(l Line) bool { return l.Chosen }); i >= 0 {
		s.at = i // enter must not take another choice than the one that is there
	}
	if all := provider.All(fault); len(all) > 0 {
		s.toFault(all[0])
	}
	return s
}

// Rebuild makes the lines again, after something else than a key changed the answers.
func (s *Screen) Rebuild() {
	s.lines = s.cfg.Lines(s)
	s.at = min(max(s.at, 0), max(len(s.lines)-1, 0))
	can := func(l Line) bool { return l.Press != nil || l.Add != nil }
	if len(s.lines) > 0 && !can(s.lines[s.at]) {
		s.at = max(slices.IndexFunc(s.lines, can), 0)
	}
}

// Edit opens a form for one row. take reads it; it answers with the item at fault and why, or takes the row.
func (s *Screen) Edit(title string, items []widget.Item, take func(value func(string) string) (item, why string)) {
	s.edit = newEditor(s.Env, title, items, take)
}

// Radio is the text of a radio button.
func (s *Screen) Radio(on bool, label, detail string) string {
	g := s.Env.Theme.Glyph.Off
	if on {
		g = s.Env.Theme.Glyph.On
	}
	if detail != "" {
		label = widget.PadRight(label, 22) + " " + detail
	}
	return g + " " + label
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
	busy := s.cfg.Busy != nil && s.cfg.Busy()
	if k, ok := msg.(tea.KeyPressMsg); ok && s.edit == nil {
		if s.going = busy && k.String() == step.FinishKey; s.going {
			return nil
		}
	}
	if s.cfg.Update != nil {
		if cmd, ok := s.cfg.Update(s, msg); ok {
			if s.going && !s.cfg.Busy() {
				s.going = false
				return tea.Batch(cmd, s.submit(step.Finish{}))
			}
			return cmd
		}
	}
	if s.edit != nil {
		if s.edit.update(msg) {
			s.edit, s.moved = nil, false
			s.Rebuild()
		}
		return nil
	}
	if k, ok := msg.(tea.KeyPressMsg); ok {
		return s.press(k.String())
	}
	return nil
}

func (s *Screen) press(k string) tea.Cmd {
	switch k {
	case "up", "k":
		s.move(-1)
	case "down", "j":
		s.move(1)
	case "shift+tab":
		return s.Go(step.Back{})
	case "space":
		s.act(func(l Line) func() { return l.Press })
	case "a":
		s.act(func(l Line) func() { return l.Add })
	case "x", "delete":
		s.act(func(l Line) func() { return l.Remove })
	case "enter":
		if s.enterActs() {
			s.act(func(l Line) func() { return l.Press })
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

func (s *Screen) act(action func(Line) func()) {
	if s.at >= len(s.lines) {
		return
	}
	if f := action(s.lines[s.at]); f != nil {
		s.moved = false
		f()
		s.Rebuild()
	}
}

// enterActs reports whether Enter does what the line is for, and does not go on: a line that opens something, a choice
// that is not taken, and any other that the operator went to and that was not changed since.
func (s *Screen) enterActs() bool {
	if s.at >= len(s.lines) {
		return false
	}
	l := s.lines[s.at]
	return l.Open || l.Radio && !l.Chosen || s.moved && !l.Radio && l.Press != nil
}

func (s *Screen) move(by int) {
	for i := s.at + by; i >= 0 && i < len(s.lines); i += by {
		if s.lines[i].Press != nil || s.lines[i].Add != nil {
			s.at, s.moved = i, true
			return
		}
	}
}

// submit accepts and continues to m, or goes to the first fault.
func (s *Screen) submit(m step.Move) tea.Cmd {
	s.all = true
	if faults := s.Now.Faults(s.cfg.Fields...); len(faults) > 0 {
		s.toFault(faults[0])
		return nil
	}
	return s.Go(m)
}

// Draft has the answers as they stand.
func (s *Screen) Draft() step.Draft { return s.Now }

// Editing reports whether text is being typed into the form.
func (s *Screen) Editing() bool { return s.edit != nil && s.edit.form.Editing() }

// Back closes the form without taking its row.
func (s *Screen) Back() bool {
	if s.edit == nil {
		return false
	}
	if !s.edit.form.CloseFilter() {
		s.edit, s.moved = nil, false
	}
	return true
}

// Close ends what the question has started.
func (s *Screen) Close() {
	if s.cfg.Close != nil {
		s.cfg.Close()
	}
}

// View draws the lines, the faults beneath the answer that they belong to, and the form.
func (s *Screen) View(w, h int) (string, *tea.Cursor) {
	t := s.Env.Theme
	out := []string{t.Title.Render(widget.Truncate(s.Env.T(s.cfg.ID+".ask"), w, t.Glyph.Ellipsis))}
	out = append(out, s.Env.FaultLines(s.fault, w)...)
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
		out = append(out, s.window(w, room))
	}
	if box != "" {
		out = append(out, box)
	}
	return strings.Join(out, "\n"), cur
}

// window is the part of the lines around the cursor.
func (s *Screen) window(w, h int) string {
	body, at := s.body(w)
	if at < s.top {
		s.top = at
	}
	if at >= s.top+h {
		s.top = at - h + 1
	}
	s.top = max(min(s.top, len(body)-h), 0)
	return widget.Fit(strings.Join(body[s.top:], "\n"), w, h)
}

// body is every line with the faults of its answer, and where the cursor is among them.
func (s *Screen) body(w int) (out []string, at int) {
	faults := s.Now.Faults(s.cfg.Fields...)
	for i, l := range s.lines {
		if s.here(i) {
			at = len(out)
		}
		out = append(out, s.line(i, w)...)
		if l.Field == "" || (i+1 < len(s.lines) && s.lines[i+1].Field == l.Field) {
			continue
		}
		t := s.Env.Theme
		for _, f := range faults {
			if f.Field != l.Field || !s.all && !s.cfg.Started(s.Now, f.Field) {
				continue
			}
			for _, wl := range widget.Wrap(t.Glyph.Fail+" "+s.Env.Why(f), w-2) {
				out = append(out, "  "+t.Bad.Render(wl))
			}
		}
	}
	return out, at
}

func (s *Screen) here(i int) bool {
	return i == s.at && s.edit == nil && (s.lines[i].Press != nil || s.lines[i].Add != nil)
}

// line is a line in as many lines of w cells as it needs: nothing of it could be read elsewhere.
func (s *Screen) line(i, w int) []string {
	t, l := s.Env.Theme, s.lines[i]
	text := t.Clean(l.Text)
	indent := strings.Repeat(" ", len(text)-len(strings.TrimLeft(text, " ")))
	parts := []string{text}
	if widget.Width(text) > w-2 {
		parts = widget.Wrap(text[len(indent):], w-2-len(indent)-2)
	}
	style, mark := t.Text, "  "
	switch {
	case s.here(i):
		style, mark = t.Selected, t.Glyph.Cursor+" "
	case l.Head:
		style, mark = t.Header, ""
	case l.Warn:
		style = t.Warn
	case l.Radio && !l.Chosen:
		style = t.Dim
	}
	var out []string
	for n, part := range parts {
		switch {
		case n > 0:
			mark = "  "
			part = indent + "  " + part
		case len(parts) > 1:
			part = indent + part
		}
		if s.here(i) {
			part = widget.PadRight(mark+part, w)
			out = append(out, style.Render(part))
			continue
		}
		out = append(out, mark+style.Render(part))
	}
	return out
}
