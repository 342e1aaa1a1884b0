// Package picture draws screens: as PNG, as GIF that moves, and as SVG.
package picture

import (
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"slices"

	"github.com/metalwright/metalwright/ui/screen"
)

// A cell of the picture, in pixels before scaling: the font's 6 by 13 and some air, which bold letters need.
const (
	cellW, cellH = 7, 15
	baseline     = 12
	margin       = 8
	scale        = 2
)

// paper and ink are the colours of a terminal without others.
func paper() color.RGBA { return color.RGBA{0x14, 0x18, 0x1c, 0xff} }
func ink() color.RGBA   { return color.RGBA{0xd5, 0xda, 0xdf, 0xff} }

// PNG writes a picture of s, as a terminal with a dark background shows it.
func PNG(w io.Writer, s screen.Screen) error {
	return (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(w, Image(s))
}

// Image draws s.
func Image(s screen.Screen) image.Image {
	small := image.NewRGBA(image.Rect(0, 0, s.W*cellW+2*margin, s.H*cellH+2*margin))
	draw.Draw(small, small.Bounds(), image.NewUniform(paper()), image.Point{}, draw.Src)
	for y := range s.H {
		for x := range s.W {
			c := s.At(x, y)
			at := image.Rect(0, 0, cellW*c.Width, cellH).Add(image.Pt(margin+x*cellW, margin+y*cellH))
			drawCell(small, at, c) // the second half of a wide character has no width
		}
	}
	return enlarge(small)
}

// enlarge makes each pixel a square, so that the font stays crisp.
func enlarge(small *image.RGBA) image.Image {
	b := small.Bounds()
	var pal color.Palette
	seen := map[color.RGBA]uint8{}
	for y := range b.Dy() {
		for x := range b.Dx() {
			c := small.RGBAAt(x, y)
			if _, ok := seen[c]; !ok && len(pal) < 256 {
				seen[c] = uint8(len(pal)) //nolint:gosec // below 256
				pal = append(pal, c)
			}
		}
	}
	big := image.NewPaletted(image.Rect(0, 0, b.Dx()*scale, b.Dy()*scale), pal)
	for y := range b.Dy() * scale {
		for x := range b.Dx() * scale {
			big.SetColorIndex(x, y, seen[small.RGBAAt(x/scale, y/scale)])
		}
	}
	return big
}

func drawCell(dst *image.RGBA, at image.Rectangle, c screen.Cell) {
	fg, bg := colors(c)
	draw.Draw(dst, at, image.NewUniform(bg), image.Point{}, draw.Src)
	if c.Underline {
		fill(dst, image.Rect(at.Min.X, at.Min.Y+baseline+1, at.Max.X, at.Min.Y+baseline+2), fg)
	}
	r := []rune(c.Text)
	if len(r) == 0 || r[0] == ' ' {
		return
	}
	if drawShape(dst, at, r[0], fg, bg) {
		return
	}
	drawGlyph(dst, at, r, c.Bold, fg)
}

// drawGlyph draws a character by the font. Bold is a second stroke to the right, where that leaves gaps open.
func drawGlyph(dst *image.RGBA, at image.Rectangle, characters []rune, bold bool, fg color.Color) {
	set := func(x, y int) bool { // letters and the marks above them
		return slices.ContainsFunc(characters, func(r rune) bool { return inked(r, x, y) })
	}
	for y := range at.Dy() {
		for x := range at.Dx() {
			if set(x, y) || bold && set(x-1, y) && !set(x+1, y) {
				dst.Set(at.Min.X+x, at.Min.Y+y, fg)
			}
		}
	}
}

func mix(a, b color.Color) color.Color {
	r1, g1, b1, _ := a.RGBA()
	r2, g2, b2, _ := b.RGBA()
	half := func(x, y uint32) uint8 { return uint8((x*6 + y*4) / 10 >> 8) } //nolint:gosec // 16 bits to 8
	return color.RGBA{half(r1, r2), half(g1, g2), half(b1, b2), 0xff}
}

func fill(dst *image.RGBA, r image.Rectangle, c color.Color) {
	draw.Draw(dst, r, image.NewUniform(c), image.Point{}, draw.Src)
}
