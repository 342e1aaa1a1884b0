package sheet

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// Prepare has nothing to ask for: what the lines need is loaded by Init.
func (s *Screen) Prepare() tea.Cmd { return nil }

// Waiting reports whether the question waits for the vendor.
func (s *Screen) Waiting() bool { return s.cfg.Busy != nil && s.cfg.Busy() }

// Failed is nil: what failed is above the lines.
func (s *Screen) Failed() error { return nil }

// PromptBack goes to the item before in the form of a row, or closes it without taking the row.
func (s *Screen) PromptBack() bool {
	if s.edit == nil {
		return false
	}
	s.edit.form.Update(tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift})
	if s.edit.form.Back() {
		s.edit = nil
	}
	return true
}

// headWidth is the room for what is above the lines.
const headWidth = 1000

// Prompt asks for a line to change, or for the item of the form that is open.
func (s *Screen) Prompt() step.Prompt {
	if s.edit != nil {
		return s.edit.prompt(s)
	}
	e := s.Env
	p := step.Prompt{Label: e.T("plain.change"), Take: s.change}
	p.Say = append(e.FaultWords(s.fault), e.T(s.cfg.ID+".ask"))
	s.fault = nil
	if s.cfg.Head != nil {
		for _, l := range s.cfg.Head(s, headWidth) {
			if l = strings.TrimSpace(ansi.Strip(l)); l != "" {
				p.Say = append(p.Say, l)
			}
		}
	}
	for i, l := range s.lines {
		if text := s.spoken(l.Text); text != "" {
			p.Choices = append(p.Choices, step.Choice{
				Value: strconv.Itoa(i), Label: text, Names: []string{text}, On: s.on(l), Note: l.Press == nil,
			})
		}
	}
	if slices.ContainsFunc(s.lines, func(l Line) bool { return l.Remove != nil }) {
		p.Label, p.Remove = e.T("plain.change_remove"), s.remove
	}
	if !slices.ContainsFunc(p.Choices, func(c step.Choice) bool { return !c.Note }) {
		p.Label = e.T("plain.go_on")
	}
	return p
}

// on reports whether the line is a choice that is taken.
func (s *Screen) on(l Line) bool { return strings.HasPrefix(l.Text, s.Env.Theme.Glyph.On+" ") }

// spoken is a line without its signs, its columns with commas between them.
func (s *Screen) spoken(text string) string {
	g := s.Env.Theme.Glyph
	for _, sign := range []string{g.On, g.Off, "+"} {
		text = strings.TrimPrefix(strings.TrimSpace(text), sign+" ")
	}
	var parts []string
	for part := range strings.SplitSeq(text, "  ") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// change does what the line is for; "" accepts all of them.
func (s *Screen) change(value string) (tea.Cmd, string) {
	if value == "" {
		cmd := s.submit(step.Done{})
		var why []string
		for _, f := range s.Now.Faults(s.cfg.Fields...) {
			why = append(why, s.Env.Text.Join().Labelled(s.Env.Label(f.Field), s.Env.WhyInLine(f)))
		}
		return cmd, strings.Join(why, "\n")
	}
	return nil, s.at1(value, func(l Line) func() { return l.Press })
}

// remove takes the row of the line away.
func (s *Screen) remove(value string) (tea.Cmd, string) {
	return nil, s.at1(value, func(l Line) func() { return l.Remove })
}

// at1 runs an action of the line with the index.
func (s *Screen) at1(value string, action func(Line) func()) string {
	i, err := strconv.Atoi(value)
	if err != nil || i < 0 || i >= len(s.lines) || action(s.lines[i]) == nil {
		return s.Env.T("plain.no_choice")
	}
	s.at = i
	s.act(action)
	return ""
}

// prompt asks for the item with the focus.
func (ed *editor) prompt(s *Screen) step.Prompt {
	id := ed.form.Focused()
	item, _ := ed.form.Item(id)
	if item.Kind == widget.Input && item.Help == "" {
		item.Help = item.Placeholder
	}
	p := ed.env.ItemPrompt(item)
	p.Label = ed.env.Text.Join().Clauses(ed.title, p.Label)
	p.Take = func(text string) (tea.Cmd, string) {
		if text != "" {
			ed.form.SetValue(id, text)
		}
		ed.form.SetError(id, "")
		if ed.update(tea.KeyPressMsg{Code: tea.KeyTab}) {
			s.edit = nil
			s.Rebuild()
		}
		return nil, ""
	}
	return p
}
