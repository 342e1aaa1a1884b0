package pick

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/widget"
)

// View draws the question, the fault, the list and the detail of the row under the cursor.
func (s *Screen[T]) View(w, h int) (string, *tea.Cursor) {
	t := s.env.Theme
	lines := []string{t.Title.Render(widget.Truncate(s.ask(), w, t.Glyph.Ellipsis)) + s.counted(w)}
	lines = append(lines, s.env.Errors().Lines(s.fault, w)...)
	if s.reason != "" {
		for _, l := range widget.Wrap(t.Glyph.Warn+" "+s.reason, w) {
			lines = append(lines, t.Warn.Render(l))
		}
	}
	if s.cfg.Note != "" && h > 8 {
		for _, l := range widget.Wrap(s.cfg.Note, w) {
			lines = append(lines, t.Dim.Render(l))
		}
	}
	switch s.load.State() {
	case widget.LoadReady:
	case widget.LoadEmpty:
		lines = append(lines, widget.Wrap(s.env.T(s.cfg.ID+".empty"), w)...)
		return strings.Join(lines, "\n"), nil
	default:
		v := widget.Loading{State: s.load.State(), What: s.env.T(s.cfg.ID + ".what"), Tick: s.tick}
		v.Why, v.Hint = s.env.Errors().Failure(s.load.Err())
		if s.grid.Typing() {
			lines = append(lines, "/"+s.env.Clean(s.grid.Filter()))
		}
		lines = append(lines, v.View(t, s.env.Text, w, max(h-len(lines), 0)))
		return strings.Join(lines, "\n"), nil
	}
	lines = append(lines, s.rows.filter.explain(s.grid.Filter(), s.grid.Typing(), w)...)
	var below []string
	if i, ok := s.grid.Row(); ok && s.cfg.Detail != nil && !s.hide && h-len(lines) >= 12 {
		below = detail(&s.question, s.rows.all[i], w, h-len(lines))
	}
	gridH := max(h-len(lines)-len(below), 3)
	grid, cur := s.grid.View(w, gridH)
	if cur != nil {
		cur.Y += len(lines)
	}
	lines = append(lines, grid)
	return strings.Join(append(lines, below...), "\n"), cur
}
