package widget

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/provider"
)

// Safe is a frame with nothing in it that a terminal acts on but styles and line ends: whatever else has got into it is
// replaced by as many cells of blanks, or with ascii of "?". It is the last door before the terminal. Texts of vendors,
// files and people are made readable before that, by [theme.Theme.Clean]; here they cannot be distinguished any more.
func Safe(frame string, ascii bool) string {
	var out strings.Builder
	kept := 0
	for i := 0; i < len(frame); {
		if c := frame[i]; c >= ' ' && c <= '~' || c == '\n' {
			i++
			continue
		}
		if end := style(frame[i:]); end > 0 && frame[i] == 0x1b {
			i += end
			continue
		}
		r, size := utf8.DecodeRuneInString(frame[i:])
		if !ascii && (single(r) || unicode.In(r, unicode.Mn, unicode.Me) ||
			provider.Clean(frame[i:i+size]) == frame[i:i+size]) {
			i += size
			continue
		}
		fill, width := " ", ansi.StringWidth(frame[i:i+size])
		if ascii && r >= utf8.RuneSelf {
			var whole string // an emoji of several characters has the width of one
			whole, width = ansi.FirstGraphemeCluster(frame[i:], ansi.GraphemeWidth)
			fill, size = "?", max(len(whole), 1)
		}
		out.WriteString(frame[kept:i])
		out.WriteString(strings.Repeat(fill, width))
		i += size
		kept = i
	}
	if kept == 0 {
		return frame
	}
	return out.String() + frame[kept:]
}
