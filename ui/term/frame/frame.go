// Package frame turns the views of a screen into the bytes that change a terminal from one to the next.
//
// A [Drawer] keeps what the terminal shows as lines of text, as the view had them, and which modes are on. A line whose
// text is the same is not looked at again. The two versions of one that changed are turned into cells in buffers that
// all drawers share, compared, and forgotten. Rows that moved, as in a list that scrolls, are moved by the terminal.
// Decoding, styles and cells are those of github.com/charmbracelet/x/ansi and ultraviolet, which Bubble Tea draws with.
//
// It writes nothing itself and has no clock, so one frame after the other can be tested against a terminal in memory.
package frame

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"
)

// small is the length in bytes of a change that a terminal reads at once, and shows at once: it needs no brackets of
// synchronized output and no hidden cursor.
const small = 512

// Drawer has what a terminal shows. The zero value is of no use: see [New]. It is for one goroutine at a time.
type Drawer struct {
	terminal
	state
	shared *Shared // nil: nobody draws the same

	shown string // the view's text, of which rows are the lines
	rows  []row  // what is shown, and those below are blank; nil: not cut into lines yet
	spare []row  // memory for the next frame
	out   []byte
}

// terminal is what is known of a terminal.
type terminal struct {
	profile  colorprofile.Profile
	method   ansi.Method
	scrolls  bool // rows can be moved by a region
	grouping bool // the terminal has synchronized output
	quiet    bool // the terminal is asked nothing yet
	bare     bool // the terminal gets no modes but the other screen
	w, h     int
}

// state is how a terminal was left by what was written to it.
type state struct {
	on    modes
	fresh bool // nothing is known of what is shown: everything is drawn
	x, y  int  // the cursor; -1: unknown. Without the alternate screen y counts from the top of the frame.
	pen   pen  // what the next character would look like
}

// row is a line of a frame.
type row struct {
	text  string
	start *pen // at its left, where a line before has left one; nil: plain
}

// Options say what a terminal can do.
type Options struct {
	Width, Height int
	Profile       colorprofile.Profile
	Term          string // the environment's TERM
	Scroll        bool   // whether its scroll regions can be trusted
	Quiet         bool   // ask the terminal nothing before [Drawer.Ask]
	// Shared is what it has in common with the drawers of other terminals; nil: nothing.
	Shared *Shared
}

// New returns a drawer for a terminal that has none of our modes on yet.
func New(o Options) *Drawer {
	return &Drawer{
		terminal: terminal{
			profile: o.Profile, w: o.Width, h: o.Height, scrolls: o.Scroll && scrolls(o.Term), quiet: o.Quiet,
			bare: bare(o.Term),
		},
		state: state{fresh: true, x: -1}, shared: o.Shared,
	}
}

// Bare reports whether the terminal is of a type that is asked nothing, and gets nothing but what it draws.
func (d *Drawer) Bare() bool { return d.bare }

// Resize changes the size. A terminal may do anything with its content then, so the next frame is drawn whole.
func (d *Drawer) Resize(width, height int) { d.w, d.h, d.fresh = width, height, true }

// Ask has the terminal asked with the next frame for what the view wants of its keyboard.
func (d *Drawer) Ask() { d.quiet = false }

// Erase has the next frame drawn whole.
func (d *Drawer) Erase() { d.fresh = true }

// SetProfile changes the colours that the terminal has, and reports whether the frame is to be drawn again for it.
func (d *Drawer) SetProfile(p colorprofile.Profile) bool {
	changed := d.profile != p
	d.profile, d.fresh = p, d.fresh || changed
	return changed
}

// SetGrouping says that the terminal shows what stands between the marks of synchronized output at once.
func (d *Drawer) SetGrouping() { d.grouping = true }

// SetGraphemes says that the terminal measures characters by grapheme clusters (mode 2027), which is switched on. It
// reports whether the frame is to be drawn again for it.
func (d *Drawer) SetGraphemes() bool {
	changed := d.method != ansi.GraphemeWidth
	d.method, d.fresh = ansi.GraphemeWidth, d.fresh || changed
	return changed
}

// Draw appends to b what changes the terminal from what it shows to v: nothing when that is the same.
func (d *Drawer) Draw(b []byte, v tea.View) []byte {
	m := wanted(v, d.method == ansi.GraphemeWidth)
	if d.quiet {
		m.keyboard = 0
	}
	if d.bare {
		m = modes{alt: m.alt}
	}
	if d.shared != nil && m.alt {
		return d.shared.draw(d, b, v, m)
	}
	return d.draw(b, v, m)
}

// draw is Draw for modes that the terminal can have.
func (d *Drawer) draw(b []byte, v tea.View, m modes) []byte {
	d.out = b
	d.set(m)
	changes := len(d.out)
	d.content(v.Content)
	if v.Cursor != nil {
		d.move(min(max(v.Cursor.X, 0), d.w-1), min(max(v.Cursor.Y, 0), d.h-1))
	} else if d.x < 0 && !d.on.alt {
		d.move(0, d.y) // a cursor behind the last column wraps whatever comes next
	}
	if len(d.out)-changes > small {
		d.bracket(changes, v.Cursor != nil)
	}
	if shown := v.Cursor != nil; d.on.hidden == shown {
		d.on.hidden = !shown
		if shown {
			d.out = append(d.out, ansi.SetModeTextCursorEnable...)
		} else {
			d.out = insert(d.out, changes, ansi.ResetModeTextCursorEnable)
		}
	}
	b, d.out = d.out, nil
	return b
}

// bracket has the terminal show what was appended since at as one change.
func (d *Drawer) bracket(at int, cursor bool) {
	before, after := "", ""
	if cursor && !d.on.hidden {
		before, after = ansi.ResetModeTextCursorEnable, ansi.SetModeTextCursorEnable
	}
	if d.grouping {
		before, after = ansi.SetModeSynchronizedOutput, ansi.ResetModeSynchronizedOutput
	}
	d.out = insert(d.out, at, before)
	d.out = append(d.out, after...)
}

func insert(out []byte, at int, s string) []byte {
	out = append(out, s...)
	copy(out[at+len(s):], out[at:])
	copy(out[at:], s)
	return out
}

// Leave appends to b what gives the terminal back as it was. The next frame takes it again.
func (d *Drawer) Leave(b []byte) []byte {
	d.out = b
	d.setPen(pen{})
	if d.on.alt {
		d.move(0, d.h-1) // where the terminal has no other screen, the shell goes on below
	} else if len(d.rows) > 0 {
		d.move(0, len(d.rows)-1)
		d.out = append(d.out, "\r\n"...)
	}
	d.set(modes{})
	d.shown, d.rows, d.spare, d.fresh = "", nil, nil, true
	d.x, d.y = -1, 0
	b, d.out = d.out, nil
	return b
}

// content draws the lines of a frame.
func (d *Drawer) content(text string) {
	if d.rows == nil && !d.fresh { // another drawer has drawn it
		d.rows = d.split(nil, d.shown)
	}
	next := d.split(d.spare[:0], text)
	first := 0
	if d.fresh {
		d.clear()
	} else if d.on.alt && d.scrolls {
		first = d.scroll(next)
	}
	last := len(next)
	for last > 0 && next[last-1].blank() {
		last--
	}
	for y := first; y < last; y++ {
		d.line(y, d.row(y), next[y])
	}
	d.below(last)
	if n := len(next); !d.on.alt && d.y < n-1 {
		d.move(0, n-1) // has the terminal make room for all of them
	}
	d.setPen(pen{})
	d.shown, d.rows, d.spare = text, next, d.rows
	clear(d.spare) // so that the frame before is not kept
}

// row is line y of what is shown.
func (d *Drawer) row(y int) row {
	if y < len(d.rows) {
		return d.rows[y]
	}
	return row{}
}

// split appends to next the lines of a frame that have room, each with the style that the line before has left.
func (d *Drawer) split(next []row, text string) []row {
	if !d.on.alt {
		for extra := strings.Count(text, "\n") + 1 - d.h; extra > 0; extra-- { // the last lines are shown
			_, text, _ = strings.Cut(text, "\n")
		}
	}
	var start *pen
	for more := true; more && len(next) < d.h; {
		var line string
		line, text, more = strings.Cut(text, "\n")
		r := row{text: strings.TrimSuffix(line, "\r"), start: start}
		next = append(next, r)
		start = d.end(r)
	}
	return next
}

// clear erases what is shown.
func (d *Drawer) clear() {
	d.fresh = false
	d.setPen(pen{})
	if d.on.alt {
		d.out = append(d.out, ansi.CursorHomePosition+ansi.EraseEntireScreen...)
		d.x, d.y = 0, 0
	} else {
		d.move(0, 0)
		d.out = append(d.out, ansi.EraseScreenBelow...)
	}
	d.rows = d.rows[:0]
}

// below erases lines y and on where they show something.
func (d *Drawer) below(y int) {
	full := 0
	at := -1
	for i := y; i < len(d.rows); i++ {
		if !d.rows[i].blank() {
			full++
			if at < 0 {
				at = i
			}
		}
	}
	switch full {
	case 0:
		return
	case 1:
		d.line(at, d.rows[at], row{})
		return
	}
	d.move(0, at)
	d.setPen(pen{})
	d.out = append(d.out, ansi.EraseScreenBelow...)
}
