package sheet

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/widget"
)

// Line is one line of a sheet. Lines without an action are only read.
type Line struct {
	Text   string
	Head   bool           // a heading
	Radio  bool           // one of several choices: enter takes it first
	Open   bool           // enter does what space does
	Edits  bool           // an open line changes what is there; others add what is not
	Switch bool           // Press turns something on or off
	Chosen bool           // a radio button that is on
	Warn   bool           // says what is in the way
	Field  provider.Field // the answer that the line belongs to; its faults are shown below its last line
	Press  func()         // space: choose, or edit
	Add    func()         // a
	Remove func()         // x
	// Without takes the row that the line is about out of an order, to find out whether it is to blame for a fault.
	// nil: the line is about no row.
	Without func(*provider.Spec)
}

// Radio is the text of a radio button.
func Radio(e *step.Env, on bool, label, detail string) string {
	g := e.Theme.Glyph.Off
	if on {
		g = e.Theme.Glyph.On
	}
	if detail != "" {
		label = widget.PadRight(label, 22) + " " + detail
	}
	return g + " " + label
}

// The actions of a line, by the key that asks for them.
func pressed(l Line) func() { return l.Press }
func added(l Line) func()   { return l.Add }
func removed(l Line) func() { return l.Remove }

// acts reports whether the cursor can be on the line.
func (l Line) acts() bool { return l.Press != nil || l.Add != nil }

// does is the message of what Press does.
func (l Line) does() string {
	switch {
	case l.Radio:
		return "key.choose"
	case l.Switch:
		return "key.change"
	case l.Open && !l.Edits:
		return "key.add"
	}
	return "key.edit"
}

// draw is the line in as many lines of w cells as it needs: nothing of it could be read elsewhere. here says that the
// cursor is on it.
func (l Line) draw(t *theme.Theme, here bool, w int) []string {
	text := t.Clean(l.Text)
	indent := strings.Repeat(" ", len(text)-len(strings.TrimLeft(text, " ")))
	parts := []string{text}
	if widget.Width(text) > w-2 {
		parts = widget.Wrap(text[len(indent):], w-2-len(indent)-2)
	}
	style, mark := t.Text, "  "
	switch {
	case here:
		style, mark = t.Selected, t.Glyph.Cursor+" "
	case l.Head:
		style, mark = t.Header, ""
	case l.Warn:
		style = t.Warn
	case l.Radio && !l.Chosen:
		style = t.Dim
	}
	var out []string
	for n, part := range parts {
		switch {
		case n > 0:
			mark = "  "
			part = indent + "  " + part
		case len(parts) > 1:
			part = indent + part
		}
		if here {
			part = widget.PadRight(mark+part, w)
			out = append(out, style.Render(part))
			continue
		}
		out = append(out, mark+style.Render(part))
	}
	return out
}

// spoken is the line without its signs, its columns with commas between them.
func (l Line) spoken(g theme.Glyph) string {
	text := l.Text
	for _, sign := range []string{g.On, g.Off, "+"} {
		text = strings.TrimPrefix(strings.TrimSpace(text), sign+" ")
	}
	var parts []string
	for part := range strings.SplitSeq(text, "  ") {
		if part = strings.TrimSpace(part); part != "" {
			parts = append(parts, part)
		}
	}
	return strings.Join(parts, ", ")
}

// on reports whether the line is a choice that is taken.
func (l Line) on(g theme.Glyph) bool { return strings.HasPrefix(l.Text, g.On+" ") }
