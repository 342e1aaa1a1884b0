package wizard

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/widget"
)

const (
	sideInner = sideCols - 4
	sideLabel = 15 // cells for the name of an answer
)

// side is the order so far, beside its questions.
type side struct {
	route
	price *pricer
	draft step.Draft // with the open screen's answers
	asked int        // the last step that was open
}

// draw draws the answers and the price below, at most h lines high. Answers that do not fit beside their names stand
// below them; where that makes the bar too high they are cut.
func (s side) draw(h int) string {
	answers, total := s.answers(false), s.price.total(s.draft)
	if len(answers)+len(total)+2 > h {
		answers = s.answers(true)
	}
	lines := append(answers, total...)
	return widget.Box(s.env.Theme, s.env.T("side.title"), strings.Join(lines, "\n"), sideCols, min(len(lines)+2, h))
}

// answers are the answers that matter most, in the lines of the bar.
func (s side) answers(cut bool) (lines []string) {
	t, d := s.env.Theme, s.draft
	if d.Product == nil {
		return nil
	}
	for _, f := range d.Product.Brief() {
		label := t.Dim.Render(widget.PadRight(widget.Truncate(s.env.Fields().Label(f), sideLabel-1, ""), sideLabel))
		value := t.Clean(s.answer(f))
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

// answer words the answer at f, "" until its question was asked: that nothing was chosen is no answer before.
func (s side) answer(f provider.Field) string {
	d := s.draft
	if f == provider.FieldCount && s.asked >= s.owner(d, provider.FieldType) { // it is said beside the types
		d.Spec.Count = d.Spec.Machines()
	}
	if s.asked <= s.owner(d, f) && !provider.Answered(d.Spec, f) {
		return ""
	}
	return s.env.Answers().Of(d, f)
}
