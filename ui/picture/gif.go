package picture

import (
	"image"
	"image/color"
	"image/gif"
	"io"
	"time"

	"github.com/metalwright/metalwright/ui/screen"
)

// Frame is a screen and how long it is shown.
type Frame struct {
	Screen screen.Screen
	For    time.Duration
}

// GIF writes frames as a picture that moves and begins again at the end. Each frame holds only what has changed.
func GIF(w io.Writer, frames []Frame) error {
	g := &gif.GIF{}
	var before *image.Paletted
	for _, f := range frames {
		img := Image(f.Screen).(*image.Paletted)
		delay := int(f.For / (10 * time.Millisecond))
		if before != nil && before.Rect == img.Rect {
			area := changed(before, img)
			if area.Empty() { // shown longer
				g.Delay[len(g.Delay)-1] += delay
				continue
			}
			g.Image = append(g.Image, img.SubImage(area).(*image.Paletted))
		} else {
			g.Image = append(g.Image, img)
		}
		g.Delay = append(g.Delay, delay)
		g.Disposal = append(g.Disposal, gif.DisposalNone)
		before = img
	}
	if len(g.Image) > 0 {
		b := g.Image[0].Bounds()
		g.Config = image.Config{Width: b.Dx(), Height: b.Dy(), ColorModel: g.Image[0].Palette}
	}
	return gif.EncodeAll(w, g)
}

// changed is the smallest rectangle outside of which two pictures are the same.
func changed(a, b *image.Paletted) image.Rectangle {
	var area image.Rectangle
	for y := range b.Rect.Dy() {
		for x := range b.Rect.Dx() {
			if !same(a.Palette[a.Pix[y*a.Stride+x]], b.Palette[b.Pix[y*b.Stride+x]]) {
				area = area.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return area
}

func same(a, b color.Color) bool {
	x, ok := a.(color.RGBA)
	y, also := b.(color.RGBA)
	return ok && also && x == y
}
