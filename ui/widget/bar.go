package widget

import (
	"strings"

	"charm.land/bubbles/v2/key"
	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/ui/theme"
)

// Part is one part of a [Segments] bar: N of the whole, drawn by repeating Glyph.
type Part struct {
	N     int
	Glyph string // one cell wide
	Style lipgloss.Style
}

// Segments is a line of exactly w cells that shows how a whole is divided; what the parts leave of total is drawn with
// rest. A part that is not 0 has a cell at least while there are as many cells as parts.
func Segments(parts []Part, total int, rest Part, w int) string {
	sum, n := 0, 0
	for _, p := range parts {
		sum += max(p.N, 0)
		if p.N > 0 {
			n++
		}
	}
	if total = max(total, sum); total == 0 || w <= 0 {
		return rest.Style.Render(strings.Repeat(rest.Glyph, max(w, 0)))
	}
	least := 0
	if n <= w {
		least = 1
	}
	var b strings.Builder
	left, seen, reserved := w, 0, n*least
	for _, p := range parts {
		if p.N <= 0 {
			continue
		}
		seen += p.N
		reserved -= least
		end := (w*seen + total/2) / total // where the part ends on an exact scale
		cells := min(max(end-(w-left), least), left-reserved)
		if cells > 0 {
			b.WriteString(p.Style.Render(strings.Repeat(p.Glyph, cells)))
			left -= cells
		}
	}
	if left > 0 {
		b.WriteString(rest.Style.Render(strings.Repeat(rest.Glyph, left)))
	}
	return b.String()
}

const helpGap = "  " // between two keys of a line

// helpOf is what a line says of a key, and how many cells that has; 0 where nothing is said.
func helpOf(b key.Binding) (name, text string, cells int) {
	h := b.Help()
	if !b.Enabled() || h.Key == "" {
		return "", "", 0
	}
	if h.Desc != "" {
		text = " " + h.Desc
	}
	return h.Key, text, Width(h.Key) + Width(text)
}

// HelpWidth is how many cells the [Help] of bindings has where nothing is dropped.
func HelpWidth(bindings []key.Binding) int {
	all := 0
	for _, b := range bindings {
		if _, _, cells := helpOf(b); cells > 0 {
			all += cells + len(helpGap)
		}
	}
	return max(all-len(helpGap), 0)
}

// Help is one line of what keys do, at most w cells. Bindings that are off or have no help are left out; what does
// not fit is dropped from the right.
func Help(t *theme.Theme, bindings []key.Binding, w int) string {
	var sb strings.Builder
	used := 0
	for _, b := range bindings {
		name, text, need := helpOf(b)
		if need == 0 {
			continue
		}
		if used > 0 {
			need += len(helpGap)
		}
		if used+need > w {
			break
		}
		if used > 0 {
			sb.WriteString(helpGap)
		}
		sb.WriteString(t.Key.Render(name) + t.KeyText.Render(text))
		used += need
	}
	return sb.String()
}
