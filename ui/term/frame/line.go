package frame

import (
	"sync"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// lines are buffers for two versions of a line, which all drawers share.
var lines = sync.Pool{New: func() any { return new([2]uv.Line) }}

// lineChange is line y as a terminal shows it, and as it is to show it.
type lineChange struct {
	out      *output
	y        int
	from, to uv.Line
}

// write writes the cells that differ.
func (c lineChange) write() {
	from, to, w := c.from, c.to, c.out.w
	first := 0
	for first < w && from[first] == to[first] {
		first++
	}
	if first == w {
		return
	}
	if at := min(unclear(from), unclear(to)); at < w {
		c.repaint(min(first, at))
		return
	}
	last := w - 1
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
			c.out.reach(x, c.y, to)
			c.out.put(&to[x])
		}
	}
	if erase {
		c.out.move(tail, c.y)
		c.out.erase(to[tail])
	}
}

// repaint erases the line from column x, and writes what is there. It is for lines with characters of which
// terminals disagree how wide they are: where one is decides where the next ones are.
func (c lineChange) repaint(x int) {
	to := c.to
	c.out.move(x, c.y)
	end := tail(to)
	blank := uv.EmptyCell
	if end < len(to) {
		blank = to[end]
	}
	c.out.erase(blank)
	for ; x < end; x++ {
		if to[x].Width > 0 {
			c.out.put(&to[x])
		}
	}
	c.out.x = -1
	if c.out.on.alt {
		c.out.y = -1
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
