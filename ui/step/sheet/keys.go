package sheet

import (
	"charm.land/bubbles/v2/key"
)

// Keys are what the line under the cursor can do.
func (s *Screen) Keys() []key.Binding {
	if s.edit != nil {
		return s.edit.keys()
	}
	bind := func(k, id string) key.Binding { return key.NewBinding(key.WithKeys(k), key.WithHelp(k, s.Env.T(id))) }
	l, _ := s.list.current()
	enter := "key.next"
	if s.list.enterActs() {
		enter = l.does()
	}
	keys := []key.Binding{bind("enter", enter), s.Env.Bindings().Finish()}
	if l.Press != nil {
		keys = append(keys, bind("space", l.does()))
	}
	if l.Add != nil {
		keys = append(keys, bind("a", "key.add"))
	}
	if l.Remove != nil {
		keys = append(keys, bind("x", "key.remove"))
	}
	if s.cfg.Keys != nil {
		keys = append(keys, s.cfg.Keys(s)...)
	}
	return keys
}

// keys are what the item with the focus can do.
func (ed *editor) keys() []key.Binding {
	keys := []key.Binding{ed.env.Bindings().Enter(ed.form, "key.apply")}
	if ed.choosing() {
		g := ed.env.Theme.Glyph
		keys = append(keys, key.NewBinding(key.WithKeys("left", "right"), key.WithHelp(g.Left+g.Right,
			ed.env.T("key.change"))))
	}
	return keys
}
