// Package storage asks how the disks are used: RAID and partitions of a machine of metal, system and data disks of a
// virtual one, or a summary where the model leaves nothing to choose.
package storage

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// Step is the question. A product without answers here shows what the model has.
func Step() step.Step {
	return step.Step{
		ID:    "storage",
		Owns:  owns(),
		Shown: func(*provider.Product) bool { return true },
		New:   func(e *step.Env, d step.Draft, fault error) step.Screen { return newScreen(e, d, fault) },
	}
}

func owns() []provider.Field {
	return []provider.Field{
		provider.FieldRAID, provider.FieldPartitions, provider.FieldSystemDisk, provider.FieldDataDisks, provider.FieldPreallocate,
	}
}

// line is one line of the screen. Lines without an action are only read.
type line struct {
	text   string
	faint  bool
	chosen bool           // a radio button that is on
	radio  bool           // a radio button
	field  provider.Field // the answer that the line belongs to
	press  func()         // space: choose, or edit
	add    func()         // a
	remove func()         // x
}

// Screen is the list of choices, and the editor of one row while it is open.
type Screen struct {
	env    *step.Env
	draft  step.Draft
	fault  error
	lines  []line
	at     int
	top    int
	edit   *editor
	strict bool // enter was pressed: show all faults
}

func newScreen(e *step.Env, d step.Draft, fault error) *Screen {
	s := &Screen{env: e, draft: d.Clone(), fault: fault, strict: fault != nil}
	s.draft.Spec.Storage = s.draft.Reader().Suggest(s.draft.Spec, s.draft.Known).Storage
	s.build()
	s.at = max(slices.IndexFunc(s.lines, func(l line) bool { return l.chosen || l.press != nil }), 0)
	if all := provider.All(fault); len(all) > 0 {
		if i := slices.IndexFunc(s.lines, func(l line) bool { return l.press != nil && l.field == all[0].Field }); i >= 0 {
			s.at = i
		}
	}
	return s
}

// build makes the lines from the answers.
func (s *Screen) build() {
	s.lines = nil
	p := s.draft.Product
	if p.Has(provider.FieldRAID) {
		s.raidLines()
	}
	if p.Has(provider.FieldPartitions) {
		s.partitionLines()
	}
	if p.Has(provider.FieldSystemDisk) {
		s.diskLines()
	}
	if len(s.lines) == 0 || !slices.ContainsFunc(s.lines, func(l line) bool { return l.press != nil }) {
		s.summaryLines()
	}
	s.at = min(max(s.at, 0), max(len(s.lines)-1, 0))
}

func (s *Screen) head(text string) {
	if len(s.lines) > 0 {
		s.lines = append(s.lines, line{})
	}
	s.lines = append(s.lines, line{text: text, faint: true})
}

// summaryLines say what the model has where nothing can be chosen.
func (s *Screen) summaryLines() {
	e := s.env
	s.head(e.T("storage.fixed"))
	t := s.draft.Known.Type
	if t == nil {
		return
	}
	for _, g := range t.Disks {
		s.lines = append(s.lines, line{text: "  " + e.T("storage.group", "Count", g.Count, "GB", g.SizeGB, "Kind", widget.Clean(g.Kind))})
	}
	if len(t.Disks) == 0 && t.DiskText != "" {
		s.lines = append(s.lines, line{text: "  " + widget.Clean(t.DiskText)})
	}
}

// Init asks for nothing.
func (s *Screen) Init() tea.Cmd { return nil }

// Update takes keys, for the editor while it is open.
func (s *Screen) Update(msg tea.Msg) tea.Cmd {
	if s.edit != nil {
		if s.edit.update(msg) {
			s.edit = nil
			s.build()
		}
		return nil
	}
	k, ok := msg.(tea.KeyPressMsg)
	if !ok {
		return nil
	}
	switch k.String() {
	case "up", "k":
		s.move(-1)
	case "down", "j":
		s.move(1)
	case "shift+tab":
		return func() tea.Msg { return step.Back{} }
	case "space":
		s.do(func(l line) func() { return l.press })
	case "a":
		s.do(func(l line) func() { return l.add })
	case "x", "delete":
		s.do(func(l line) func() { return l.remove })
	case "enter", "tab":
		return s.submit()
	}
	return nil
}

// do runs an action of the line under the cursor, or of the nearest line of the same answer that has one.
func (s *Screen) do(action func(line) func()) {
	if s.at >= len(s.lines) {
		return
	}
	f := action(s.lines[s.at])
	if f == nil {
		return
	}
	f()
	s.build()
}

func (s *Screen) move(by int) {
	for i := s.at + by; i >= 0 && i < len(s.lines); i += by {
		if s.lines[i].press != nil || s.lines[i].add != nil {
			s.at = i
			return
		}
	}
}

func (s *Screen) submit() tea.Cmd {
	s.strict = true
	if faults := s.draft.Faults(owns()...); len(faults) > 0 {
		if i := slices.IndexFunc(s.lines, func(l line) bool { return l.field == faults[0].Field && l.press != nil }); i >= 0 {
			s.at = i
		}
		return nil
	}
	return func() tea.Msg { return step.Done{} }
}

// Draft has the answers as they stand.
func (s *Screen) Draft() step.Draft { return s.draft }

// Editing reports whether a row is being edited.
func (s *Screen) Editing() bool { return s.edit != nil && s.edit.form.Editing() }

// Back closes the editor without taking its row.
func (s *Screen) Back() bool {
	if s.edit == nil {
		return false
	}
	s.edit = nil
	return true
}

// Close has nothing to end.
func (s *Screen) Close() {}

// Keys are what the line under the cursor can do.
func (s *Screen) Keys() []key.Binding {
	e := s.env
	bind := func(k, id string) key.Binding { return key.NewBinding(key.WithKeys(k), key.WithHelp(k, e.T(id))) }
	if s.edit != nil {
		return []key.Binding{bind("enter", "key.next")}
	}
	keys := []key.Binding{bind("enter", "key.next")}
	if s.at < len(s.lines) {
		l := s.lines[s.at]
		if l.press != nil {
			id := "key.edit"
			if l.radio {
				id = "key.choose"
			}
			keys = append(keys, bind("space", id))
		}
		if l.add != nil {
			keys = append(keys, bind("a", "key.add"))
		}
		if l.remove != nil {
			keys = append(keys, bind("x", "key.remove"))
		}
	}
	return keys
}

// View draws the lines, the faults beneath the answer that they belong to, and the editor.
func (s *Screen) View(w, h int) (string, *tea.Cursor) {
	t := s.env.Theme
	out := []string{t.Title.Render(widget.Truncate(s.env.T("storage.ask"), w, t.Glyph.Ellipsis))}
	out = append(out, s.env.FaultLines(s.fault, w)...)
	if h > 14 {
		out = append(out, "")
	}
	room := h - len(out)
	var box string
	var cur *tea.Cursor
	if s.edit != nil {
		boxH := min(s.edit.height()+2, room)
		box, cur = s.edit.view(w, boxH)
		room = max(room-boxH, 1)
		if cur != nil {
			cur.Y += len(out) + room
		}
	}
	body, at := s.body(w)
	if at < s.top {
		s.top = at
	}
	if at >= s.top+room {
		s.top = at - room + 1
	}
	s.top = min(s.top, max(len(body)-room, 0))
	out = append(out, widget.Fit(strings.Join(body[s.top:], "\n"), w, room))
	if box != "" {
		out = append(out, box)
	}
	return strings.Join(out, "\n"), cur
}

// body is every line with the faults of its answer, and where the cursor is among them.
func (s *Screen) body(w int) (out []string, at int) {
	t := s.env.Theme
	faults := s.draft.Faults(owns()...)
	for i, l := range s.lines {
		text := widget.Truncate(l.text, w-2, t.Glyph.Ellipsis)
		mark := "  "
		switch {
		case i == s.at && s.edit == nil && (l.press != nil || l.add != nil):
			at = len(out)
			text = t.Selected.Render(widget.PadRight(t.Glyph.Cursor+" "+text, w))
			mark = ""
		case l.faint:
			text = t.Header.Render(text)
			mark = ""
		case l.radio && !l.chosen:
			text = t.Dim.Render(text)
		default:
			text = t.Text.Render(text)
		}
		out = append(out, mark+text)
		if l.field == "" || (i+1 < len(s.lines) && s.lines[i+1].field == l.field) {
			continue
		}
		for _, f := range faults {
			if f.Field == l.field && (s.strict || s.own(f.Field)) {
				for _, wl := range widget.Wrap(t.Glyph.Fail+" "+s.env.Why(f), w-2) {
					out = append(out, "  "+t.Bad.Render(wl))
				}
			}
		}
	}
	return out, at
}

// own reports whether the operator has changed the answer, so that its faults are of interest.
func (s *Screen) own(f provider.Field) bool {
	st := s.draft.Spec.Storage
	switch f {
	case provider.FieldRAID:
		return st.RAID != nil
	case provider.FieldPartitions:
		return st.Partitions != nil
	default:
		return true
	}
}

// radio is the text of a radio button.
func (s *Screen) radio(on bool, label, detail string) string {
	g := s.env.Theme.Glyph.Off
	if on {
		g = s.env.Theme.Glyph.On
	}
	if detail != "" {
		label = widget.PadRight(label, 22) + " " + detail
	}
	return g + " " + label
}
