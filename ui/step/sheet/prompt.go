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

// headWidth is the room for what is above the lines.
const headWidth = 1000

// PromptBack goes to the item before in the form of a row, or closes it without taking the row.
func (s *Screen) PromptBack() bool {
	if s.edit == nil {
		return false
	}
	if s.edit.back() {
		s.edit = nil
	}
	return true
}

// Prompt asks for a line to change, or for the item of the form that is open.
func (s *Screen) Prompt() step.Prompt {
	if s.edit != nil {
		return s.edit.prompt(func() {
			s.edit = nil
			s.Rebuild()
		})
	}
	e := s.Env
	p := step.Prompt{Label: e.T("plain.change"), Take: s.take}
	p.Say = append(e.Errors().Words(s.fault), e.T(s.cfg.ID+".ask"))
	s.fault = nil
	if s.cfg.Head != nil {
		for _, l := range s.cfg.Head(s, headWidth) {
			if l = strings.TrimSpace(ansi.Strip(l)); l != "" {
				p.Say = append(p.Say, l)
			}
		}
	}
	p.Choices = s.list.choices(e)
	if slices.ContainsFunc(s.list.lines, func(l Line) bool { return l.Remove != nil }) {
		p.Label = e.T("plain.change_remove")
		p.Remove = func(value string) (tea.Cmd, string) { return nil, s.takeLine(value, removed) }
	}
	if !slices.ContainsFunc(p.Choices, func(c step.Choice) bool { return !c.Note }) {
		p.Label = e.T("plain.go_on")
	}
	return p
}

// choices are the lines that say something, in words.
func (l *list) choices(e *step.Env) (all []step.Choice) {
	g := e.Theme.Glyph
	for i, line := range l.lines {
		if text := line.spoken(g); text != "" {
			all = append(all, step.Choice{
				Value: strconv.Itoa(i), Label: text, Names: []string{text}, On: line.on(g), Note: line.Press == nil,
			})
		}
	}
	return all
}

// take does what the line is for; "" accepts all of them.
func (s *Screen) take(value string) (tea.Cmd, string) {
	if value == "" {
		return s.submit(step.Done{}), s.spokenFaults()
	}
	return nil, s.takeLine(value, pressed)
}

// takeLine runs an action of the line with the index.
func (s *Screen) takeLine(value string, action func(Line) func()) string {
	i, err := strconv.Atoi(value)
	if err != nil || i < 0 || i >= len(s.list.lines) || action(s.list.lines[i]) == nil {
		return s.Env.T("plain.no_choice")
	}
	s.list.at = i
	s.act(action)
	return ""
}

// back goes to the item before, and reports true at the first one.
func (ed *editor) back() bool {
	ed.form.Update(tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift})
	return ed.form.Back()
}

// prompt asks for the item with the focus. taken is called once the row was taken.
func (ed *editor) prompt(taken func()) step.Prompt {
	id := ed.form.Focused()
	item, _ := ed.form.Item(id)
	if item.Kind == widget.Input && item.Help == "" {
		item.Help = item.Placeholder
	}
	p := ed.env.ItemPrompt(item)
	p.Label = ed.env.Join().Clauses(ed.title, p.Label)
	p.Take = func(text string) (tea.Cmd, string) {
		if text != "" {
			ed.form.SetValue(id, text)
		}
		ed.form.SetError(id, "")
		if ed.update(tea.KeyPressMsg{Code: tea.KeyTab}) {
			taken()
		}
		return nil, ""
	}
	return p
}
