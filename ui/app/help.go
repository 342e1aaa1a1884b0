package app

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"

	"github.com/metalwright/metalwright/ui/widget"
)

// help is what is over a page when someone asks what it is about. The zero value is closed.
type help struct {
	open     bool
	glossary bool
	top      int // the first line shown
}

// rowsOfPage is how far pgup and pgdown move.
const rowsOfPage = 8

// press is the help after a key: it scrolls, turns to the glossary and back, or closes.
func (h help) press(k string) help {
	switch k {
	case "up", "k":
		h.top--
	case "down", "j":
		h.top++
	case "pgup":
		h.top -= rowsOfPage
	case "pgdown", "space":
		h.top += rowsOfPage
	case "home":
		h.top = 0
	case "end":
		h.top = 1 << 20
	case "g":
		h.glossary, h.top = !h.glossary, 0
	default:
		return help{}
	}
	h.top = max(h.top, 0)
	return h
}

// terms are those of the glossary, in the order in which one meets them.
func terms() []string {
	return []string{
		"zone", "type", "image", "prepaid", "postpaid", "consent", "traffic", "cluster", "subnet", "edge", "raid", "ipxe",
		"simulated", "journal", "batch", "token", "accepted", "rejected", "ambiguous", "approval", "release", "board",
	}
}

// helpBox is the help, at most h lines high.
func (a *App) helpBox(h int) string {
	t := a.env.Theme
	w := min(a.w-4, 76)
	lines, title, foot := a.explained(w-6), a.env.T("app_help.title"), "app_help.more"
	if a.help.glossary {
		lines, title, foot = a.glossary(w-6), a.env.T("app_help.glossary"), "app_help.back"
	}
	last := widget.Wrap(a.env.T(foot, "Keys", t.Glyph.Up+t.Glyph.Down), w-4) // the lines above end in marks
	room := max(h-2-len(last), 1)
	a.help.top = max(min(a.help.top, len(lines)-room), 0)
	shown := append([]string{}, lines[a.help.top:min(len(lines), a.help.top+room)]...)
	mark := func(i int, glyph string) {
		shown[i] = widget.PadRight(shown[i], w-5) + t.Faint.Render(glyph)
	}
	if a.help.top > 0 {
		mark(0, t.Glyph.Up)
	}
	if a.help.top+room < len(lines) {
		mark(len(shown)-1, t.Glyph.Down)
	}
	for _, l := range last {
		shown = append(shown, t.Dim.Render(l))
	}
	return widget.Box(t, title, strings.Join(shown, "\n"), w, len(shown)+2)
}

// explained is what the page says about itself, and all of its keys, in lines of w cells.
func (a *App) explained(w int) []string {
	t := a.env.Theme
	var lines []string
	if e, ok := a.page.(Explainer); ok {
		for _, p := range e.Explain() {
			if p.Title != "" {
				lines = append(lines, t.Title.Render(widget.Truncate(t.Clean(p.Title), w, t.Glyph.Ellipsis)))
			}
			for _, l := range widget.Wrap(t.CleanLines(p.Text), w) {
				lines = append(lines, t.Text.Render(l))
			}
			lines = append(lines, "")
		}
		lines = append(lines, t.Title.Render(a.env.T("app_help.keys")))
	}
	keys := a.keys.shown(a.allKeys())
	wide := 0
	for _, k := range keys {
		wide = max(wide, widget.Width(k.Help().Key))
	}
	for _, k := range keys {
		for i, l := range widget.Wrap(k.Help().Desc, max(w-wide-2, 8)) {
			name := ""
			if i == 0 {
				name = k.Help().Key
			}
			lines = append(lines, t.Key.Render(widget.PadRight(name, wide))+"  "+t.Text.Render(l))
		}
	}
	return lines
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
	if a.mouse {
		mouse = "key.mouse_off"
	}
	keys = append(keys, bind("f3", mouse))
	return keys
}

// glossary is the words that the program uses, in lines of w cells.
func (a *App) glossary(w int) []string {
	t := a.env.Theme
	var lines []string
	for _, id := range terms() {
		for i, l := range widget.Wrap(a.env.T("glossary."+id), w) {
			if i > 0 {
				l = "  " + l
			}
			lines = append(lines, t.Text.Render(widget.Truncate(l, w, "")))
		}
	}
	return lines
}
