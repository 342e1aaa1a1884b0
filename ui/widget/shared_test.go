package widget_test

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/widget"
)

// rows is a source of machine types.
type rows struct {
	cells    [][]string
	disabled map[int]bool
	versions map[int]uint64
	th       *theme.Theme
	asked    int // cells asked for
}

func (r *rows) Len() int { return len(r.cells) }

func (r *rows) Version(row int) uint64 { return r.versions[row] }

func (r *rows) Cell(row, col int) string {
	r.asked++
	return r.cells[row][col]
}

func (r *rows) Disabled(row int) bool { return r.disabled[row] }

func (r *rows) Style(int) lipgloss.Style { return r.th.Text }

func (r *rows) Key(row int) string { return r.cells[row][0] }

func (r *rows) CellStyle(_, col int) (lipgloss.Style, bool) { return r.th.Good, col == 4 }

// machines makes n rows.
func machines(th *theme.Theme, n int) *rows {
	r := &rows{th: th, disabled: map[int]bool{}, versions: map[int]uint64{}}
	city := []string{"Seoul", "東京", "São Paulo", "Frankfurt"}
	for i := range n {
		stock := "plenty"
		if i%7 == 3 {
			stock = "sold out"
			r.disabled[i] = true
		}
		r.cells = append(r.cells, []string{
			fmt.Sprintf("M%dC-%d", i%9+2, i), city[i%len(city)],
			fmt.Sprintf("%d x Xeon Silver %d", i%2+1, 4210+i%10), fmt.Sprintf("%d GB", 32<<(i%4)), stock,
			fmt.Sprintf("$%d.%02d/h", (i*37)%11, i%100),
		})
	}
	return r
}

func columns() []widget.Column {
	return []widget.Column{
		{ID: "type", Title: "Type", Width: 10},
		{ID: "city", Title: "City", Width: 12, Drop: 2},
		{ID: "cpu", Title: "CPU", Width: 22, Min: 12, Flex: true, Drop: 1},
		{ID: "memory", Title: "Memory", Width: 8, Right: true, Drop: 3},
		{ID: "stock", Title: "Stock", Width: 9},
		{ID: "price", Title: "Price", Width: 9, Right: true},
	}
}

func english(tb testing.TB) *text.Text {
	tb.Helper()
	tx, err := text.New("en")
	if err != nil {
		tb.Fatal(err)
	}
	return tx
}

func newGrid(tb testing.TB, n int) (*widget.Grid, *rows) {
	tb.Helper()
	th := theme.New(true, false)
	src := machines(th, n)
	return widget.NewGrid(th, english(tb), columns(), src), src
}

// press makes the message of a key by its name.
func press(name string) tea.KeyPressMsg {
	codes := map[string]rune{
		"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "enter": tea.KeyEnter,
		"esc": tea.KeyEscape, "tab": tea.KeyTab, "home": tea.KeyHome, "end": tea.KeyEnd, "pgup": tea.KeyPgUp,
		"pgdown": tea.KeyPgDown, "backspace": tea.KeyBackspace, "delete": tea.KeyDelete,
	}
	if c, ok := codes[name]; ok {
		return tea.KeyPressMsg{Code: c}
	}
	if name == "space" {
		return tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}
	}
	if name == "shift+tab" {
		return tea.KeyPressMsg{Code: tea.KeyTab, Mod: tea.ModShift}
	}
	if k, ok := strings.CutPrefix(name, "ctrl+"); ok {
		return tea.KeyPressMsg{Code: []rune(k)[0], Mod: tea.ModCtrl}
	}
	r := []rune(name)
	return tea.KeyPressMsg{Code: r[0], Text: name}
}

func keys(update func(tea.Msg), names ...string) {
	for _, n := range names {
		update(press(n))
	}
}

// typed is a name for each character of s.
func typed(s string) []string {
	var names []string
	for _, r := range s {
		if r == ' ' {
			names = append(names, "space")
			continue
		}
		names = append(names, string(r))
	}
	return names
}

// checkFrame checks that a frame has exactly h lines, none wider than w, and the cursor inside.
func checkFrame(tb testing.TB, what, frame string, cur *tea.Cursor, w, h int) {
	tb.Helper()
	lines := strings.Split(frame, "\n")
	if got, want := len(lines), max(h, 1); got != want {
		tb.Fatalf("%s: View(%d, %d) has %d lines, want %d:\n%s", what, w, h, got, want, frame)
	}
	for i, l := range lines {
		if got := ansi.StringWidth(l); got > w {
			tb.Fatalf("%s: View(%d, %d) line %d is %d cells wide:\n%q", what, w, h, i, got, l)
		}
	}
	if cur != nil && (cur.X < 0 || cur.X >= w || cur.Y < 0 || cur.Y >= h) {
		tb.Fatalf("%s: View(%d, %d) has its cursor at %d,%d", what, w, h, cur.X, cur.Y)
	}
}

// keyNames are what the fuzz tests press.
func keyNames() []string {
	return []string{
		"up", "down", "left", "right", "enter", "esc", "tab", "shift+tab", "home", "end", "pgup", "pgdown",
		"backspace", "delete", "space", "ctrl+u", "ctrl+d", "ctrl+w", "ctrl+k", "ctrl+a", "ctrl+e", "ctrl+v", "ctrl+n",
		"ctrl+p", "ctrl+t", "/", "s", "S", "g", "G", "j", "k", "h", "l", "y", "n", "a", "M", "2", "!", "字", "é", "👍🏽",
	}
}
