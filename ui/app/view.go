package app

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

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
	if a.mouse.on {
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
	head := a.edges.header(a, hd)
	foot := a.edges.footer(a)
	h := max(a.h-1-strings.Count(foot, "\n")-1, 1)
	a.uncovered = false
	body, cursor := a.page.View(a.w, h)
	body = a.hints.below(a, widget.Fit(body, a.w, h))
	if a.help.open {
		body = widget.Overlay(body, a.help.box(a, h), a.w, h)
		cursor = nil
	}
	if cursor != nil {
		cursor.Y++
	}
	return strings.Join([]string{head, body, foot}, "\n"), cursor
}

// tooSmall is all that a window without room for a page says; that orders are simulated is seen there, too.
func (a *App) tooSmall(hd Head) string {
	lines := widget.Wrap(a.env.T("app.too_small", "Width", minWidth, "Height", minHeight), a.w)
	if b := hd.badge(a.env, a.w); b != "" {
		lines = slices.Insert(lines, 0, b)
	}
	return widget.Fit(strings.Join(lines, "\n"), a.w, a.h)
}

// globals are the keys of every page: back, help, and the way out.
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

// allKeys are those of the page and of every page, also those that no line has room for.
func (a *App) allKeys() []key.Binding {
	bind := func(k, id string) key.Binding { return key.NewBinding(key.WithKeys(k), key.WithHelp(k, a.env.T(id))) }
	keys := append([]key.Binding{}, a.page.Keys()...)
	if !a.page.Editing() {
		keys = append(keys, key.NewBinding(key.WithKeys("home", "end", "pgup", "pgdown"),
			key.WithHelp("g G home end pgup pgdn", a.env.T("app_help.moves"))))
	}
	keys = append(keys, a.globals()...)
	keys = slices.DeleteFunc(keys, func(k key.Binding) bool { return !k.Enabled() })
	if a.lister("ctrl+o") != nil {
		k := "ctrl+o"
		if a.lister("o") != nil {
			k = "o"
		}
		keys = append(keys, bind(k, "key.orders"))
	}
	if !a.ascii {
		keys = append(keys, bind("f2", "key.language"))
	}
	mouse := "key.mouse_on"
	if a.mouse.on {
		mouse = "key.mouse_off"
	}
	keys = append(keys, bind("f3", mouse))
	return keys
}
