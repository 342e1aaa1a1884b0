package app

import (
	"cmp"
	"unicode"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/widget"
)

// terminal is what is known of it. The zero value is one of unknown size, with a dark background.
type terminal struct {
	w, h  int  // cells; 0: not known yet
	exact bool // it sends Escape and Alt apart
	light bool // its background, which the theme is for
}

// small reports whether the window has no room for a page. Before its size is known it has.
func (t terminal) small() bool { return t.w > 0 && t.w < minWidth || t.h > 0 && t.h < minHeight }

// afterEscape is the key that came in one read with an Escape before it, which most terminals send like that key with
// Alt. Alt means something only to the keys that edit text, and where text is edited: there it stays Alt.
func (t terminal) afterEscape(k tea.KeyPressMsg, editing bool) (tea.KeyPressMsg, bool) {
	if t.exact || k.Mod&tea.ModAlt == 0 || editing && widget.Edits(k) {
		return k, false
	}
	k.Mod &^= tea.ModAlt
	if unicode.IsPrint(k.Code) && k.Mod&^tea.ModShift == 0 { // its text was taken from it
		r := k.Code
		if k.Mod&tea.ModShift != 0 {
			r = cmp.Or(k.ShiftedCode, unicode.ToUpper(r))
		}
		k.Text = string(r)
	}
	return k, true
}
