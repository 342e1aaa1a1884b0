package frame

import (
	"strconv"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// small is the length in bytes of a change that a terminal reads at once, and shows at once: it needs no brackets of
// synchronized output and no hidden cursor.
const small = 512

// output writes to a terminal: it knows what the terminal can do, and how it is left by what is written.
type output struct {
	terminal
	state
	out stream // what is written since the frame was begun
}

// state is how a terminal was left by what was written to it.
type state struct {
	on    modes
	fresh bool // nothing is known of what is shown: everything is drawn
	x, y  int  // the cursor; -1: unknown. Without the alternate screen y counts from the top of the frame.
	pen   pen  // what the next character would look like
}

// erase erases the line from the cursor on, so that it shows cells like blank.
func (o *output) erase(blank uv.Cell) {
	if !o.suits(&blank) {
		o.setPen(pen{style: blank.Style})
	}
	o.out.add(ansi.EraseLineRight)
}

// put writes a cell where the cursor is.
func (o *output) put(c *uv.Cell) {
	corner := o.on.alt && o.x+c.Width >= o.w && o.y == o.h-1
	if !o.suits(c) {
		o.setPen(pen{c.Style, c.Link})
	}
	if corner { // some terminals scroll at once
		o.out.add(ansi.ResetModeAutoWrap)
	}
	o.out.add(c.Content)
	if corner {
		o.out.add(ansi.SetModeAutoWrap)
	}
	if o.x += c.Width; o.x >= o.w {
		o.x = -1 // behind the last column
	}
}

// suits reports whether the cell looks as it should when it is written as the pen is. Nobody sees the colour of a
// space.
func (o *output) suits(c *uv.Cell) bool {
	if c.Link != o.pen.link {
		return false
	}
	return c.Style == o.pen.style || c.Content == " " && c.Style == space(o.pen.style)
}

// space is all that a space shows of a style.
func space(s uv.Style) uv.Style {
	const seen = uv.AttrReverse | uv.AttrStrikethrough
	if s.Attrs&seen == 0 && s.Underline == uv.UnderlineNone {
		return uv.Style{Bg: s.Bg}
	}
	return s
}

// setPen sets how the next characters look.
func (o *output) setPen(p pen) {
	if p == o.pen {
		return
	}
	if p.style != o.pen.style {
		seq := p.style.Diff(&o.pen.style)
		if whole := p.style.String(); len(whole)+len("0;") < len(seq) {
			o.out.add("\x1b[0;")
			seq = whole[len("\x1b["):]
		}
		o.out.add(seq)
	}
	if p.link != o.pen.link {
		o.out.add(ansi.SetHyperlink(p.link.URL, p.link.Params))
	}
	o.pen = p
}

// clear erases what is shown.
func (o *output) clear() {
	o.fresh = false
	o.setPen(pen{})
	if o.on.alt {
		o.out.add(ansi.CursorHomePosition + ansi.EraseEntireScreen)
		o.x, o.y = 0, 0
	} else {
		o.move(0, 0)
		o.out.add(ansi.EraseScreenBelow)
	}
}

// shift has the terminal move the lines.
func (o *output) shift(m span) {
	top, bottom := m.region()
	o.setPen(pen{})
	whole := top == 0 && bottom == o.h-1
	if !whole {
		o.out.add("\x1b[")
		o.out = strconv.AppendInt(o.out, int64(top+1), 10)
		o.out = append(o.out, ';')
		o.out = strconv.AppendInt(o.out, int64(bottom+1), 10)
		o.out = append(o.out, 'r')
	}
	if m.by > 0 {
		o.out = csi(o.out, m.by, 'S')
	} else {
		o.out = csi(o.out, -m.by, 'T')
	}
	if !whole {
		o.out.add("\x1b[r")
		o.x, o.y = 0, 0
	}
}

// bracket has the terminal show what was appended since at as one change.
func (o *output) bracket(at int, cursor bool) {
	before, after := "", ""
	if cursor && !o.on.hidden {
		before, after = ansi.ResetModeTextCursorEnable, ansi.SetModeTextCursorEnable
	}
	if o.grouping {
		before, after = ansi.SetModeSynchronizedOutput, ansi.ResetModeSynchronizedOutput
	}
	o.out.insert(at, before)
	o.out.add(after)
}

// hide hides the cursor before what was appended since at, or shows it behind that.
func (o *output) hide(at int, hidden bool) {
	if o.on.hidden == hidden {
		return
	}
	o.on.hidden = hidden
	if hidden {
		o.out.insert(at, ansi.ResetModeTextCursorEnable)
	} else {
		o.out.add(ansi.SetModeTextCursorEnable)
	}
}
