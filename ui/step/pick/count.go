package pick

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
)

// numerals are the keys that answer how many machines there will be.
var numerals = strings.Split("0123456789", "")

// number is what n machines become by a key; false when the key does not belong to a number. A digit begins one, or
// continues with n when again says so, and backspace takes the last digit away.
func number(k string, n int, again bool) (int, bool) {
	switch {
	case k == "backspace":
		return n / 10, true
	case len(k) != 1 || k[0] < '0' || k[0] > '9':
		return 0, false
	case again:
		return n*10 + int(k[0]-'0'), true
	}
	return int(k[0] - '0'), true
}

// count takes a key that may belong to the number of machines, and reports whether it did. again says that the key
// before did, too.
func (s *Screen[T]) count(k string, again bool) bool {
	n, ok := number(k, s.draft.Spec.Count, again)
	if !ok {
		return false
	}
	if n > provider.MaxCount {
		s.digits, s.reason = again, s.env.T("pick.most", "Got", n, "Count", provider.MaxCount, "Kept", s.draft.Spec.Count)
		return true
	}
	s.digits = n > 0
	s.draft = s.draft.Clone()
	delete(s.draft.Raw, provider.FieldCount) // what was typed elsewhere and is no number
	s.draft.Spec.Count = n
	s.renew()
	if row, ok := s.Selected(); ok {
		s.reason = s.why(row) // which may be that there are too few of them
	}
	return true
}

// Select puts the cursor on the row with the key, and has the next digit begin another number of machines.
func (s *Screen[T]) Select(key string) bool {
	s.digits = false
	return s.grid.Select(key)
}
