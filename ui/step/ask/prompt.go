package ask

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
)

// Prepare asks for the choices of the item that comes next. A form without an item to ask is answered.
func (s *Screen) Prepare() tea.Cmd {
	s.spoken.begin()
	it, ok := s.focused()
	switch {
	case !ok:
		return s.submit(step.Done{})
	case s.choices.looked(it) && !s.choices.has(it.Field) && !s.failed():
		return s.ask(it.Field)
	}
	return nil
}

// PromptLast goes to the last item: the user comes back from the question behind this one.
func (s *Screen) PromptLast() {
	for _, it := range slices.Backward(s.items) {
		if s.form.Focus(string(it.Field)) {
			return
		}
	}
}

// Prompt asks for the item with the focus.
func (s *Screen) Prompt() step.Prompt {
	it, _ := s.focused()
	p := s.spoken.prompt(it, func(text string) (tea.Cmd, string) { return s.reply(it.Field, text) })
	p.Clear = func() (tea.Cmd, string) { return s.put(it.Field, "") }
	if s.fault != nil {
		p.Say = append(s.env.Errors().Words(s.fault), p.Say...)
	}
	if s.fault = nil; s.spoken.first() == it.Field {
		p.Say = append([]string{s.cfg.question(s.env)}, p.Say...)
	}
	return p
}

// reply answers f with what was typed, and continues; an empty text takes what is there.
func (s *Screen) reply(f provider.Field, text string) (tea.Cmd, string) {
	if text != "" {
		return s.put(f, text)
	}
	a, _ := provider.LineFor(f)
	if g, ok := provider.As[provider.Passworder](s.draft.Reader()); ok && a.Kind == provider.PasswordValue &&
		s.value(f) == "" {
		text = g.NewPassword().Reveal()
		cmd, why := s.put(f, text)
		if why == "" {
			s.draft.Generated = provider.NewSecret(text)
		}
		return cmd, why
	}
	return s.put(f, s.form.Value(string(f)))
}

// put answers f and goes to the next item. An answer that breaks a rule is not kept.
func (s *Screen) put(f provider.Field, text string) (tea.Cmd, string) {
	if why := s.spoken.answer(f, text); why != "" {
		return nil, why
	}
	return s.press(toNext), ""
}
