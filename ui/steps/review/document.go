package review

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/widget"
)

// document is text that is shown instead of the order.
type document struct {
	title  string
	lines  []string
	copied bool // it may be copied: it is what the operator wants to keep
	turned bool // another one follows
	form   int  // its place among the forms of the order
	top    int  // the first line that is shown
}

func newDocument(title string, text []byte) *document {
	return &document{title: title, lines: strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")}
}

// scroll takes a key that moves the text or copies it.
func (d *document) scroll(k string) tea.Cmd {
	switch k {
	case "up", "k":
		d.top = max(d.top-1, 0)
	case "down", "j":
		d.top++
	case "pgup":
		d.top = max(d.top-10, 0)
	case "pgdown":
		d.top += 10
	case "y":
		if d.copied {
			return tea.SetClipboard(strings.Join(d.lines, "\n") + "\n")
		}
	}
	return nil
}

// draw draws the text. Long lines go on below.
func (d *document) draw(t *theme.Theme, w, h int) string {
	var all []string
	for _, l := range d.lines {
		all = append(all, widget.Wrap(t.Clean(l), w-4)...)
	}
	d.top = max(min(d.top, len(all)-(h-2)), 0)
	text := make([]string, 0, h)
	for _, l := range all[d.top:min(d.top+h, len(all))] {
		text = append(text, t.Text.Render(l))
	}
	return widget.Box(t, d.title, strings.Join(text, "\n"), w, h)
}
