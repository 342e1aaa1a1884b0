package cli_test

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/gif"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
)

// TestPictures draws the pictures that the pages show, by the command that anybody may use, and compares what is seen
// in them. With -update it writes them: go test ./ui/cli -run TestPictures -args -update.
func TestPictures(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"board.png":   {"forty", "--moment", "failed"},
		"eyes.png":    {"four-eyes", "--moment", "both"},
		"review.svg":  {"first-order", "--moment", "review"},
		"demo.gif":    {"first-order"},
		"demo.zh.gif": {"first-order", "--lang", "zh"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join("..", "..", "assets", "pictures", name)
			if flag.Lookup("update").Value.String() == "true" {
				data := drawn(t, name, args)
				if err := os.WriteFile(path, data, 0o644); err != nil { //nolint:gosec // public
					t.Fatal(err)
				}
				return
			}
			want, err := os.ReadFile(path) //nolint:gosec // the test's own
			if err != nil {
				t.Fatalf("%v; run this test with -args -update", err)
			}
			var differs string
			for range 3 { // on a busy machine something may be drawn after a pause that is longer than usual
				if differs = compare(t, name, drawn(t, name, args), want); differs == "" {
					return
				}
			}
			t.Errorf("%s: %s; run this test with -args -update, and look at it", name, differs)
		})
	}
}

// drawn is the picture as the command draws it.
func drawn(t *testing.T, name string, args []string) []byte {
	t.Helper()
	p := process(t, time.Now, nil)
	var out, errs bytes.Buffer
	p.Out, p.Err = &out, &errs
	p.Args = append([]string{"demo", "--render", name}, args...)
	if code := cli.Main(t.Context(), p, all.Products()); code != 0 {
		t.Fatalf("%q ended with %d: %s", p.Args, code, errs.String())
	}
	data, err := os.ReadFile(filepath.Join(p.Dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// compare says how two pictures differ; "" when one sees the same. How they are compressed is the library's matter.
func compare(t *testing.T, name string, got, want []byte) string {
	t.Helper()
	switch filepath.Ext(name) {
	case ".png":
		a, b := decode(t, got, png.Decode), decode(t, want, png.Decode)
		return differ(a, b)
	case ".gif":
		a, b := decode(t, got, gif.DecodeAll), decode(t, want, gif.DecodeAll)
		if !slices.Equal(a.Delay, b.Delay) {
			return fmt.Sprintf("the frames are shown for %v, want %v", a.Delay, b.Delay)
		}
		for i := range a.Image {
			if d := differ(a.Image[i], b.Image[i]); d != "" {
				return fmt.Sprintf("frame %d: %s", i+1, d)
			}
		}
		return ""
	}
	if !bytes.Equal(got, want) {
		return fmt.Sprintf("it is\n%s\nwant\n%s", got, want)
	}
	return ""
}

func decode[T any](t *testing.T, data []byte, with func(io.Reader) (T, error)) T {
	t.Helper()
	x, err := with(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// differ says where the pixels of two images differ; "" when none does.
func differ(a, b image.Image) string {
	if a.Bounds() != b.Bounds() {
		return fmt.Sprintf("it fills %v, want %v", a.Bounds(), b.Bounds())
	}
	r := a.Bounds()
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			ar, ag, ab, _ := a.At(x, y).RGBA()
			br, bg, bb, _ := b.At(x, y).RGBA()
			if ar != br || ag != bg || ab != bb {
				return fmt.Sprintf("another color at %d, %d", x, y)
			}
		}
	}
	return ""
}
