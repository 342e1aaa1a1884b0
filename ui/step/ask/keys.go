package ask

import (
	"strings"

	"charm.land/bubbles/v2/key"

	"github.com/metalwright/metalwright/ui/widget"
)

// Keys are the bindings of the form.
func (s *Screen) Keys() []key.Binding {
	e := s.env
	// How the answer is changed comes first: a narrow window drops the end.
	keys := []key.Binding{e.Bindings().Enter(s.form, "key.next")}
	if strings.Contains(s.form.Focused(), boxMark) {
		keys = append(keys, key.NewBinding(key.WithKeys("space"), key.WithHelp("space", e.T("key.change"))))
	}
	if it, ok := s.focused(); ok && (it.kind == widget.Choice || it.kind == widget.Toggle) {
		keys = append(keys, key.NewBinding(key.WithKeys("left", "right"),
			key.WithHelp(e.Theme.Glyph.Left+e.Theme.Glyph.Right, e.T("key.change"))))
	}
	keys = append(keys, e.Bindings().Finish(),
		key.NewBinding(key.WithKeys("up", "down"), key.WithHelp(e.Theme.Glyph.Up+e.Theme.Glyph.Down, e.T("key.move"))))
	if s.form.Filters() {
		keys = append(keys, key.NewBinding(key.WithKeys("/"), key.WithHelp("/", e.T("key.filter"))))
	}
	for _, a := range s.cfg.Actions {
		if a.works(s.draft) {
			keys = append(keys, a.Binding)
		}
	}
	if s.failed() {
		keys = append(keys, key.NewBinding(key.WithKeys("ctrl+r"), key.WithHelp("ctrl+r", e.T("key.retry"))))
	}
	return append(keys, key.NewBinding(key.WithKeys("tab", "shift+tab"), key.WithHelp("tab", e.T("key.next_tab"))))
}
