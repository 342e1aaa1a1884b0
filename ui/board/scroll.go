package board

import "slices"

// scroll is the part of a text that is shown where there is no room for all of it.
type scroll struct {
	from, room, all int // lines: the first that is shown, those that there is room for, and all
}

// over reports whether there is no room for all of it.
func (s *scroll) over() bool { return s.all > s.room }

// press moves the part, and reports whether the key was one of those that do.
func (s *scroll) press(k string) bool {
	step := max(s.room-2, 1) // a line of it is the mark of what is below
	switch {
	case !s.over():
		return false
	case k == "pgdown":
		s.from = min(s.from+step, s.all-s.room)
	case k == "pgup":
		s.from = max(s.from-step, 0)
	default:
		return false
	}
	return true
}

// shown is the part of lines for which there is room; below stands in the place of what comes after it.
func (s *scroll) shown(lines []string, room int, below string) []string {
	s.all, s.room = len(lines), room
	s.from = max(min(s.from, s.all-room), 0)
	part := slices.Clone(lines[s.from:min(s.from+room, s.all)])
	if s.from+room < s.all && room > 1 {
		part[room-1] = below
	}
	return part
}
