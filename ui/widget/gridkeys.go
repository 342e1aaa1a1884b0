package widget

import (
	tea "charm.land/bubbletea/v2"
)

// wheelRows is how many rows one notch of a mouse wheel moves.
const wheelRows = 3

// Update takes a key, a paste into the filter or the mouse wheel, and reports whether it was meant for the grid.
// enter is not, unless it ends the typing of a filter; nor is esc, unless there is a filter to leave or clear.
func (g *Grid) Update(msg tea.Msg) (handled bool) {
	switch msg := msg.(type) {
	case tea.MouseWheelMsg:
		return g.wheel(msg.Mouse().Button)
	case tea.PasteMsg:
		if g.typing {
			g.filter.paste(msg.Content)
			g.search(g.filter.value())
		}
		return g.typing
	case tea.KeyPressMsg:
		if g.typing {
			return g.typeKey(msg)
		}
		return g.moveKey(msg.String()) || g.modeKey(msg.String())
	}
	return false
}

// Click moves the cursor to the row drawn y lines below the grid's upper edge, and reports whether there is one.
func (g *Grid) Click(y int) bool {
	y -= g.head
	if i := g.top + y; y >= 0 && y < g.page && i < g.shown() {
		g.move(i)
		return true
	}
	return false
}

// Typing reports whether a filter is being typed, so that letters are text.
func (g *Grid) Typing() bool { return g.typing }

func (g *Grid) wheel(b tea.MouseButton) bool {
	switch b {
	case tea.MouseWheelUp:
		g.move(g.cursor - wheelRows)
	case tea.MouseWheelDown:
		g.move(g.cursor + wheelRows)
	default:
		return false
	}
	return true
}

// moveKey moves the cursor by the keys that work at all times.
func (g *Grid) moveKey(key string) bool {
	switch key {
	case "up", "k", "ctrl+p":
		g.move(g.cursor - 1)
	case "down", "j", "ctrl+n":
		g.move(g.cursor + 1)
	case "pgup":
		g.move(g.cursor - max(g.page-1, 1))
	case "pgdown":
		g.move(g.cursor + max(g.page-1, 1))
	case "ctrl+u":
		g.move(g.cursor - max(g.page/2, 1))
	case "ctrl+d":
		g.move(g.cursor + max(g.page/2, 1))
	case "home", "g":
		g.move(0)
	case "end", "G":
		g.move(g.shown() - 1)
	default:
		return false
	}
	return true
}

// modeKey changes what is shown.
func (g *Grid) modeKey(key string) bool {
	switch key {
	case "/":
		g.typing = true
		g.filter.focus()
	case "esc":
		if g.query == "" {
			return false
		}
		g.SetFilter("")
	case "s":
		g.nextSort()
	case "S":
		g.reverse = !g.reverse
		g.resort()
	default:
		return false
	}
	return true
}

// typeKey takes a key while the filter is typed.
func (g *Grid) typeKey(msg tea.KeyPressMsg) bool {
	switch key := msg.String(); key {
	case "enter", "esc":
		g.typing = false
		g.filter.blur()
		return true
	case "up", "down", "pgup", "pgdown", "ctrl+p", "ctrl+n":
		return g.moveKey(key)
	case "tab", "shift+tab", "ctrl+c", "ctrl+d", "f1":
		return false
	}
	g.filter.key(msg)
	g.search(g.filter.value())
	return true
}
