// Package screen has a terminal in memory: programs draw on it, and what it shows can be read cell by cell.
package screen

import (
	"fmt"
	"image/color"
	"strings"

	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/vt"
)

// Cell is one character of a screen. One that is two cells wide is followed by a zero Cell.
type Cell struct {
	Text   string // "" is blank
	Width  int    // cells; 0 for the second half of a wide character
	Fg, Bg color.Color

	Bold, Faint, Italic, Underline, Reverse bool
}

// Screen is what a terminal shows.
type Screen struct {
	W, H             int
	Cells            []Cell // row by row
	CursorX, CursorY int
}

// Draw shows one frame, a view's string, in a terminal of w by h cells.
func Draw(frame string, w, h int) Screen {
	emu := vt.NewEmulator(w, h)
	_, _ = emu.WriteString("\x1b[?2027h" + strings.ReplaceAll(frame, "\n", "\r\n")) // it has nothing to fail on
	return capture(emu)
}

func capture(emu *vt.Emulator) Screen {
	pos := emu.CursorPosition()
	s := Screen{W: emu.Width(), H: emu.Height(), CursorX: pos.X, CursorY: pos.Y}
	s.Cells = make([]Cell, s.W*s.H)
	for y := range s.H {
		for x := 0; x < s.W; {
			c := emu.CellAt(x, y)
			if c == nil {
				x++
				continue
			}
			s.Cells[y*s.W+x] = cell(c)
			x += max(c.Width, 1)
		}
	}
	return s
}

func cell(c *uv.Cell) Cell {
	has := func(a uint8) bool { return c.Style.Attrs&a != 0 }
	return Cell{
		Text: c.Content, Width: max(c.Width, 1), Fg: c.Style.Fg, Bg: c.Style.Bg,
		Bold: has(uv.AttrBold), Faint: has(uv.AttrFaint), Italic: has(uv.AttrItalic), Reverse: has(uv.AttrReverse),
		Underline: c.Style.Underline != uv.UnderlineNone,
	}
}

// At is the cell in column x of line y; a blank one outside of the screen.
func (s Screen) At(x, y int) Cell {
	if x < 0 || y < 0 || x >= s.W || y >= s.H {
		return Cell{}
	}
	return s.Cells[y*s.W+x]
}

// Text is the characters, a line each, without trailing spaces.
func (s Screen) Text() string {
	var b strings.Builder
	for y := range s.H {
		var line strings.Builder
		for x := 0; x < s.W; x += max(s.At(x, y).Width, 1) {
			c := s.At(x, y)
			if c.Text == "" {
				c.Text = " "
			}
			line.WriteString(c.Text)
		}
		b.WriteString(strings.TrimRight(line.String(), " "))
		b.WriteByte('\n')
	}
	return b.String()
}

// Styled is Text with, beneath each line, which columns look different from plain text: "3-9 #ff0000 bold".
func (s Screen) Styled() string {
	var b strings.Builder
	for y, line := range strings.Split(strings.TrimSuffix(s.Text(), "\n"), "\n") {
		b.WriteString(line + "\n")
		for x := 0; x < s.W; {
			from, look := x, s.At(x, y).look()
			for x < s.W && s.At(x, y).look() == look {
				x++
			}
			if look != "" {
				fmt.Fprintf(&b, "    %d-%d%s\n", from, x-1, look)
			}
		}
	}
	return b.String()
}

// look is how a cell differs from plain text, "" when it does not.
func (c Cell) look() string {
	var b strings.Builder
	if c.Fg != nil && strings.TrimSpace(c.Text) != "" {
		b.WriteString(" " + hex(c.Fg))
	}
	if c.Bg != nil {
		b.WriteString(" on " + hex(c.Bg))
	}
	for _, a := range []struct {
		on   bool
		name string
	}{{c.Bold, "bold"}, {c.Faint, "faint"}, {c.Italic, "italic"}, {c.Underline, "underline"}, {c.Reverse, "reverse"}} {
		if a.on && (strings.TrimSpace(c.Text) != "" || a.name == "reverse") {
			b.WriteString(" " + a.name)
		}
	}
	return b.String()
}

func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
