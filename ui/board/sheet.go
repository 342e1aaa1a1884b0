package board

import (
	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

// sheet collects the lines of a page.
type sheet struct {
	env   *step.Env
	w     int
	lines []string
}

func (s *sheet) add(style lipgloss.Style, text string) {
	for _, l := range widget.Wrap(text, s.w) {
		s.lines = append(s.lines, style.Render(l))
	}
}

// head begins a part of the page.
func (s *sheet) head(id string) {
	s.lines = append(s.lines, "")
	s.add(s.env.Theme.Header, s.env.T(id))
}

// labelWidth is the cells of a label; in a narrow window the value is below it.
const labelWidth = 22

// row is a label and its value; nothing when there is no value.
func (s *sheet) row(label, value string) {
	if value = s.env.Clean(value); value == "" {
		return
	}
	t, room := s.env.Theme, s.w-labelWidth
	if room < 24 {
		s.add(t.Dim, label)
		s.add(t.Text, "  "+value)
		return
	}
	for n, l := range widget.Wrap(value, room) {
		if n > 0 {
			label = ""
		}
		s.lines = append(s.lines, t.Dim.Render(widget.PadRight(label, labelWidth))+t.Text.Render(l))
	}
}
