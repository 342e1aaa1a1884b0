package pick

import (
	"strings"

	"github.com/metalwright/metalwright/ui/widget"
)

// detail is the pane below the list: a rule, and what is known about the row under the cursor, in at most a third of h
// lines.
func detail[T any](q *question[T], row T, w, h int) []string {
	t := q.env.Theme
	lines := q.cfg.Detail(q.draft, row, w)
	if why := q.why(row); why != "" {
		var said []string
		for _, l := range widget.Wrap(t.Glyph.Warn+" "+why, w) {
			said = append(said, t.Warn.Render(l))
		}
		lines = append(said, lines...)
	}
	lines = lines[:min(len(lines), h/3)]
	return append([]string{t.Faint.Render(strings.Repeat(t.Glyph.Box.H, w))}, lines...)
}
