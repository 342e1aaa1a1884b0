package strict

import (
	"bytes"
	"strings"

	"github.com/metalwright/metalwright/state/internal/pattern"
)

// newlines ends every line with a line feed: a carriage return, alone or before one, is the same line break (YAML
// 1.2.2, 5.4).
func newlines(data []byte) []byte {
	if bytes.IndexByte(data, '\r') < 0 {
		return data
	}
	data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	return bytes.ReplaceAll(data, []byte("\r"), []byte("\n"))
}

// header is the end of a line that opens a block: "|", ">-", "|2".
var header = pattern.Lazy(`(?m)(?:^|[ \t])[|>][-+1-9]{0,2}[ \t]*(?:[ \t]#.*)?$`)

// tabs replaces the tab that begins the first line of a block, after its indentation, by a mark. The parser counts the
// tab as indentation, and then loses blanks of the lines below or refuses them. The zero value replaces none.
type tabs struct{ mark string }

// hide replaces such tabs by a character that the document does not use. A character is one for another, so places
// stay.
func (t *tabs) hide(data []byte) []byte {
	const first, last = 0xe000, 0xf8ff // private use
	for r := rune(first); r <= last && t.mark == ""; r++ {
		if mark := string(r); !bytes.Contains(data, []byte(mark)) {
			t.mark = mark
		}
	}
	var out bytes.Buffer
	done := 0
	for _, at := range header().FindAllIndex(data, -1) {
		i, ok := firstTab(data, at[1])
		if !ok || i < done || t.mark == "" {
			continue
		}
		out.Write(data[done:i])
		out.WriteString(t.mark)
		done = i + 1
	}
	out.Write(data[done:])
	return out.Bytes()
}

// firstTab is the offset of the tab that begins the first line after i that is not blank, behind one space or more.
func firstTab(data []byte, i int) (int, bool) {
	for i < len(data) {
		start := i + 1 // data[i] ends the line before
		for i = start; i < len(data) && data[i] == ' '; i++ {
		}
		if i < len(data) && data[i] == '\n' {
			continue
		}
		return i, i < len(data) && i > start && data[i] == '\t'
	}
	return 0, false
}

// block is the text of a block as it was written.
func (t *tabs) block(text string) string {
	if t.mark == "" {
		return text
	}
	return strings.ReplaceAll(text, t.mark, "\t")
}

// flow is a text with or without quotes, as it was written: the blanks that begin its lines are not part of it, and
// lines in it that looked like a block were not one.
func (t *tabs) flow(text string) string {
	if t.mark == "" {
		return text
	}
	parts := strings.Split(text, t.mark)
	for i := range parts[1:] {
		parts[i+1] = strings.TrimLeft(parts[i+1], " \t")
	}
	return strings.Join(parts, "")
}

// directives are the lines before the document that begin with "%". The version is accepted, and its line becomes a
// comment, because the parser would count it as a document. Other directives are unknown.
func directives(data []byte) ([]byte, []Problem) {
	var at []int // where the lines begin
	for i, line := 0, 1; i < len(data); line++ {
		end := i + bytes.IndexByte(data[i:], '\n')
		if end < i {
			end = len(data)
		}
		text := strings.TrimRight(string(data[i:end]), " \t")
		switch {
		case text == "" || strings.HasPrefix(strings.TrimLeft(text, " \t"), "#"):
		case strings.HasPrefix(text, "%"):
			words := strings.Fields(text)
			if len(words) < 2 || words[0] != "%YAML" || words[1] != "1.2" && words[1] != "1.1" || len(words) > 2 &&
				words[2][0] != '#' || len(at) > 0 {
				return data, []Problem{{Line: line, Column: 1, Reason: reasonDirective}}
			}
			at = append(at, i)
		case len(at) > 0 && text != "---" && !strings.HasPrefix(text, "--- ") && !strings.HasPrefix(text, "---\t"):
			return data, []Problem{{Line: line, Column: 1, Reason: reasonDirective}}
		default:
			return comments(data, at), nil
		}
		i = end + 1
	}
	if len(at) > 0 {
		return data, []Problem{{Line: 1, Column: 1, Reason: reasonDirective}}
	}
	return data, nil
}

// comments is data with "#" where the lines at these offsets begin.
func comments(data []byte, at []int) []byte {
	if len(at) == 0 {
		return data
	}
	data = bytes.Clone(data)
	for _, i := range at {
		data[i] = '#'
	}
	return data
}
