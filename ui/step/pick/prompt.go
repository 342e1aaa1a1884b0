package pick

import (
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/step"
)

// PromptBack reports false: a list is one prompt.
func (s *Screen[T]) PromptBack() bool { return false }

// Prompt asks for one of the rows, each with what its columns say.
func (s *Screen[T]) Prompt() step.Prompt {
	e := s.env
	p := step.Prompt{Label: e.T("plain.number"), Take: s.take}
	p.Say = append(e.Errors().Words(s.fault), s.ask())
	s.fault = nil
	for _, text := range []string{s.cfg.Note, s.reason} {
		if text != "" {
			p.Say = append(p.Say, text)
		}
	}
	if len(s.rows.all) == 0 {
		p.Say, p.Label = append(p.Say, e.T(s.cfg.ID+".empty")), e.T("plain.empty")
		p.Take = func(string) (tea.Cmd, string) { return s.Go(step.Back{}), "" }
		return p
	}
	p.Filter = s.narrow
	at, on := s.grid.Row()
	if text := s.grid.Filter(); text != "" {
		p.Say = append(p.Say, e.T("plain.filtered", "Filter", text))
	}
	for _, i := range s.inSight() {
		row := s.rows.all[i]
		c := step.Choice{Value: s.cfg.Key(row), Why: s.why(row), Current: on && i == at}
		c.Label, c.Names = s.words(row)
		p.Choices = append(p.Choices, c)
	}
	return p
}

// take answers with the row of the key; "" is the row under the cursor.
func (s *Screen[T]) take(key string) (tea.Cmd, string) {
	s.reason = ""
	if key != "" && !s.grid.Select(key) {
		return nil, s.env.T("plain.no_choice")
	}
	cmd := s.accept(step.Done{})
	return cmd, s.reason
}
