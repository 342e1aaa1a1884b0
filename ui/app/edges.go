package app

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"

	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/widget"
)

// mostAccount is the most cells of the badge of a real account.
const mostAccount = 24

// badge says in at most w cells whether what is on is simulated, or for real and on which account; "" says neither.
func (h Head) badge(e *step.Env, w int) string {
	t := e.Theme
	text, style := e.T("app.simulated"), t.Badge
	if !h.Simulated {
		text, style = strings.TrimSpace(e.T("app.live", "Account", t.Clean(h.Account))), t.Live
	}
	if !h.Simulated && !h.Live {
		return ""
	}
	return style.Render(" " + widget.Truncate(text, min(w-2, mostAccount), t.Glyph.Ellipsis) + " ")
}

// edges are the first line and the last one. They are the same on nearly every frame, and styles are dear.
type edges struct {
	head     headKey // of headText
	headText string
	foot     foot // of footText
	footText string
}

// header is the first line.
func (e *edges) header(a *App, hd Head) string {
	if k := (headKey{hd, looksOf(a)}); k != e.head {
		e.head, e.headText = k, drawHeader(a, hd)
	}
	return e.headText
}

// headKey is what the first line depends on.
type headKey struct {
	head  Head
	looks looks
}

// looks are what every line depends on.
type looks struct {
	width int
	theme theme.Identity
	words text.Identity
}

func looksOf(a *App) looks { return looks{a.w, a.env.Theme.Identity(), a.env.Identity()} }

func drawHeader(a *App, hd Head) string {
	t := a.env.Theme
	left := t.Title.Render(" metalwright ")
	left += hd.badge(a.env, a.w-widget.Width(left))
	place := widget.Truncate(hd.Place, max(a.w-widget.Width(left)-2, 0), "")
	room := a.w - widget.Width(left) - widget.Width(place) - 3
	if room > 8 {
		left += " " + t.Dim.Render(widget.Truncate(t.Clean(hd.Title), room, t.Glyph.Ellipsis))
	}
	side := widget.Width(place) + 1
	return widget.Columns(1, widget.Pane{Text: left, Width: a.w - side}, widget.Pane{
		Text:  t.Dim.Render(place),
		Width: side,
	})
}

// footer is the line of keys, below what is said.
func (e *edges) footer(a *App) string {
	keys := e.keyLine(a)
	hint := a.hint
	if a.leaving.asked { // what stays may change meanwhile
		hint = a.page.Leave()
	}
	if hint == "" {
		return keys
	}
	return said(a, hint) + "\n" + keys
}

// said is a sentence of the frame, in as many lines as it needs and the page can spare.
func said(a *App, hint string) string {
	t := a.env.Theme
	lines := widget.Wrap(t.Clean(hint), a.w-4)    // it may say which key to press
	if most := max(a.h/3, 1); len(lines) > most { // the page needs room
		lines = lines[:most]
		lines[most-1] = widget.Truncate(lines[most-1], a.w-5, "") + t.Glyph.Ellipsis
	}
	for i, l := range lines {
		mark := "   "
		if i == 0 {
			mark = " " + t.Glyph.Warn + " "
		}
		lines[i] = t.Warn.Render(mark + l)
	}
	return widget.Fit(strings.Join(lines, "\n"), a.w, len(lines))
}

// keyLine is the last line.
func (e *edges) keyLine(a *App) string {
	// What gets one out comes before what is merely handy: a narrow window drops the end.
	keys, globals := a.page.Keys(), a.globals()
	// it does what enter does: for the help alone
	keys = slices.DeleteFunc(keys, func(k key.Binding) bool { return k.Help().Key == "tab" })
	first := min(len(keys), 1)
	if a.w < narrow && len(keys) > 1 && slices.Contains(keys[1].Keys(), "left") { // there is room for how to change it
		globals[1].SetHelp(globals[1].Help().Key, "")
	}
	keys = a.keys.shown(slices.Concat(keys[:first], globals[:2], keys[first:], globals[2:]))
	if f := (foot{keysOf(keys), looksOf(a)}); f != e.foot {
		e.foot, e.footText = f, " "+widget.Help(a.env.Theme, withMore(a, keys), a.w-2)
	}
	return e.footText
}

// withMore is keys with that of the help saying that it names more of them, where the line has no room for all.
func withMore(a *App, keys []key.Binding) []key.Binding {
	whole := widget.HelpWidth(keys)
	help := a.env.T("key.help")
	i := slices.IndexFunc(keys, func(k key.Binding) bool { return k.Help().Desc == help })
	if whole <= a.w-2 || i < 0 {
		return keys
	}
	keys = slices.Clone(keys)
	keys[i].SetHelp(keys[i].Help().Key, help+a.env.Theme.Glyph.Ellipsis)
	return keys
}

// foot is what the line of keys depends on.
type foot struct {
	keys  string
	looks looks
}

func keysOf(bindings []key.Binding) string {
	var b strings.Builder
	for _, k := range bindings {
		if k.Enabled() {
			b.WriteString(k.Help().Key + "\x00" + k.Help().Desc + "\x00")
		}
	}
	return b.String()
}

// narrow is the width below which the keys have no room for words that their sign says.
const narrow = 50
