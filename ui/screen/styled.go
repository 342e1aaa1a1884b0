package screen

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// ANSI is s as lines for a terminal, with the sequences that color it.
func (s Screen) ANSI() string {
	lines := make([]string, s.H)
	for y := range s.H {
		lines[y] = s.line(y)
	}
	return strings.Join(lines, "\n")
}

// line is row y. Each line begins and ends without a style.
func (s Screen) line(y int) string {
	var b strings.Builder
	last := Cell{}
	for x := 0; x < s.W; {
		c := s.At(x, y)
		if style := c.style(); style != last {
			b.WriteString(ansi.ResetStyle)
			if style != (Cell{}) {
				b.WriteString(style.sequence())
			}
			last = style
		}
		if c.Text == "" {
			b.WriteByte(' ')
		} else {
			b.WriteString(c.Text)
		}
		x += max(c.Width, 1)
	}
	if last != (Cell{}) {
		b.WriteString(ansi.ResetStyle)
	}
	return b.String()
}

// style is c without its character.
func (c Cell) style() Cell {
	c.Text, c.Width = "", 0
	return c
}

func (c Cell) sequence() string {
	var s ansi.Style
	if c.Fg != nil {
		s = s.ForegroundColor(c.Fg)
	}
	if c.Bg != nil {
		s = s.BackgroundColor(c.Bg)
	}
	if c.Bold {
		s = s.Bold()
	}
	if c.Faint {
		s = s.Faint()
	}
	if c.Italic {
		s = s.Italic(true)
	}
	if c.Underline {
		s = s.Underline(true)
	}
	if c.Reverse {
		s = s.Reverse(true)
	}
	return s.String()
}
