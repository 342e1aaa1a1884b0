package ask

import (
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// The keys that move between the items of a form.
var (
	toNext   = tea.KeyPressMsg{Code: tea.KeyTab}
	toBefore = tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}
)

// Prepare asks for the choices of the item that comes next. A form without an item to ask is answered.
func (s *Screen) Prepare() tea.Cmd {
	if !s.byLine && len(s.cfg.Known) > 0 {
		s.byLine = true
		for f := range s.cfg.Known {
			widget.SetLabel(s.form, string(f), s.env.Label(f))
		}
		s.fill()
	}
	if s.folded { // who reads line by line is asked everything
		s.folded = false
		s.show()
	}
	it, ok := s.focused()
	switch {
	case !ok:
		return s.submit(step.Done{})
	case s.looked(it) && !s.loaded(it.Field) && s.load.State() != widget.LoadFailed:
		return s.ask(it.Field)
	}
	return nil
}

// Waiting reports whether choices are being asked for.
func (s *Screen) Waiting() bool { return s.load.State() == widget.LoadBusy }

// Failed is why there are no choices.
func (s *Screen) Failed() error { return s.load.Err() }

// PromptBack goes to the item before.
func (s *Screen) PromptBack() bool {
	s.form.Update(toBefore)
	return !s.form.Back()
}

// PromptLast goes to the last item: the user comes back from the question behind this one.
func (s *Screen) PromptLast() {
	for _, it := range slices.Backward(s.cfg.Items) {
		if s.form.Focus(string(it.Field)) {
			return
		}
	}
}

// Prompt asks for the item with the focus.
func (s *Screen) Prompt() step.Prompt {
	it, _ := s.focused()
	item, _ := s.form.Item(string(it.Field))
	item.Error = s.wrong(it.Field)
	if id := "line_help." + string(it.Field); s.env.Text.Has(id) {
		item.Help = s.env.T(id)
	}
	p := s.env.ItemPrompt(item)
	if s.fault != nil {
		p.Say = append(s.env.FaultWords(s.fault), p.Say...)
	}
	if s.fault = nil; s.first() == it.Field {
		p.Say = append([]string{question(s)}, p.Say...)
	}
	p.Take = func(text string) (tea.Cmd, string) { return s.reply(it.Field, text) }
	p.Clear = func() (tea.Cmd, string) { return s.put(it.Field, "") }
	switch a, _ := provider.LineFor(it.Field); a.Kind { //nolint:exhaustive // the others are as their item
	case provider.PasswordValue:
		switch made := !s.draft.Generated.IsZero() && s.draft.Spec.Access.Password == s.draft.Generated; {
		case made, s.value(it.Field) == "" && s.makes():
			p.Default = s.env.T("plain.made")
		case s.value(it.Field) != "":
			p.Default = s.env.T("plain.kept")
		}
	case provider.ScriptValue:
		p.Kind, p.Default = step.PromptScript, ""
		if s.value(it.Field) != "" {
			p.Default = s.env.Answer(s.draft, it.Field)
		}
	case provider.LinesValue:
		p.Default = s.env.Answer(s.draft, it.Field)
		p = numberedLines(s, p, it.Field)
	}
	return p
}

// numberedLines is p with the lines that are known, of which a number stands for one.
func numberedLines(s *Screen, p step.Prompt, f provider.Field) step.Prompt {
	known := s.cfg.Known[f]
	if len(known) == 0 {
		return p
	}
	p.Say = append(p.Say, s.env.T("plain.known"))
	for i, l := range known {
		p.Say = append(p.Say, s.env.T("plain.known_line", "Number", i+1, "Label", l.Label, "Detail", l.Detail))
	}
	take := p.Take
	p.Take = func(text string) (tea.Cmd, string) {
		lines := strings.Split(text, "\n")
		for i, l := range lines {
			if n, err := strconv.Atoi(strings.TrimSpace(l)); err == nil && n >= 1 && n <= len(known) {
				lines[i] = known[n-1].Value
			}
		}
		return take(strings.Join(lines, "\n"))
	}
	return p
}

// first is the first item that can have the focus.
func (s *Screen) first() provider.Field {
	i := slices.IndexFunc(s.fields, func(f provider.Field) bool {
		item, ok := s.form.Item(string(f))
		return ok && !item.Hidden
	})
	if i < 0 {
		return ""
	}
	return s.fields[i]
}

// makes reports whether the product makes passwords.
func (s *Screen) makes() bool {
	_, ok := provider.As[provider.Passworder](s.draft.Reader())
	return ok
}

// wrong is the error of an answer that was given, in words for lines.
func (s *Screen) wrong(f provider.Field) string {
	if !s.touched[f] {
		return ""
	}
	for _, e := range s.faults() {
		if e.Field == f {
			return s.whyInLine(e)
		}
	}
	return ""
}

// whyInLine is [Screen.why] for answers that are typed line by line.
func (s *Screen) whyInLine(f *provider.Error) string {
	if why := s.why(f); why != s.env.Why(f) {
		return why
	}
	return s.env.WhyInLine(f)
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
	before := s.draft.Clone()
	if now := s.form.Value(string(f)); text != now {
		s.form.SetValue(string(f), text)
		s.answer(f)
	}
	s.touched[f] = true
	if why := strings.TrimSpace(s.wrong(f)); why != "" {
		s.draft = before
		for _, f := range s.fields {
			s.form.SetValue(string(f), s.shown(f))
		}
		s.show()
		return nil, why
	}
	s.show()
	return s.press(toNext), ""
}

// shown is what the form has for the draft's answer at f: a switch without an answer is off.
func (s *Screen) shown(f provider.Field) string {
	item, _ := s.form.Item(string(f))
	v := s.value(f)
	if item.Kind == widget.Toggle && v == "" {
		return "false"
	}
	return v
}
