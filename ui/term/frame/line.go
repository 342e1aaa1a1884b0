package frame

import (
	"sync"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// lines are buffers for two versions of a line, which all drawers share.
var lines = sync.Pool{New: func() any { return new([2]uv.Line) }}

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
	d.change(y, two[0], two[1])
}

// change writes the cells of line y that differ.
func (d *Drawer) change(y int, from, to uv.Line) {
	first := 0
	for first < d.w && from[first] == to[first] {
		first++
	}
	if first == d.w {
		return
	}
	if at := min(unclear(from), unclear(to)); at < d.w {
		d.repaint(y, min(first, at), to)
		return
	}
	last := d.w - 1
	for from[last] == to[last] {
		last--
	}
	tail := max(tail(to), first)
	erase := last-tail+1 > len(ansi.EraseLineRight)
	if erase {
		last = tail - 1
	}
	for x := first; x <= last; x++ {
		if from[x] != to[x] {
			d.reach(x, y, to)
			d.put(&to[x])
		}
	}
	if erase {
		d.move(tail, y)
		d.erase(to[tail])
	}
}

// repaint erases line y from column x, and writes what stands there. It is for lines with characters of which
// terminals disagree how wide they are: where one stands decides where the next ones do.
func (d *Drawer) repaint(y, x int, to uv.Line) {
	d.move(x, y)
	end := tail(to)
	blank := uv.EmptyCell
	if end < len(to) {
		blank = to[end]
	}
	d.erase(blank)
	for ; x < end; x++ {
		if to[x].Width > 0 {
			d.put(&to[x])
		}
	}
	d.x = -1
	if d.on.alt {
		d.y = -1
	}
}

// unclear is the first cell of the line whose width depends on the terminal.
func unclear(line uv.Line) int {
	for x := range line {
		c := &line[x]
		if c.Width == 1 && (len(c.Content) == 1 || ruled(c.Content) || ansi.WcWidth.StringWidth(c.Content) == 1 &&
			ansi.GraphemeWidth.StringWidth(c.Content) == 1) {
			continue
		}
		return x
	}
	return len(line)
}

// ruled reports whether c is one of the lines, blocks and shapes of U+2500 to U+25FF by itself.
func ruled(c string) bool { return len(c) == 3 && c[0] == 0xe2 && c[1] >= 0x94 && c[1] <= 0x97 }

// tail is where the cells begin that can be erased instead of written.
func tail(line uv.Line) int {
	x := len(line)
	if x == 0 || !erasable(&line[x-1]) {
		return x
	}
	for end := line[x-1]; x > 0 && line[x-1] == end; {
		x--
	}
	return x
}

// erasable reports whether erasing with the cell's background shows the same. All terminals that matter erase with the
// background that is set.
func erasable(c *uv.Cell) bool {
	return c.Content == " " && c.Link == uv.Link{} && c.Style == uv.Style{Bg: c.Style.Bg}
}

func (d *Drawer) erase(blank uv.Cell) {
	if !d.suits(&blank) {
		d.setPen(pen{style: blank.Style})
	}
	d.out = append(d.out, ansi.EraseLineRight...)
}

// put writes a cell where the cursor is.
func (d *Drawer) put(c *uv.Cell) {
	corner := d.on.alt && d.x+c.Width >= d.w && d.y == d.h-1
	if !d.suits(c) {
		d.setPen(pen{c.Style, c.Link})
	}
	if corner { // some terminals scroll at once
		d.out = append(d.out, ansi.ResetModeAutoWrap...)
	}
	d.out = append(d.out, c.Content...)
	if corner {
		d.out = append(d.out, ansi.SetModeAutoWrap...)
	}
	if d.x += c.Width; d.x >= d.w {
		d.x = -1 // behind the last column
	}
}

// suits reports whether the cell looks as it should when it is written as the pen is. Nobody sees the colour of a
// space.
func (d *Drawer) suits(c *uv.Cell) bool {
	if c.Link != d.pen.link {
		return false
	}
	return c.Style == d.pen.style || c.Content == " " && c.Style == space(d.pen.style)
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
func (d *Drawer) setPen(p pen) {
	if p == d.pen {
		return
	}
	if p.style != d.pen.style {
		seq := p.style.Diff(&d.pen.style)
		if whole := p.style.String(); len(whole)+len("0;") < len(seq) {
			d.out = append(d.out, "\x1b[0;"...)
			seq = whole[len("\x1b["):]
		}
		d.out = append(d.out, seq...)
	}
	if p.link != d.pen.link {
		d.out = append(d.out, ansi.SetHyperlink(p.link.URL, p.link.Params)...)
	}
	d.pen = p
}
