package picture_test

import (
	"bytes"
	"encoding/xml"
	"image/color"
	"image/gif"
	"image/png"
	"strings"
	"testing"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/ui/picture"
	"github.com/metalwright/metalwright/ui/screen"
)

func TestPNG(t *testing.T) {
	t.Parallel()
	style := lipgloss.NewStyle().Foreground(lipgloss.Color("#ff0000"))
	s := screen.Draw(style.Render("█─字A")+style.Reverse(true).Render(" "), 6, 1)
	var b bytes.Buffer
	if err := picture.PNG(&b, s); err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	at := func(cell, x, y int) color.RGBA { // pixels of a cell, unscaled
		r, g, bl, _ := img.At((8+cell*7+x)*2, (8+y)*2).RGBA()
		return color.RGBA{uint8(r >> 8), uint8(g >> 8), uint8(bl >> 8), 0xff}
	}
	red := color.RGBA{0xff, 0, 0, 0xff}
	for _, c := range []struct {
		name       string
		cell, x, y int
		red        bool
	}{
		{"block, upper left", 0, 0, 0, true},
		{"block, lower right", 0, 6, 14, true},
		{"line, left end", 1, 0, 7, true},
		{"line, right end", 1, 6, 7, true},
		{"line, above", 1, 3, 3, false},
		{"reverse blank", 5, 3, 3, true},
	} {
		if got := at(c.cell, c.x, c.y) == red; got != c.red {
			t.Errorf("%s: pixel is %v, want red %v", c.name, at(c.cell, c.x, c.y), c.red)
		}
	}
}

// TestGIF shows each frame for as long as it is to be shown, and those that are the same as one.
func TestGIF(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	frames := []picture.Frame{
		{Screen: screen.Draw("one", 10, 2), For: time.Second},
		{Screen: screen.Draw("one", 10, 2), For: time.Second},
		{Screen: screen.Draw("two", 10, 2), For: 500 * time.Millisecond},
	}
	if err := picture.GIF(&b, frames); err != nil {
		t.Fatal(err)
	}
	g, err := gif.DecodeAll(&b)
	if err != nil {
		t.Fatal(err)
	}
	if len(g.Image) != 2 || g.Delay[0] != 200 || g.Delay[1] != 50 {
		t.Fatalf("there are %d frames with the delays %v, want 2 with 200 and 50", len(g.Image), g.Delay)
	}
	if whole, part := g.Image[0].Bounds(), g.Image[1].Bounds(); !part.In(whole) || part.Dx() > whole.Dx()/2 {
		t.Errorf("the second frame is %v of %v, want what has changed", part, whole)
	}
}

// TestSVG writes well-formed XML with the texts and colors of the screen.
func TestSVG(t *testing.T) {
	t.Parallel()
	style := lipgloss.NewStyle().Foreground(lipgloss.Color("#ff0000"))
	var b bytes.Buffer
	if err := picture.SVG(&b, screen.Draw("a<b & "+style.Render("red 字")+"\n", 20, 2)); err != nil {
		t.Fatal(err)
	}
	if err := xml.Unmarshal(b.Bytes(), new(struct{})); err != nil {
		t.Errorf("it is no XML: %v\n%s", err, b.String())
	}
	for _, want := range []string{"a&lt;b &amp; ", `fill="#ff0000"`, ">red ", ">字<"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not in\n%s", want, b.String())
		}
	}
}

// TestSVGOfBlanks draws what looks the same in the same way, whatever colors its blanks have.
func TestSVGOfBlanks(t *testing.T) {
	t.Parallel()
	drawn := func(frame string) string {
		var b bytes.Buffer
		if err := picture.SVG(&b, screen.Draw(frame, 20, 1)); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	red, blue := lipgloss.NewStyle().Foreground(lipgloss.Red), lipgloss.NewStyle().Foreground(lipgloss.Blue)
	one := drawn(red.Render("Zone") + "   " + blue.Render("SEL-A"))
	if other := drawn(red.Render("Zone   ") + blue.Render("SEL-A")); one != other {
		t.Errorf("blanks of another color are drawn as\n%s\nwant\n%s", other, one)
	}
	if line := red.Underline(true); drawn(line.Render("a b")) == drawn(line.Render("a")+" "+line.Render("b")) {
		t.Error("a line below a blank is not drawn")
	}
}
