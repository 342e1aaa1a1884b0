package frame

import (
	"fmt"
	"image/color"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// modes are what a view switches on in a terminal beside its content. The zero value is how we find a terminal.
type modes struct {
	alt, paste, focus, graphemes bool
	hidden                       bool // the cursor
	mouse                        tea.MouseMode
	keyboard                     int // flags of the kitty protocol; 0: off
	title                        string
	cursor                       int // its style; 0: the terminal's
	progress                     tea.ProgressBar
	colors                       [3]color.Color // of the cursor, text and background; nil: the terminal's
}

// bare reports whether terminals of this type know nothing but what they draw: some take other sequences for colours,
// or draw them.
func bare(term string) bool {
	return term == "linux" || term == "ansi" || strings.HasPrefix(term, "vt") || strings.HasPrefix(term, "cons25")
}

// wanted are the modes of a view, without the cursor's visibility, which depends on what is drawn.
func wanted(v tea.View, graphemes bool) modes {
	m := modes{
		alt: v.AltScreen, paste: !v.DisableBracketedPasteMode, focus: v.ReportFocus, graphemes: graphemes,
		mouse: v.MouseMode, keyboard: keyboard(v.KeyboardEnhancements), title: v.WindowTitle,
		colors: [3]color.Color{nil, v.ForegroundColor, v.BackgroundColor},
	}
	if c := v.Cursor; c != nil {
		m.colors[0] = c.Color
		m.cursor = int(c.Shape)*2 + 1
		if !c.Blink {
			m.cursor++
		}
	}
	if v.ProgressBar != nil {
		m.progress = *v.ProgressBar
	}
	return m
}

// keyboard are the flags that a view asks for; keys are always distinguished.
func keyboard(k tea.KeyboardEnhancements) int {
	flags := ansi.KittyDisambiguateEscapeCodes
	for _, f := range []struct {
		on   bool
		flag int
	}{
		{k.ReportEventTypes, ansi.KittyReportEventTypes},
		{k.ReportAlternateKeys, ansi.KittyReportAlternateKeys},
		{k.ReportAllKeysAsEscapeCodes, ansi.KittyReportAllKeysAsEscapeCodes},
		{k.ReportAssociatedText, ansi.KittyReportAssociatedKeys},
	} {
		if f.on {
			flags |= f.flag
		}
	}
	return flags
}

// set switches the terminal's modes. The zero modes show the cursor again; any other leave it as it is.
func (o *output) set(to modes) {
	from := o.on
	back := to == modes{}
	if !back {
		to.hidden = from.hidden
	}
	if from == to {
		return
	}
	if from.alt != to.alt {
		o.other(to.alt)
		from.keyboard = 0 // each screen has its own
		to.hidden = false // and some terminals have a cursor for each
	}
	o.out.toggle(from.paste, to.paste, ansi.SetModeBracketedPaste, ansi.ResetModeBracketedPaste)
	o.out.toggle(from.focus, to.focus, ansi.SetModeFocusEvent, ansi.ResetModeFocusEvent)
	o.out.toggle(from.graphemes, to.graphemes, ansi.SetModeUnicodeCore, ansi.ResetModeUnicodeCore)
	o.out.mouse(from.mouse, to.mouse)
	if from.title != to.title {
		o.out.add(ansi.SetWindowTitle(to.title))
	}
	o.out.keyboard(from.keyboard, to.keyboard)
	if from.cursor != to.cursor {
		o.out.add(ansi.SetCursorStyle(to.cursor))
	}
	if from.progress != to.progress {
		o.out.progress(to.progress)
	}
	for i, c := range []struct {
		set   func(string) string
		reset string
	}{
		{ansi.SetCursorColor, ansi.ResetCursorColor},
		{ansi.SetForegroundColor, ansi.ResetForegroundColor},
		{ansi.SetBackgroundColor, ansi.ResetBackgroundColor},
	} {
		if from.colors[i] == to.colors[i] {
			continue
		}
		if to.colors[i] == nil {
			o.out.add(c.reset)
		} else {
			o.out.add(c.set(hex(to.colors[i])))
		}
	}
	if back {
		o.out.toggle(from.hidden, false, ansi.ResetModeTextCursorEnable, ansi.SetModeTextCursorEnable)
	}
	o.on = to
}

// other goes to the alternate screen, or back.
func (o *output) other(alt bool) {
	if o.on.keyboard != 0 {
		o.out.keyboard(o.on.keyboard, 0)
	}
	if alt {
		o.out.add(ansi.SetModeAltScreenSaveCursor)
	} else {
		o.out.add(ansi.ResetModeAltScreenSaveCursor)
	}
	o.on.alt = alt
	o.fresh = true
	o.x, o.y = -1, 0
}

func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
