package app

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/ui/widget"
)

// notch is how many lines one notch of the wheel moves.
const notch = 3

// mouse moves the cursor while it is on. The zero value is off.
type mouse struct{ on bool }

// pointed is what the mouse does: the wheel and a click move the cursor, by the keys that do. Nothing else does
// anything, so that nothing is chosen, and nothing bought, by the mouse alone.
func (p mouse) pointed(a *App, msg tea.MouseMsg) tea.Cmd {
	if !p.on || a.small() || a.leaving.asked {
		return nil
	}
	m := msg.Mouse()
	switch msg.(type) {
	case tea.MouseWheelMsg:
		name := map[tea.MouseButton]string{tea.MouseWheelUp: "up", tea.MouseWheelDown: "down"}[m.Button]
		var all []tea.Cmd
		for range notch {
			if name != "" {
				all = append(all, a.press(pressed(name)))
			}
		}
		return tea.Batch(all...)
	case tea.MouseClickMsg:
		if m.Button == tea.MouseLeft && !a.help.open {
			return p.click(a, m.X, m.Y)
		}
	}
	return nil
}

// click moves the cursor of the list or form at column x to line y, as far as there is something to move to.
func (p mouse) click(a *App, x, y int) tea.Cmd {
	var all []tea.Cmd
	at, ok := p.cursorLine(a, x)
	for down := at < y; ok && at != y; {
		name := "up"
		if down {
			name = "down"
		}
		all = append(all, a.press(pressed(name)))
		before := at
		at, ok = p.cursorLine(a, x)
		if down && at > y { // y is in the middle of the one before
			all = append(all, a.press(pressed("up")))
		}
		if down && (at <= before || at > y) || !down && (at >= before || at < y) {
			break
		}
	}
	return tea.Batch(all...)
}

// cursorLine is the line of the cursor's mark that is nearest to the left of column x; false when there is none.
func (mouse) cursorLine(a *App, x int) (line int, ok bool) {
	content, _ := a.render(a.page.Head())
	mark, best := a.env.Theme.Glyph.Cursor+" ", -1
	for y, l := range strings.Split(ansi.Strip(content), "\n") {
		for at := 0; ; at += len(mark) {
			i := strings.Index(l[at:], mark)
			if i < 0 {
				break
			}
			at += i
			if column := widget.Width(l[:at]); column <= x && column > best && begins(l[:at], a.env.Theme.Glyph.Box.V) {
				line, best = y, column
			}
		}
	}
	return line, best >= 0
}

// begins reports whether what follows before is at the beginning of a column: behind nothing, a line or a gap.
func begins(before, line string) bool {
	bare := strings.TrimRight(before, " ")
	return bare == "" || strings.HasSuffix(bare, line) || len(before)-len(bare) > 1
}
