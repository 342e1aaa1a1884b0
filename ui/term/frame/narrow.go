package frame

import (
	"sync"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// wide reports whether the environment has ambiguous characters take two cells.
var wide = sync.OnceValue(func() bool { return ansi.StringWidth("│") != 1 })

// narrow is how many bytes the character has that text starts with, if it is one that frames are made of, takes one
// cell by every way of counting, and nothing combines with it; otherwise 0. The library's table of widths, which is
// made when it is asked for any other character, takes two megabytes and a millisecond.
func narrow(text string) int {
	r, n := utf8.DecodeRuneInString(text)
	if !framing(r) || wide() {
		return 0
	}
	if len(text) > n && text[n] >= utf8.RuneSelf {
		if next, _ := utf8.DecodeRuneInString(text[n:]); !framing(next) {
			return 0
		}
	}
	return n
}

// framing reports whether r is a dash, dot or quotation mark, an arrow, a line, a block or a geometric shape that no
// terminal draws as a picture, or a pattern of Braille, as in spinners.
func framing(r rune) bool {
	switch {
	case r == 0xb7, 0x2010 <= r && r <= 0x2027, r == 0x2039, r == 0x203a, 0x2190 <= r && r <= 0x2193:
		return true
	case 0x2500 <= r && r <= 0x25a9, 0x25b4 <= r && r <= 0x25b5, 0x25b8 <= r && r <= 0x25bf, 0x25c1 <= r && r <= 0x25fa:
		return true
	case r == 0x2298, r == 0x2713, r == 0x2717, 0x2800 <= r && r <= 0x28ff:
		return true
	}
	return false
}
