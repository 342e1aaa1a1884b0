package ask

import (
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/widget"
)

// mark says of empty fields that they may stay so. Those with a hint of their own keep it.
func (s *Screen) mark(faults []*provider.Error) {
	for _, it := range s.cfg.Items {
		typed := it.kind == widget.Input || it.kind == widget.Secret || it.kind == widget.Multiline
		if id := string(it.Field); typed && !s.env.Text.Has("placeholder."+id) {
			hint := s.env.T("form.optional")
			if slices.ContainsFunc(faults, func(f *provider.Error) bool { return f.Field == it.Field }) {
				hint = ""
			}
			s.form.SetPlaceholder(id, hint)
		}
	}
}
