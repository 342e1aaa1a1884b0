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

// spoken words the items of a form as prompts, and answers them line by line.
type spoken struct{ of *fieldset }

// begin has everything asked line by line: there are no check boxes, and nothing is folded away.
func (s spoken) begin() {
	b := &s.of.boxes
	if !b.off && len(b.lines) > 0 {
		b.off = true
		for f := range b.lines {
			widget.SetLabel(s.of.form, string(f), s.of.env.Fields().Label(f))
		}
		s.of.fill()
	}
	if s.of.fold.on {
		s.of.fold.on = false
		s.of.show()
	}
}

// first is the first item that can have the focus.
func (s spoken) first() provider.Field {
	i := slices.IndexFunc(s.of.fields, func(f provider.Field) bool {
		item, ok := s.of.form.Item(string(f))
		return ok && !item.Hidden
	})
	if i < 0 {
		return ""
	}
	return s.of.fields[i]
}

// wrong is the error of an answer that was given, in words for lines.
func (s spoken) wrong(f provider.Field) string {
	if !s.of.touched[f] {
		return ""
	}
	for _, e := range s.of.faults() {
		if e.Field == f {
			return s.of.choices.whyInLine(e)
		}
	}
	return ""
}

// prompt words an item, which take answers with a text.
func (s spoken) prompt(it Item, take func(text string) (tea.Cmd, string)) step.Prompt {
	e, d := s.of.env, &s.of.draft
	item, _ := s.of.form.Item(string(it.Field))
	item.Error = s.wrong(it.Field)
	if id := "line_help." + string(it.Field); e.Has(id) {
		item.Help = e.T(id)
	}
	p := e.ItemPrompt(item)
	p.Take = take
	switch a, _ := provider.LineFor(it.Field); a.Kind { //nolint:exhaustive // the others are as their item
	case provider.PasswordValue:
		switch made := !d.Generated.IsZero() && d.Spec.Access.Password == d.Generated; {
		case made, s.of.value(it.Field) == "" && s.of.makes():
			p.Default = e.T("plain.made")
		case s.of.value(it.Field) != "":
			p.Default = e.T("plain.kept")
		}
	case provider.ScriptValue:
		p.Kind, p.Default = step.PromptScript, ""
		if s.of.value(it.Field) != "" {
			p.Default = e.Answers().Of(*d, it.Field)
		}
	case provider.LinesValue:
		p.Default = e.Answers().Of(*d, it.Field)
		p = s.numbered(p, it.Field)
	}
	return p
}

// numbered is p with the lines that are known, of which a number stands for one.
func (s spoken) numbered(p step.Prompt, f provider.Field) step.Prompt {
	known := s.of.boxes.lines[f]
	if len(known) == 0 {
		return p
	}
	e := s.of.env
	p.Say = append(p.Say, e.T("plain.known"))
	for i, l := range known {
		p.Say = append(p.Say, e.T("plain.known_line", "Number", i+1, "Label", l.Label, "Detail", l.Detail))
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

// answer answers f with a text. One that breaks a rule is not kept: it returns why then.
func (s spoken) answer(f provider.Field, text string) (why string) {
	before := s.of.draft.Clone()
	if now := s.of.form.Value(string(f)); text != now {
		s.of.form.SetValue(string(f), text)
		s.of.answer(f)
	}
	s.of.touched[f] = true
	if why = strings.TrimSpace(s.wrong(f)); why != "" {
		s.of.draft = before
		for _, f := range s.of.fields {
			s.of.form.SetValue(string(f), s.shown(f))
		}
	}
	s.of.show()
	return why
}

// shown is what the form has for the draft's answer at f: a switch without an answer is off.
func (s spoken) shown(f provider.Field) string {
	item, _ := s.of.form.Item(string(f))
	v := s.of.value(f)
	if item.Kind == widget.Toggle && v == "" {
		return "false"
	}
	return v
}
