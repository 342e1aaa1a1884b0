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
func (d *Drawer) set(to modes) {
	from := d.on
	back := to == modes{}
	if !back {
		to.hidden = from.hidden
	}
	if from == to {
		return
	}
	if from.alt != to.alt {
		d.other(to.alt)
		from.keyboard = 0 // each screen has its own
		to.hidden = false // and some terminals have a cursor for each
	}
	d.toggle(from.paste, to.paste, ansi.SetModeBracketedPaste, ansi.ResetModeBracketedPaste)
	d.toggle(from.focus, to.focus, ansi.SetModeFocusEvent, ansi.ResetModeFocusEvent)
	d.toggle(from.graphemes, to.graphemes, ansi.SetModeUnicodeCore, ansi.ResetModeUnicodeCore)
	d.setMouse(from.mouse, to.mouse)
	if from.title != to.title {
		d.add(ansi.SetWindowTitle(to.title))
	}
	d.setKeyboard(from.keyboard, to.keyboard)
	if from.cursor != to.cursor {
		d.add(ansi.SetCursorStyle(to.cursor))
	}
	if from.progress != to.progress {
		d.setProgress(to.progress)
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
			d.add(c.reset)
		} else {
			d.add(c.set(hex(to.colors[i])))
		}
	}
	if back {
		d.toggle(from.hidden, false, ansi.ResetModeTextCursorEnable, ansi.SetModeTextCursorEnable)
	}
	d.on = to
}

func (d *Drawer) add(s string) { d.out = append(d.out, s...) }

func (d *Drawer) toggle(from, to bool, on, off string) {
	switch {
	case to && !from:
		d.add(on)
	case from && !to:
		d.add(off)
	}
}

// other goes to the alternate screen, or back.
func (d *Drawer) other(alt bool) {
	if d.on.keyboard != 0 {
		d.setKeyboard(d.on.keyboard, 0)
	}
	if alt {
		d.add(ansi.SetModeAltScreenSaveCursor)
	} else {
		d.add(ansi.ResetModeAltScreenSaveCursor)
	}
	d.on.alt = alt
	d.rows, d.fresh = d.rows[:0], true
	d.x, d.y = -1, 0
}

func (d *Drawer) setMouse(from, to tea.MouseMode) {
	if from == to {
		return
	}
	if from != tea.MouseModeNone {
		d.add(ansi.ResetModeMouseButtonEvent + ansi.ResetModeMouseAnyEvent + ansi.ResetModeMouseExtSgr)
	}
	switch to {
	case tea.MouseModeNone:
	case tea.MouseModeCellMotion:
		d.add(ansi.SetModeMouseButtonEvent + ansi.SetModeMouseExtSgr)
	case tea.MouseModeAllMotion:
		d.add(ansi.SetModeMouseAnyEvent + ansi.SetModeMouseExtSgr)
	}
}

// setKeyboard asks for keys that cannot be mistaken, by both protocols: terminals ignore the one that they do not know.
// The terminal answers which of it it does.
func (d *Drawer) setKeyboard(from, to int) {
	switch {
	case from == to:
	case to == 0:
		d.add(ansi.ResetModifyOtherKeys + ansi.PopKittyKeyboard(1))
	case from == 0:
		d.add(ansi.SetModifyOtherKeys2 + ansi.PushKittyKeyboard(to) + ansi.RequestKittyKeyboard)
	default:
		d.add(ansi.KittyKeyboard(to, 1) + ansi.RequestKittyKeyboard)
	}
}

func (d *Drawer) setProgress(p tea.ProgressBar) {
	switch p.State {
	case tea.ProgressBarDefault:
		d.add(ansi.SetProgressBar(p.Value))
	case tea.ProgressBarError:
		d.add(ansi.SetErrorProgressBar(p.Value))
	case tea.ProgressBarIndeterminate:
		d.add(ansi.SetIndeterminateProgressBar)
	case tea.ProgressBarWarning:
		d.add(ansi.SetWarningProgressBar(p.Value))
	default:
		d.add(ansi.ResetProgressBar)
	}
}

func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
