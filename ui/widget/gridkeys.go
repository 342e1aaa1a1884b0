package widget

import (
	tea "charm.land/bubbletea/v2"
)

// Update takes a key, a paste into the filter or the mouse wheel, and reports whether it was meant for the grid.
// enter is not, unless it ends the typing of a filter; nor is esc, unless there is a filter to leave or clear.
func (g *Grid) Update(msg tea.Msg) (handled bool) {
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		return g.wheel(msg.Mouse().Button)
	case tea.PasteMsg:
		if g.typing {
			g.field.paste(msg.Content)
			g.search(g.field.value())
		}
		return g.typing
	case tea.KeyPressMsg:
		if g.typing {
			return g.typeKey(msg)
		}
		return g.press(msg.String()) || g.modeKey(msg.String())
	}
	return false
}

// modeKey changes what is shown.
func (g *Grid) modeKey(key string) bool {
	switch key {
	case "/":
		g.begin()
	case "esc":
		if g.query == "" {
			return false
		}
		g.SetFilter("")
	case "s":
		g.resort(sorting{g.paint.cells.layout.after(g.sort.col), g.sort.reverse})
	case "S":
		g.resort(sorting{g.sort.col, !g.sort.reverse})
	default:
		return false
	}
	return true
}

// typeKey takes a key while the filter is typed.
func (g *Grid) typeKey(msg tea.KeyPressMsg) bool {
	switch key := msg.String(); key {
	case "enter", "esc":
		g.end()
		return true
	case "up", "down", "pgup", "pgdown", "ctrl+p", "ctrl+n":
		return g.press(key)
	case "tab", "shift+tab", "ctrl+c", "ctrl+d", "f1":
		return false
	}
	g.field.key(msg)
	g.search(g.field.value())
	return true
}
