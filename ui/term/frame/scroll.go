package frame

import (
	"strconv"
	"strings"
)

// scrolls reports whether terminals of this type move the lines of a region (DECSTBM, SU, SD).
func scrolls(term string) bool {
	switch name, _, _ := strings.Cut(term, "-"); name {
	case "alacritty", "contour", "foot", "ghostty", "kitty", "rio", "screen", "st", "tmux", "wezterm", "xterm":
		return true
	}
	return false
}

// span is a run of lines of the next frame that the terminal shows by lines further down, or up where that is below 0.
type span struct{ first, last, by int }

// scroll moves lines that the next frame has elsewhere, and returns the first line that may differ then.
func (d *Drawer) scroll(next []row) int {
	first, last := d.differ(next)
	for range 3 {
		if last-first < 2 {
			break
		}
		s, gain := d.moved(next, first, last)
		if gain < 2 {
			break
		}
		d.shift(s)
		first, last = d.differ(next)
	}
	return first
}

// differ returns the first and the last line that differ.
func (d *Drawer) differ(next []row) (first, last int) {
	last = max(len(next), len(d.rows)) - 1
	at := func(y int) row {
		if y < len(next) {
			return next[y]
		}
		return row{}
	}
	for first <= last && d.row(first).same(at(first)) {
		first++
	}
	for last >= first && d.row(last).same(at(last)) {
		last--
	}
	return first, last
}

// moved finds the lines between first and last that are best moved, and how many fewer have to be written then.
func (d *Drawer) moved(next []row, first, last int) (best span, gain int) {
	where := map[string]int{} // the line that shows a text; -1: several do
	for y := first; y <= last; y++ {
		if r := d.row(y); !r.blank() {
			if _, twice := where[r.text]; twice {
				y, r := -1, r
				where[r.text] = y
				continue
			}
			where[r.text] = y
		}
	}
	for y := first; y <= last && y < len(next); y++ {
		from, ok := where[next[y].text]
		if !ok || from < 0 || from == y || !d.row(from).same(next[y]) {
			continue
		}
		s := span{y, y, from - y}
		for s.first > first && d.fits(next, s.first-1, s.by, first, last) {
			s.first--
		}
		for s.last < last && d.fits(next, s.last+1, s.by, first, last) {
			s.last++
		}
		if g := d.gain(next, s); g > gain {
			best, gain = s, g
		}
		y = s.last
	}
	return best, gain
}

// fits reports whether line y of the next frame is shown by lines further down.
func (d *Drawer) fits(next []row, y, by, first, last int) bool {
	return y < len(next) && y+by >= first && y+by <= last && d.row(y+by).same(next[y])
}

// region returns the lines that a move touches.
func (s span) region() (top, bottom int) {
	if s.by > 0 {
		return s.first, s.last + s.by
	}
	return s.first + s.by, s.last
}

// gain is how many lines fewer have to be written after the move.
func (d *Drawer) gain(next []row, s span) int {
	n := 0
	top, bottom := s.region()
	for y := top; y <= bottom && y < len(next); y++ {
		before := d.row(y).same(next[y])
		after := y >= s.first && y <= s.last || next[y].blank()
		switch {
		case after && !before:
			n++
		case before && !after:
			n--
		}
	}
	return n
}

// shift has the terminal move the lines.
func (d *Drawer) shift(s span) {
	top, bottom := s.region()
	d.setPen(pen{})
	whole := top == 0 && bottom == d.h-1
	if !whole {
		d.out = append(d.out, "\x1b["...)
		d.out = strconv.AppendInt(d.out, int64(top+1), 10)
		d.out = append(d.out, ';')
		d.out = strconv.AppendInt(d.out, int64(bottom+1), 10)
		d.out = append(d.out, 'r')
	}
	if s.by > 0 {
		d.out = csi(d.out, s.by, 'S')
	} else {
		d.out = csi(d.out, -s.by, 'T')
	}
	if !whole {
		d.out = append(d.out, "\x1b[r"...)
		d.x, d.y = 0, 0
	}
	for len(d.rows) <= bottom {
		d.rows = append(d.rows, row{})
	}
	region := d.rows[top : bottom+1]
	if s.by > 0 {
		copy(region, region[s.by:])
		clear(region[len(region)-s.by:])
	} else {
		copy(region[-s.by:], region)
		clear(region[:-s.by])
	}
}
