package sheet

import (
	"strings"

	"github.com/metalwright/metalwright/ui/widget"
)

// pane is the part of the lines that is in sight.
type pane struct{ top int }

// draw is the part of body around line at, w×h cells.
func (p *pane) draw(body []string, at, w, h int) string {
	if at < p.top {
		p.top = at
	}
	if at >= p.top+h {
		p.top = at - h + 1
	}
	p.top = max(min(p.top, len(body)-h), 0)
	return widget.Fit(strings.Join(body[p.top:], "\n"), w, h)
}
