package picture

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the font
	"io"
	"sync"
)

// A glyph is 12 by 16 pixels, a bit each, row by row; a character that is half as wide uses the left 6.
const (
	glyphW, glyphH = 12, 16
	glyphSize      = glyphW * glyphH / 8
)

// packed holds the glyphs of the Basic Multilingual Plane in the order of their characters. TestFont makes it from
// bitmapfont.FaceSC: that package keeps six faces in a program, 2.4 MB, and pictures need one.
//
//go:embed font.gz
var packed []byte

var glyphs = sync.OnceValue(func() []byte {
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil // TestFont reads it
	}
	all, err := io.ReadAll(r)
	if err != nil {
		return nil
	}
	return all
})

// inked reports whether the character has ink at a pixel.
func inked(r rune, x, y int) bool {
	at := int(r)*glyphSize + (y*glyphW+x)/8
	if x < 0 || x >= glyphW || y < 0 || y >= glyphH || at < 0 || at >= len(glyphs()) {
		return false
	}
	return glyphs()[at]>>(7-(y*glyphW+x)%8)&1 == 1
}
