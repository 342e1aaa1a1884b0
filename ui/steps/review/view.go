package review

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/widget"
)

// View draws the rows, and over them the question or the request.
func (s *Screen) View(w, h int) (string, *tea.Cursor) {
	t := s.env.Theme
	lines := []string{t.Title.Render(widget.Truncate(s.env.T("review.ask"), w, t.Glyph.Ellipsis))}
	lines = append(lines, s.env.Errors().Lines(s.fault, w)...)
	if h > 14 {
		lines = append(lines, "")
	}
	room := max(h-len(lines), 1)
	if s.doc != nil {
		lines = append(lines, s.doc.draw(t, w, room))
		return strings.Join(lines, "\n"), nil
	}
	hint := hints(t, s.hint, w)
	lines = append(lines, s.list.draw(w, max(room-len(hint), 1)))
	lines = append(lines, hint...)
	body := strings.Join(lines, "\n")
	switch {
	case s.ask != nil:
		body = widget.Overlay(widget.Dim(t, body), s.ask.draw(&s.order, &s.price, min(w, 64), h), w, h)
	case s.save != nil:
		body = widget.Overlay(widget.Dim(t, body), s.save.view(min(w, 72)), w, h)
	}
	return body, nil
}

// hints says, in lines of w cells, why the latest key did nothing.
func hints(t *theme.Theme, hint string, w int) (lines []string) {
	if hint == "" {
		return nil
	}
	for _, l := range widget.Wrap(t.Glyph.Warn+" "+hint, w) {
		lines = append(lines, t.Warn.Render(l))
	}
	return lines
}
