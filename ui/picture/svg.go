package picture

import (
	"fmt"
	"html"
	"image/color"
	"io"
	"strings"

	"github.com/metalwright/metalwright/ui/screen"
)

// A cell of an SVG, in its units.
const (
	svgW, svgH, svgBase = 8.4, 18.0, 13.5
	svgMargin           = 12.0
)

// SVG writes a picture of s with its characters as text, in a font of the reader's with letters of one width.
func SVG(w io.Writer, s screen.Screen) error {
	var b strings.Builder
	width, height := float64(s.W)*svgW+2*svgMargin, float64(s.H)*svgH+2*svgMargin
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.1f %.1f" font-size="14" `+
		`font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK SC', monospace">`+"\n",
		width, height)
	fmt.Fprintf(&b, `<rect width="100%%" height="100%%" fill="%s"/>`+"\n", hex(paper()))
	for y := range s.H {
		svgLine(&b, s, y)
	}
	b.WriteString("</svg>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// svgLine writes the cells of a line, those that look the same together. What is not seen of a blank makes no
// difference: the same screen is the same picture, in whatever steps it was drawn.
func svgLine(b *strings.Builder, s screen.Screen, y int) {
	for x := 0; x < s.W; {
		first, from := s.At(x, y), x
		var text strings.Builder
		for x < s.W && continues(first, s.At(x, y)) {
			c := s.At(x, y)
			if c.Width > 1 && x > from { // its place is its own
				break
			}
			if c.Text == "" {
				c.Text = " "
			}
			text.WriteString(c.Text)
			x += max(c.Width, 1)
			if c.Width > 1 {
				break
			}
		}
		svgRun(b, first, text.String(), from, x, y)
	}
}

// continues reports whether c is drawn together with the cells that begin with first: blanks with blanks, and others
// with those of the same look and the blanks between and behind them.
func continues(first, c screen.Cell) bool {
	if !blank(c) {
		return !blank(first) && alike(first, c)
	}
	_, a := colors(first)
	_, b := colors(c)
	return !first.Underline && hex(a) == hex(b)
}

// blank reports whether nothing but the background of a cell is seen.
func blank(c screen.Cell) bool { return strings.TrimSpace(c.Text) == "" && !c.Underline }

func svgRun(b *strings.Builder, c screen.Cell, text string, from, to, y int) {
	fg, bg := colors(c)
	left, top := svgMargin+float64(from)*svgW, svgMargin+float64(y)*svgH
	wide := float64(to-from) * svgW
	if hex(bg) != hex(paper()) {
		fmt.Fprintf(b, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s"/>`+"\n", left, top, wide, svgH, hex(bg))
	}
	if strings.TrimSpace(text) == "" {
		return
	}
	look := ""
	if c.Bold {
		look += ` font-weight="bold"`
	}
	if c.Italic {
		look += ` font-style="italic"`
	}
	if c.Underline {
		look += ` text-decoration="underline"`
	}
	fmt.Fprintf(b, `<text xml:space="preserve" x="%.1f" y="%.1f" textLength="%.1f" fill="%s"%s>`, left, top+svgBase, wide,
		hex(fg), look)
	b.WriteString(html.EscapeString(text)) // what it escapes, and how, XML has as well
	b.WriteString("</text>\n")
}

// alike reports whether two cells differ in nothing but their characters.
func alike(a, b screen.Cell) bool {
	a.Text, b.Text, a.Width, b.Width = "", "", 0, 0
	return a == b
}

// colors are those that a cell is drawn with.
func colors(c screen.Cell) (fg, bg color.Color) {
	fg, bg = ink(), paper()
	if c.Fg != nil {
		fg = c.Fg
	}
	if c.Bg != nil {
		bg = c.Bg
	}
	if c.Reverse {
		fg, bg = bg, fg
	}
	if c.Faint {
		fg = mix(fg, bg)
	}
	return fg, bg
}

func hex(c color.Color) string {
	r, g, b, _ := c.RGBA()
	return fmt.Sprintf("#%02x%02x%02x", r>>8, g>>8, b>>8)
}
