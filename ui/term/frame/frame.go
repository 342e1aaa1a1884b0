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
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// Drawer has what a terminal shows. The zero value is of no use: see [New]. It is for one goroutine at a time.
type Drawer struct {
	output
	shown  shown
	spare  []row   // memory for the next frame
	shared *Shared // nil: nobody draws the same
}

// shown is the frame that a terminal shows.
type shown struct {
	text string // the view's, of which rows are the lines
	rows []row  // those below are blank; nil: the text is not cut into lines yet
}

// row is line y.
func (s *shown) row(y int) row {
	if y < len(s.rows) {
		return s.rows[y]
	}
	return row{}
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
	t := terminal{
		profile: o.Profile, w: o.Width, h: o.Height, scrolls: o.Scroll && scrolls(o.Term), quiet: o.Quiet,
		bare: bare(o.Term),
	}
	return &Drawer{output: output{terminal: t, state: state{fresh: true, x: -1}}, shared: o.Shared}
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

// SetGrouping says that the terminal shows what is between the marks of synchronized output at once.
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
	d.hide(changes, v.Cursor == nil)
	b, d.out = d.out, nil
	return b
}

// Leave appends to b what gives the terminal back as it was. The next frame takes it again.
func (d *Drawer) Leave(b []byte) []byte {
	d.out = b
	d.setPen(pen{})
	if d.on.alt {
		d.move(0, d.h-1) // where the terminal has no other screen, the shell continues below
	} else if len(d.shown.rows) > 0 {
		d.move(0, len(d.shown.rows)-1)
		d.out.add("\r\n")
	}
	d.set(modes{})
	d.shown, d.spare, d.fresh = shown{}, nil, true
	d.x, d.y = -1, 0
	b, d.out = d.out, nil
	return b
}

// content draws the lines of a frame.
func (d *Drawer) content(text string) {
	if d.shown.rows == nil && !d.fresh { // another drawer has drawn it
		d.shown.rows = d.split(nil, d.shown.text, d.on.alt)
	}
	next := d.split(d.spare[:0], text, d.on.alt)
	first := 0
	if d.fresh {
		d.clear()
		d.shown.rows = d.shown.rows[:0]
	} else if d.on.alt && d.scrolls {
		first = d.scroll(next)
	}
	last := len(next)
	for last > 0 && next[last-1].blank() {
		last--
	}
	for y := first; y < last; y++ {
		d.line(y, d.shown.row(y), next[y])
	}
	d.below(last)
	if n := len(next); !d.on.alt && d.y < n-1 {
		d.move(0, n-1) // has the terminal make room for all of them
	}
	d.setPen(pen{})
	d.shown, d.spare = shown{text, next}, d.shown.rows
	clear(d.spare) // so that the frame before is not kept
}

// below erases lines y and on where they show something.
func (d *Drawer) below(y int) {
	full := 0
	at := -1
	for i := y; i < len(d.shown.rows); i++ {
		if !d.shown.row(i).blank() {
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
		d.line(at, d.shown.row(at), row{})
		return
	}
	d.move(0, at)
	d.setPen(pen{})
	d.out.add(ansi.EraseScreenBelow)
}

// line changes line y from what it shows to what it is to show.
func (d *Drawer) line(y int, from, to row) {
	if from.same(to) {
		return
	}
	two, _ := lines.Get().(*[2]uv.Line)
	defer lines.Put(two)
	for i, r := range []row{from, to} {
		if cap(two[i]) < d.w {
			two[i] = make(uv.Line, d.w)
		}
		two[i] = two[i][:d.w]
		d.cells(two[i], r)
	}
	lineChange{out: &d.output, y: y, from: two[0], to: two[1]}.write()
}
