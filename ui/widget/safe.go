package widget

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/provider"
)

// Safe is a frame with nothing in it that a terminal acts on but styles, line ends and what [Link] writes: whatever
// else has got into it is replaced by as many cells of blanks, or with ascii of "?". It is the last check before the
// terminal. Texts of vendors, files and people are made readable before that, by [theme.Theme.Clean]; here they cannot
// be distinguished any more.
func Safe(frame string, ascii bool) string {
	var out strings.Builder
	kept := 0
	for i := 0; i < len(frame); {
		if c := frame[i]; c >= ' ' && c <= '~' || c == '\n' {
			i++
			continue
		}
		if frame[i] == 0x1b {
			if end := max(style(frame[i:]), link(frame[i:])); end > 0 {
				i += end
				continue
			}
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

const linkStart, linkEnd = "\x1b]8;;", "\x07"

// Link is text behind which terminals that can open the page at url, which has to be one of https with a plain host and
// path; elsewhere it is text alone.
func Link(url, text string) string {
	if !linkable(url) {
		return text
	}
	return linkStart + url + linkEnd + text + linkStart + linkEnd
}

// linkable reports whether url is one that frames may have.
func linkable(url string) bool {
	rest, ok := strings.CutPrefix(url, "https://")
	return ok && rest != "" && strings.Trim(rest, "abcdefghijklmnopqrstuvwxyz0123456789.-/") == ""
}

// link is the length of the beginning or the end of a [Link] that s begins with; 0 when it begins with none.
func link(s string) int {
	rest, ok := strings.CutPrefix(s, linkStart)
	if !ok {
		return 0
	}
	url, _, ok := strings.Cut(rest, linkEnd)
	if !ok || url != "" && !linkable(url) {
		return 0
	}
	return len(linkStart) + len(url) + len(linkEnd)
}
