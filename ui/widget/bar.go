package widget

import (
	"strconv"
	"strings"

	"charm.land/bubbles/v2/key"

	"github.com/metalwright/metalwright/ui/theme"
)

// Percent is done of total in whole per cent, 100 only when all is done and 0 only when nothing is.
func Percent(done, total int) int {
	switch {
	case total <= 0 || done <= 0:
		return 0
	case done >= total:
		return 100
	}
	return min(max(done*100/total, 1), 99)
}

// Bar is a line of exactly w cells that shows done of total, with the per cent behind it where there is room. It is
// equal for equal per cents, so that it costs a frame only when one has been made.
func Bar(t *theme.Theme, done, total, w int) string {
	p := Percent(done, total)
	if w <= 0 {
		return ""
	}
	label := ""
	if w >= 10 {
		label = " " + PadLeft(strconv.Itoa(p)+"%", 4)
		w -= len(label)
	}
	full := w * p / 100
	if p > 0 {
		full = max(full, 1)
	}
	style := t.Accent
	if p == 100 {
		style = t.Good
	}
	return style.Render(strings.Repeat(t.Glyph.Full, full)) +
		t.Faint.Render(strings.Repeat(t.Glyph.Empty, w-full)) + t.Dim.Render(label)
}

// Help is one line of what keys do, at most w cells. Bindings that are off or have no help are left out; what does
// not fit is dropped from the right.
func Help(t *theme.Theme, bindings []key.Binding, w int) string {
	var sb strings.Builder
	used, sep := 0, "  "
	for _, b := range bindings {
		h := b.Help()
		if !b.Enabled() || h.Key == "" {
			continue
		}
		need := Width(h.Key) + 1 + Width(h.Desc)
		if used > 0 {
			need += len(sep)
		}
		if used+need > w {
			break
		}
		if used > 0 {
			sb.WriteString(sep)
		}
		sb.WriteString(t.Key.Render(h.Key) + " " + t.KeyText.Render(h.Desc))
		used += need
	}
	return sb.String()
}
