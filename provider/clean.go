package provider

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// mostMarks is how many combining marks one character may carry: more grow over the lines around it. Vietnamese and
// pointed Hebrew need three.
const mostMarks = 4

// Clean makes text of a vendor, a file or a person fit for one line of a terminal. What could move the cursor, change
// colours or the direction of writing, end the line, or not be seen at all is written as an escape, as JSON and Go
// write it: "\n", "\u001b", "\u202e", and "\x9b" for a byte that is no UTF-8. Nothing is left out, so that two texts
// that differ look different. The joiners and variation selectors of emoji are escaped too: terminals do not agree on
// how wide they make a character. Clean text stays as it is.
func Clean(s string) string { return clean(s, false) }

// CleanASCII is [Clean] for terminals that show nothing but ASCII: punctuation becomes its like, every other character
// an escape.
func CleanASCII(s string) string { return clean(s, true) }

// CleanLines is [Clean] for text of several lines: line ends stay, and a tab becomes a space.
func CleanLines(s string) string {
	lines := strings.Split(strings.NewReplacer("\r\n", "\n", "\t", " ").Replace(s), "\n")
	for i, l := range lines {
		lines[i] = Clean(l)
	}
	return strings.Join(lines, "\n")
}

// CleanJSON makes a JSON document fit for a terminal: the same characters are JSON's escapes in it, so that it says
// what it said. White space between its values stays. With ascii every character beyond ASCII is an escape.
func CleanJSON(doc []byte, ascii bool) []byte {
	var out []byte
	text, kept := string(doc), 0
	for i, c := range characters(text) {
		if c.r < ' ' || c.fit(ascii) {
			continue
		}
		out = append(out, text[kept:i]...)
		if high, low := utf16.EncodeRune(c.r); high != unicode.ReplacementChar {
			out = fmt.Appendf(out, `\u%04x\u%04x`, high, low)
		} else {
			out = fmt.Appendf(out, `\u%04x`, c.r)
		}
		kept = i + c.size
	}
	if kept == 0 {
		return doc
	}
	return append(out, text[kept:]...)
}

func clean(s string, ascii bool) string {
	var out strings.Builder
	kept := 0
	for i, c := range characters(s) {
		if c.fit(ascii) {
			continue
		}
		out.WriteString(s[kept:i])
		if like := alike(c.r); ascii && like != "" {
			out.WriteString(like)
		} else {
			out.WriteString(c.escape(s[i]))
		}
		kept = i + c.size
	}
	if kept == 0 {
		return s
	}
	return out.String() + s[kept:]
}

// alike is the ASCII character closest to a punctuation mark; "" for anything else.
func alike(r rune) string {
	switch r {
	case '–', '—':
		return "-"
	case '…':
		return "..."
	case '·':
		return "."
	case '×':
		return "x"
	case '•':
		return "*"
	case '“', '”':
		return `"`
	case '‘', '’':
		return "'"
	case '→':
		return "->"
	}
	return ""
}

// character is one character of a text.
type character struct {
	r     rune // [utf8.RuneError] of size 1 is a byte that is no UTF-8
	size  int
	stray bool // a combining mark without a character, or one too many
}

// characters splits s into characters.
func characters(s string) func(yield func(int, character) bool) {
	return func(yield func(int, character) bool) {
		marks := mostMarks // what is before s is none of its own
		for i := 0; i < len(s); {
			c := character{r: rune(s[i]), size: 1}
			if c.r >= utf8.RuneSelf {
				c.r, c.size = utf8.DecodeRuneInString(s[i:])
			}
			switch {
			case unicode.In(c.r, unicode.Mn, unicode.Me):
				c.stray = marks >= mostMarks
				marks++
			case c.fit(false):
				marks = 0
			default:
				marks = mostMarks // an escape takes no mark
			}
			if !yield(i, c) {
				return
			}
			i += c.size
		}
	}
}

// fit reports whether a terminal shows c as one visible character, and nothing happens beside that.
func (c character) fit(ascii bool) bool {
	switch {
	case c.r >= ' ' && c.r <= '~':
		return true
	case ascii, c.stray, c.r == unicode.ReplacementChar, c.r == '\u2800': // the blank of Braille
		return false
	}
	return unicode.IsPrint(c.r) && !unicode.In(c.r, unicode.Variation_Selector, unicode.Other_Default_Ignorable_Code_Point)
}

// escape is c, which begins with the byte, in ASCII.
func (c character) escape(first byte) string {
	switch {
	case c.r == utf8.RuneError && c.size == 1:
		return fmt.Sprintf(`\x%02x`, first)
	case c.r == '\n':
		return `\n`
	case c.r == '\r':
		return `\r`
	case c.r == '\t':
		return `\t`
	case c.r > 0xffff:
		return fmt.Sprintf(`\U%08x`, c.r)
	}
	return fmt.Sprintf(`\u%04x`, c.r)
}
