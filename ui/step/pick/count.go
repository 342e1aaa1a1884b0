package pick

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/widget"
)

// numerals are the keys that answer how many machines there will be.
var numerals = strings.Split("0123456789", "")

// count takes a key that may belong to the number of machines, and reports whether it did: a digit begins a number, or
// continues with one when the key before did, too, and backspace takes the last digit away.
func (s *Screen[T]) count(k string, again bool) bool {
	n := 0
	switch {
	case k == "backspace":
		n = s.draft.Spec.Count / 10
	case len(k) == 1 && k[0] >= '0' && k[0] <= '9':
		if again {
			n = s.draft.Spec.Count * 10
		}
		n += int(k[0] - '0')
	default:
		return false
	}
	if n > provider.MaxCount {
		s.digits, s.reason = again, s.env.T("pick.most", "Count", provider.MaxCount)
		return true
	}
	s.digits = n > 0
	s.draft = s.draft.Clone()
	delete(s.draft.Raw, provider.FieldCount) // what was typed elsewhere and is no number
	s.draft.Spec.Count = n
	s.rows.version++
	s.grid.SetColumns(s.rows.show())
	if row, ok := s.Selected(); ok {
		s.reason = s.why(row) // which may be that there are too few of them
	}
	return true
}

// counted says beside the question how many machines there will be, and how to change that where there is room for it.
func (s *Screen[T]) counted(w int) string {
	if !s.cfg.Counts {
		return ""
	}
	const gap = "   "
	n := s.draft.Spec.Machines()
	room := w - widget.Width(s.ask()) - len(gap)
	for _, id := range []string{"pick.count", "pick.machines"} {
		if text := s.env.T(id, "Count", n); widget.Width(text) <= room {
			return gap + s.env.Theme.Dim.Render(text)
		}
	}
	return ""
}

// heading is the title of a column of amounts: what they are in, of how many machines.
func (s *Screen[T]) heading(c Column[T]) string {
	unit, n := c.Unit(s.draft), s.draft.Spec.Machines()
	if unit == "" || n == 1 {
		return unit
	}
	return s.env.T("pick.times", "Count", n, "Unit", unit)
}

// amount words a cell of such a column by itself.
func amount[T any](s *Screen[T], cell string, c Column[T]) string {
	cell += " " + c.Unit(s.draft)
	if n := s.draft.Spec.Machines(); n > 1 {
		return s.env.T("pick.amount", "Amount", cell, "Count", n)
	}
	return cell
}

// Select puts the cursor on the row with the key, and has the next digit begin another number of machines.
func (s *Screen[T]) Select(key string) bool {
	s.digits = false
	return s.grid.Select(key)
}
