package frame

import "strings"

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
	c := comparison{&d.shown, next}
	first, last := c.differ()
	for range 3 {
		if last-first < 2 {
			break
		}
		m, gain := c.moved(first, last)
		if gain < 2 {
			break
		}
		d.shift(m)
		d.shown.shift(m)
		first, last = c.differ()
	}
	return first
}

// comparison looks for the lines of the next frame in the one that is shown.
type comparison struct {
	before *shown
	next   []row
}

// differ returns the first and the last line that differ.
func (c comparison) differ() (first, last int) {
	last = max(len(c.next), len(c.before.rows)) - 1
	at := func(y int) row {
		if y < len(c.next) {
			return c.next[y]
		}
		return row{}
	}
	for first <= last && c.before.row(first).same(at(first)) {
		first++
	}
	for last >= first && c.before.row(last).same(at(last)) {
		last--
	}
	return first, last
}

// moved finds the lines between first and last that are best moved, and how many fewer have to be written then.
func (c comparison) moved(first, last int) (best span, gain int) {
	next := c.next
	where := map[string]int{} // the line that shows a text; -1: several do
	for y := first; y <= last; y++ {
		if r := c.before.row(y); !r.blank() {
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
		if !ok || from < 0 || from == y || !c.before.row(from).same(next[y]) {
			continue
		}
		s := span{y, y, from - y}
		for s.first > first && c.fits(s.first-1, s.by, first, last) {
			s.first--
		}
		for s.last < last && c.fits(s.last+1, s.by, first, last) {
			s.last++
		}
		if g := c.gain(s); g > gain {
			best, gain = s, g
		}
		y = s.last
	}
	return best, gain
}

// fits reports whether line y of the next frame is shown by lines further down.
func (c comparison) fits(y, by, first, last int) bool {
	return y < len(c.next) && y+by >= first && y+by <= last && c.before.row(y+by).same(c.next[y])
}

// region returns the lines that a move touches.
func (s span) region() (top, bottom int) {
	if s.by > 0 {
		return s.first, s.last + s.by
	}
	return s.first + s.by, s.last
}

// gain is how many lines fewer have to be written after the move.
func (c comparison) gain(s span) int {
	n, next := 0, c.next
	top, bottom := s.region()
	for y := top; y <= bottom && y < len(next); y++ {
		before := c.before.row(y).same(next[y])
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

// shift moves the lines as the terminal does.
func (s *shown) shift(m span) {
	top, bottom := m.region()
	for len(s.rows) <= bottom {
		s.rows = append(s.rows, row{})
	}
	region := s.rows[top : bottom+1]
	if m.by > 0 {
		copy(region, region[m.by:])
		clear(region[len(region)-m.by:])
	} else {
		copy(region[-m.by:], region)
		clear(region[:-m.by])
	}
}
