package types

import (
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/step"
)

// Waiting reports whether the list that is asked for is still being loaded.
func (s *Screen) Waiting() bool {
	if s.places != nil {
		return s.places.Waiting()
	}
	return s.Screen.Waiting()
}

// Failed is why there is no list.
func (s *Screen) Failed() error {
	if s.places != nil {
		return s.places.Failed()
	}
	return s.Screen.Failed()
}

// PromptBack closes the list of places.
func (s *Screen) PromptBack() bool {
	if s.places == nil {
		return false
	}
	s.places.Close()
	s.places = nil
	return true
}

// Prompt asks for a type, or for one of the places and types in its stead.
func (s *Screen) Prompt() step.Prompt {
	if s.places == nil {
		p := s.Screen.Prompt()
		p.Instead = func(id string) tea.Cmd {
			r, ok := s.Find(id)
			if !ok || !s.lacks(r) {
				return nil
			}
			s.Select(id)
			return s.open(r, true)
		}
		if len(p.Choices) > 0 {
			p.Say = append(p.Say, s.env.T("plain.elsewhere"))
			p.Elsewhere = func(id string) tea.Cmd {
				r, _ := s.Find(id)
				s.Select(id)
				return s.open(r, false)
			}
		}
		return p
	}
	p := s.places.Prompt()
	take := p.Take
	p.Take = func(value string) (tea.Cmd, string) {
		cmd, why := take(value)
		if s.places == nil {
			return cmd, why
		}
		return tea.Batch(cmd, s.follow()), why
	}
	return p
}
