package app

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/widget"
)

// View draws the frame and the page in it.
func (a *App) View() tea.View {
	if open := a.page; a.opening.old != nil {
		a.page = a.opening.old
		defer func() { a.page = open }()
	}
	hd := a.page.Head()
	content, cursor := a.render(hd)
	v := tea.NewView(widget.Safe(content, a.env.Theme.ASCII))
	v.AltScreen = true
	v.ReportFocus = true
	if a.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	v.WindowTitle = hd.windowTitle(a.env.Theme)
	v.Cursor = cursor
	return v
}

func (a *App) render(hd Head) (string, *tea.Cursor) {
	if a.w <= 0 || a.h <= 0 {
		return "", nil
	}
	if a.small() {
		return a.tooSmall(hd), nil
	}
	head := a.header(hd)
	foot := a.footer()
	h := max(a.h-1-strings.Count(foot, "\n")-1, 1)
	a.uncovered = false
	body, cursor := a.page.View(a.w, h)
	body = a.hints.below(a, widget.Fit(body, a.w, h))
	if a.help.open {
		body = widget.Overlay(body, a.helpBox(h), a.w, h)
		cursor = nil
	}
	if cursor != nil {
		cursor.Y++
	}
	return strings.Join([]string{head, body, foot}, "\n"), cursor
}

// small reports whether the window has no room for a page. Before its size is known it has.
func (a *App) small() bool { return a.w > 0 && a.w < minWidth || a.h > 0 && a.h < minHeight }

// tooSmall is all that a window without room for a page says; that orders are simulated is seen there, too.
func (a *App) tooSmall(hd Head) string {
	lines := widget.Wrap(a.env.T("app.too_small", "Width", minWidth, "Height", minHeight), a.w)
	if b := a.badge(hd, a.w); b != "" {
		lines = slices.Insert(lines, 0, b)
	}
	return widget.Fit(strings.Join(lines, "\n"), a.w, a.h)
}

// mostAccount is the most cells of the badge of a real account.
const mostAccount = 24

// badge says in at most w cells whether what is on is simulated, or for real and on which account; "" says neither.
func (a *App) badge(hd Head, w int) string {
	t := a.env.Theme
	text, style := a.env.T("app.simulated"), t.Badge
	if !hd.Simulated {
		text, style = strings.TrimSpace(a.env.T("app.live", "Account", t.Clean(hd.Account))), t.Live
	}
	if !hd.Simulated && !hd.Live {
		return ""
	}
	return style.Render(" " + widget.Truncate(text, min(w-2, mostAccount), t.Glyph.Ellipsis) + " ")
}

// header is the first line. It is the same on nearly every frame, and styles are dear.
func (a *App) header(hd Head) string {
	if k := (headKey{hd, looksOf(a)}); k != a.head {
		a.head, a.headText = k, drawHeader(a, hd)
	}
	return a.headText
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

func looksOf(a *App) looks { return looks{a.w, a.env.Theme.Identity(), a.env.Text.Identity()} }

func drawHeader(a *App, hd Head) string {
	t := a.env.Theme
	left := t.Title.Render(" metalwright ")
	left += a.badge(hd, a.w-widget.Width(left))
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

func (a *App) footer() string {
	t, hint := a.env.Theme, a.hint
	if a.leaving { // what stays may change meanwhile
		hint = a.page.Leave()
	}
	if hint != "" {
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
	// What gets one out comes before what is merely handy: a narrow window drops the end.
	keys, globals := a.page.Keys(), a.globals()
	// it does what enter does: for the help alone
	keys = slices.DeleteFunc(keys, func(k key.Binding) bool { return k.Help().Key == "tab" })
	first := min(len(keys), 1)
	if a.w < narrow && len(keys) > 1 && slices.Contains(keys[1].Keys(), "left") { // there is room for how to change it
		globals[1].SetHelp(globals[1].Help().Key, "")
	}
	keys = a.keys.shown(slices.Concat(keys[:first], globals[:2], keys[first:], globals[2:]))
	if f := (foot{keysOf(keys), looksOf(a)}); f != a.foot {
		a.foot, a.footText = f, " "+widget.Help(t, withMore(a, keys), a.w-2)
	}
	return a.footText
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

// foot is what the line of keys depends on: it is the same on nearly every frame, and styles are dear.
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

func (a *App) globals() []key.Binding {
	help := key.NewBinding(key.WithKeys("?", "f1"), key.WithHelp("?", a.env.T("key.help")))
	if a.page.Editing() {
		help = key.NewBinding(key.WithKeys("f1"), key.WithHelp("f1", a.env.T("key.help")))
	}
	back := key.NewBinding(key.WithKeys("esc"), key.WithHelp("esc", a.env.T("key.back")))
	back.SetEnabled(a.page.Backs())
	return []key.Binding{
		back, help,
		key.NewBinding(key.WithKeys("ctrl+c"), key.WithHelp("ctrl+c", a.env.T("key.leave"))),
	}
}
