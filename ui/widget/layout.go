package widget

import (
	"strings"
	"unicode/utf8"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/ui/theme"
)

// Fit cuts and pads s to exactly h lines of at most w cells. Lines are not filled with spaces.
func Fit(s string, w, h int) string {
	return strings.Join(fitLines(strings.Split(s, "\n"), w, h), "\n")
}

// fitLines is [Fit] for lines; it may change lines.
func fitLines(lines []string, w, h int) []string {
	h = max(h, 0)
	if len(lines) > h {
		lines = lines[:h]
	}
	for i, l := range lines {
		lines[i] = Truncate(l, w, "")
	}
	for len(lines) < h {
		lines = append(lines, "")
	}
	return lines
}

// Truncate cuts s to w cells and ends a cut text with tail. It never splits a wide character or an escape sequence.
func Truncate(s string, w int, tail string) string {
	if w <= 0 {
		return ""
	}
	if n, ok := cells(s); ok && n <= w {
		return s
	}
	if ansi.StringWidth(tail) >= w {
		tail = ""
	}
	return ansi.Truncate(s, w, tail)
}

// PadRight cuts or fills s to exactly w cells, flush left.
func PadRight(s string, w int) string {
	s = Truncate(s, w, "")
	return s + strings.Repeat(" ", max(w-Width(s), 0))
}

// PadLeft cuts or fills s to exactly w cells, flush right.
func PadLeft(s string, w int) string {
	s = Truncate(s, w, "")
	return strings.Repeat(" ", max(w-Width(s), 0)) + s
}

// Width is the number of cells of the widest line of s.
func Width(s string) int {
	w := 0
	for l := range strings.SplitSeq(s, "\n") {
		n, ok := cells(l)
		if !ok {
			n = ansi.StringWidth(l)
		}
		w = max(w, n)
	}
	return w
}

// cells counts the cells of a line that has nothing but styles, ASCII, and the marks of the themes; ok is false for all
// others. Looking for graphemes takes ten times as long, and boards are drawn hundreds of times a second.
func cells(s string) (n int, ok bool) {
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c >= ' ' && c <= '~':
			n++
			i++
		case c == 0x1b:
			end := style(s[i:])
			if end == 0 {
				return 0, false
			}
			i += end
		case c < utf8.RuneSelf:
			return 0, false
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			if !single(r) {
				return 0, false
			}
			n++
			i += size
		}
	}
	return n, true
}

// style is the length of the sequence that s begins with if it changes style (CSI ... m), 0 otherwise.
func style(s string) int {
	if len(s) < 3 || s[1] != '[' {
		return 0
	}
	for i := 2; i < len(s); i++ {
		switch c := s[i]; {
		case c == 'm':
			return i + 1
		case (c < '0' || c > '9') && c != ';' && c != ':':
			return 0
		}
	}
	return 0
}

// single reports whether r is a mark of one cell: box drawing, blocks, geometric shapes, braille, and some
// punctuation. What would make an emoji of one is itself no such mark, and the library counts the line.
func single(r rune) bool {
	switch {
	case r >= '─' && r <= '▟', r >= '●' && r <= '◦', r >= '⠀' && r <= '⣿':
		return true
	}
	switch r {
	case '○', '·', '×', '…', '✓', '✗', '▸', '▴', '▾', '⚠', '⊘', '–', '‹', '›', '“', '”', '→':
		return true
	}
	return false
}

// Wrap breaks s into lines of at most w cells, between words where it can and between characters where words have no
// gaps, as in Chinese. It keeps the line breaks of s. A word with hyphens that fits into a line stays whole: ids and
// names are copied.
func Wrap(s string, w int) []string {
	if w <= 0 {
		return nil
	}
	held := holdHyphens(s, w)
	text := ansi.Wrap(held, w, "")
	if held != s {
		text = strings.ReplaceAll(text, heldHyphen, "-")
	}
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = Truncate(strings.TrimRight(l, " "), w, "")
	}
	return lines
}

// heldHyphen is a hyphen at which no line is broken.
const heldHyphen = "\u2011"

// holdHyphens is s with hyphens at which no line is broken, in the words that are at most w cells wide.
func holdHyphens(s string, w int) string {
	if !strings.Contains(s, "-") || strings.Contains(s, heldHyphen) {
		return s
	}
	var b strings.Builder
	for s != "" {
		end := strings.IndexAny(s, " \n")
		if end < 0 {
			end = len(s)
		}
		word := s[:end]
		if strings.Contains(word, "-") && Width(word) <= w {
			word = strings.ReplaceAll(word, "-", heldHyphen)
		}
		b.WriteString(word)
		gaps := len(s[end:]) - len(strings.TrimLeft(s[end:], " \n"))
		b.WriteString(s[end : end+gaps])
		s = s[end+gaps:]
	}
	return b.String()
}

// Pane is one part of a row of panes: text, and the cells that it takes. The zero value takes none.
type Pane struct {
	Text  string
	Width int
}

// Columns joins panes side by side, each cut and filled to its width, in h lines.
func Columns(h int, panes ...Pane) string {
	out := make([]strings.Builder, max(h, 0))
	for i, p := range panes {
		lines := fitLines(strings.Split(p.Text, "\n"), p.Width, h)
		for y, l := range lines {
			if i == len(panes)-1 {
				out[y].WriteString(l)
				continue
			}
			out[y].WriteString(PadRight(l, p.Width))
		}
	}
	lines := make([]string, len(out))
	for y := range out {
		lines[y] = out[y].String()
	}
	return strings.Join(lines, "\n")
}

// Dim is text without its colours, faint: what is behind a question.
func Dim(t *theme.Theme, text string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		lines[i] = t.Faint.Render(ansi.Strip(l))
	}
	return strings.Join(lines, "\n")
}

// Overlay draws box over the middle of base and returns exactly w by h cells. What of box does not fit is cut.
func Overlay(base, box string, w, h int) string {
	base = Fit(base, w, h)
	bw, bh := min(Width(box), w), min(lipgloss.Height(box), h)
	if bw <= 0 || bh <= 0 {
		return base
	}
	lines := strings.Split(base, "\n")
	x, y := (w-bw)/2, (h-bh)/2
	for i, l := range fitLines(strings.Split(box, "\n"), bw, bh) {
		under := lines[y+i]
		left := PadRight(ansi.Truncate(under, x, ""), x)
		right := ""
		if Width(under) > x+bw {
			right = after(under, x+bw)
		}
		lines[y+i] = Truncate(left+"\x1b[m"+PadRight(l, bw)+"\x1b[m"+right, w, "")
	}
	return strings.Join(lines, "\n")
}

// after is what line shows from column x on. A wide character that begins before x becomes a space.
func after(line string, x int) string {
	want := Width(line) - x
	right := ansi.TruncateLeft(line, x, "")
	if Width(right) > want {
		right = ansi.TruncateLeft(line, x+1, "")
	}
	return strings.Repeat(" ", max(want-Width(right), 0)) + right
}

// Box frames text with a title in its upper edge, exactly w by h cells. Below 2 by 2 it is the text alone.
func Box(t *theme.Theme, title, text string, w, h int) string {
	if w < 2 || h < 2 {
		return Fit(text, w, h)
	}
	b, inner := t.Glyph.Box, w-2
	head := ""
	if title != "" && inner >= 4 {
		head = Truncate(t.Clean(title), inner-4, t.Glyph.Ellipsis)
	}
	var sb strings.Builder
	if head == "" {
		sb.WriteString(t.Frame.Render(b.TopLeft + strings.Repeat(b.H, inner) + b.TopRight))
	} else {
		sb.WriteString(t.Frame.Render(b.TopLeft + b.H + " "))
		sb.WriteString(t.Title.Render(head))
		sb.WriteString(t.Frame.Render(" " + strings.Repeat(b.H, inner-3-Width(head)) + b.TopRight))
	}
	side := t.Frame.Render(b.V)
	for _, l := range fitLines(strings.Split(text, "\n"), max(inner-2, 0), h-2) {
		sb.WriteString("\n" + side)
		if inner >= 2 {
			sb.WriteString(" " + PadRight(l, inner-2) + " ")
		} else {
			sb.WriteString(strings.Repeat(" ", inner))
		}
		sb.WriteString(side)
	}
	sb.WriteString("\n" + t.Frame.Render(b.BottomLeft+strings.Repeat(b.H, inner)+b.BottomRight))
	return sb.String()
}
