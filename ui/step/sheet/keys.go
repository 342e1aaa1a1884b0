package sheet

import (
	"charm.land/bubbles/v2/key"

	"github.com/metalwright/metalwright/ui/step"
)

// does is the message of what Press does.
func (l Line) does() string {
	switch {
	case l.Radio:
		return "key.choose"
	case l.Switch:
		return "key.change"
	case l.Open && !l.Edits:
		return "key.add"
	}
	return "key.edit"
}

// Keys are what the line under the cursor can do.
func (s *Screen) Keys() []key.Binding {
	bind := func(k, id string) key.Binding { return key.NewBinding(key.WithKeys(k), key.WithHelp(k, s.Env.T(id))) }
	if s.edit != nil {
		keys := []key.Binding{step.EnterIn(s.Env, s.edit.form, "key.apply")}
		if s.edit.choosing() {
			g := s.Env.Theme.Glyph
			keys = append(keys, key.NewBinding(key.WithKeys("left", "right"), key.WithHelp(g.Left+g.Right,
				s.Env.T("key.change"))))
		}
		return keys
	}
	enter := "key.next"
	if s.enterActs() {
		enter = s.lines[s.at].does()
	}
	keys := []key.Binding{bind("enter", enter), s.Env.Finishing()}
	if s.at < len(s.lines) {
		l := s.lines[s.at]
		if l.Press != nil {
			keys = append(keys, bind("space", l.does()))
		}
		if l.Add != nil {
			keys = append(keys, bind("a", "key.add"))
		}
		if l.Remove != nil {
			keys = append(keys, bind("x", "key.remove"))
		}
	}
	if s.cfg.Keys != nil {
		keys = append(keys, s.cfg.Keys(s)...)
	}
	return keys
}
