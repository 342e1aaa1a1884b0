package sheet

import (
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/theme"
)

// list is the lines, and the cursor on one of them.
type list struct {
	lines []Line
	at    int
	moved bool // the operator put the cursor on this line to do something there
}

// set replaces the lines. The cursor stays where it is when something can be done there.
func (l *list) set(lines []Line) {
	l.lines = lines
	l.at = min(max(l.at, 0), max(len(l.lines)-1, 0))
	if len(l.lines) > 0 && !l.lines[l.at].acts() {
		l.at = max(slices.IndexFunc(l.lines, Line.acts), 0)
	}
}

// current is the line under the cursor; false while there are none.
func (l *list) current() (Line, bool) {
	if l.at >= len(l.lines) {
		return Line{}, false
	}
	return l.lines[l.at], true
}

// move goes to the next line in the direction of by at which something can be done.
func (l *list) move(by int) {
	for i := l.at + by; i >= 0 && i < len(l.lines); i += by {
		if l.lines[i].acts() {
			l.at, l.moved = i, true
			return
		}
	}
}

// toFault puts the cursor on the row that is to blame for f; where none is, on the last row of the answer, on its
// choice that is taken, or on what else can be done there.
func (l *list) toFault(f *provider.Error, a *answers) {
	last := func(is func(Line) bool) int {
		for i, line := range slices.Backward(l.lines) {
			if line.Field == f.At() && is(line) {
				return i
			}
		}
		return -1
	}
	for _, is := range []func(Line) bool{
		func(line Line) bool { return line.Without != nil && a.blames(line, f) },
		func(line Line) bool { return line.Without != nil },
		func(line Line) bool { return line.Press != nil && line.Chosen },
		func(line Line) bool { return line.Press != nil },
	} {
		if i := last(is); i >= 0 {
			l.at, l.moved = i, true
			return
		}
	}
}

// enterActs reports whether Enter does what the line is for, and does not lead to the next question: a line that opens
// something, a choice that is not taken, and any other that the operator went to and that was not changed since.
func (l *list) enterActs() bool {
	line, ok := l.current()
	return ok && (line.Open || line.Radio && !line.Chosen || l.moved && !line.Radio && line.Press != nil)
}

// draw is every line with the faults of its answer, and where the cursor is among them. It is not drawn while active is
// false.
func (l *list) draw(a *answers, t *theme.Theme, w int, active bool) (out []string, at int) {
	faults := a.faults()
	for i, line := range l.lines {
		here := active && i == l.at && line.acts()
		if here {
			at = len(out)
		}
		out = append(out, line.draw(t, here, w)...)
		if line.Field != "" && (i+1 == len(l.lines) || l.lines[i+1].Field != line.Field) {
			out = append(out, a.faultLines(faults, line.Field, w)...)
		}
	}
	return out, at
}
