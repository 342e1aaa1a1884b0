package picture

import (
	"bytes"
	"compress/gzip"
	"flag"
	"os"
	"testing"

	"github.com/hajimehoshi/bitmapfont/v3"
	"golang.org/x/image/math/fixed"
)

var update = flag.Bool("update", false, "write the font")

// TestFont compares the embedded glyphs with those of the package that they are from; -update writes them.
func TestFont(t *testing.T) {
	t.Parallel()
	want := make([]byte, 0, 0x10000*glyphSize)
	for r := range rune(0x10000) {
		want = append(want, glyphOf(r)...)
	}
	if *update {
		var b bytes.Buffer
		w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(want); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("font.gz", b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if !bytes.Equal(glyphs(), want) {
		t.Error("font.gz is not what bitmapfont has; write it with -args -update")
	}
}

// glyphOf is the glyph of the character; what has none is blank.
func glyphOf(r rune) []byte {
	const left, baseline = 0, 12 // of the pixels of bitmapfont
	g := make([]byte, glyphSize)
	dr, mask, from, _, ok := bitmapfont.FaceSC.Glyph(fixed.P(left, baseline), r)
	if !ok {
		return g
	}
	for y := range dr.Dy() {
		for x := range dr.Dx() {
			if _, _, _, a := mask.At(from.X+x, from.Y+y).RGBA(); a > 0 {
				at := (dr.Min.Y+y)*glyphW + dr.Min.X + x
				g[at/8] |= 1 << (7 - at%8)
			}
		}
	}
	return g
}
