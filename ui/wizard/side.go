package wizard

import (
	"strings"

	"github.com/metalwright/metalwright/ui/widget"
)

const (
	sideInner = sideCols - 4
	sideLabel = 15 // cells for the name of an answer
)

// side is the order so far: its answers, the price below. Answers that do not fit beside their names stand below them;
// where that makes the bar too high they are cut.
func (w *Wizard) side(h int) string {
	answers, total := w.sideAnswers(false), w.price.total(w.screen.Draft())
	if len(answers)+len(total)+2 > h {
		answers = w.sideAnswers(true)
	}
	lines := append(answers, total...)
	return widget.Box(w.env.Theme, w.env.T("side.title"), strings.Join(lines, "\n"), sideCols, min(len(lines)+2, h))
}

func (w *Wizard) sideAnswers(cut bool) (lines []string) {
	t, d := w.env.Theme, w.screen.Draft()
	if d.Product == nil {
		return nil
	}
	for _, f := range d.Product.Brief() {
		label := t.Dim.Render(widget.PadRight(widget.Truncate(w.env.Label(f), sideLabel-1, ""), sideLabel))
		value := t.Clean(w.answer(d, f))
		switch room := sideInner - sideLabel; {
		case value == "":
			lines = append(lines, label+t.Faint.Render(t.Clean("–")))
		case cut || widget.Width(value) <= room:
			lines = append(lines, label+t.Text.Render(widget.Truncate(value, room, t.Glyph.Ellipsis)))
		default:
			lines = append(lines, label)
			for _, l := range widget.Wrap(value, sideInner-2) {
				lines = append(lines, "  "+t.Text.Render(l))
			}
		}
	}
	return lines
}
