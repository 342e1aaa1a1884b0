package app

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/ui/widget"
)

// Hints are the hints of the frame that someone has used.
type Hints interface {
	Used(name string) bool
	// Use says that they have used another one. It may write a file.
	Use(name string)
}

// hint is a sentence about a key, which goes away when the key is used.
type hint struct {
	says  string // its message
	about string // the message of the binding that it is about: keys mean other things elsewhere
}

// name is how it is kept.
func (h hint) name() string { return strings.TrimPrefix(h.says, "hint.") }

// allHints are the hints, the first to be shown first.
func allHints() []hint {
	return []hint{
		{"hint.help", "key.help"},
		{"hint.filter", "key.filter"},
		{"hint.finish", "key.finish"},
		{"hint.actions", "key.actions"},
	}
}

// hintHeight is how many lines a page has at least for a hint below it.
const hintHeight = 16

// hints are those that are left to be shown. The zero value has none.
type hints struct {
	left []hint
	used Hints
}

func newHints(used Hints) hints {
	if used == nil {
		return hints{}
	}
	return hints{slices.DeleteFunc(allHints(), func(h hint) bool { return used.Used(h.name()) }), used}
}

// bindings are the keys that work now.
func bindings(a *App) []key.Binding { return slices.Concat(a.globals(), a.page.Keys()) }

// of is the binding that a hint is about; false when it does not work now.
func (h hint) of(a *App, all []key.Binding) (key.Binding, bool) {
	about := a.env.T(h.about)
	i := slices.IndexFunc(all, func(b key.Binding) bool { return b.Enabled() && b.Help().Desc == about })
	if i < 0 {
		return key.Binding{}, false
	}
	return all[i], true
}

// use takes away the hint about a key that is pressed, where that works, and has it kept.
func (h *hints) use(a *App, pressed string) tea.Cmd {
	if len(h.left) == 0 || a.help.open || a.small() {
		return nil
	}
	all := bindings(a)
	for i, x := range h.left {
		if b, ok := x.of(a, all); ok && slices.Contains(b.Keys(), pressed) {
			h.left = slices.Delete(h.left, i, i+1)
			return func() tea.Msg {
				h.used.Use(x.name())
				return nil
			}
		}
	}
	return nil
}

// below puts the first hint that is of use now into the last lines of a page, if one of them is empty: a page loses no
// line to it.
func (h *hints) below(a *App, page string) string {
	lines := strings.Split(page, "\n")
	if len(h.left) == 0 || a.help.open || len(lines) < hintHeight {
		return page
	}
	all := bindings(a)
	for _, x := range h.left {
		b, ok := x.of(a, all)
		if !ok {
			continue
		}
		for _, y := range []int{len(lines) - 1, len(lines) - 2} {
			if strings.TrimSpace(ansi.Strip(lines[y])) != "" {
				continue
			}
			t, k := a.env.Theme, a.keys.shown([]key.Binding{b})[0].Help().Key
			says := widget.Truncate(a.env.T(x.says, "Key", k), a.w-2, t.Glyph.Ellipsis)
			lines[y] = widget.Fit(" "+t.Info.Render(says), a.w, 1)
			break
		}
		return strings.Join(lines, "\n")
	}
	return page
}
