package ask

import (
	"cmp"

	"github.com/metalwright/metalwright/ui/widget"
)

// warnings are the lines of what the configuration warns of.
func (s *Screen) warnings(w int) (lines []string) {
	if s.cfg.Warnings == nil {
		return nil
	}
	t := s.env.Theme
	for _, warning := range s.cfg.Warnings(s.env, s.draft) {
		for _, l := range widget.Wrap(t.Glyph.Warn+" "+t.Clean(warning), w) {
			lines = append(lines, t.Warn.Render(l))
		}
	}
	return lines
}

// question is what the form asks, in words.
func question(s *Screen) string { return s.env.T(cmp.Or(s.cfg.Ask, s.cfg.ID+".ask")) }

// beside is how many of room lines what is below the form may have. The form keeps the answer with the focus in
// sight.
func beside(s *Screen, room int) int {
	const least, wanted = 10, 5 // lines of a form with something below it, and of what was asked for
	switch {
	case s.cfg.Wanted != nil && s.cfg.Wanted():
		return max(room/3, min(room-2, wanted))
	case room >= least:
		return room / 3
	}
	return 0
}
