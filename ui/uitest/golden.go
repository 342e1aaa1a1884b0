package uitest

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/golden"
)

// Golden compares text with testdata/NAME.golden, where NAME is the test's. The flag -update writes the file.
func Golden(tb testing.TB, got string) {
	tb.Helper()
	golden.RequireEqual(tb, got)
}

// Frames compares what view draws with golden files at each of [Sizes], without colour, and at 80 by 24 with it.
func Frames(t *testing.T, view func(w, h int) string) {
	t.Helper()
	for _, s := range Sizes() {
		t.Run(fmt.Sprintf("%dx%d", s.W, s.H), func(t *testing.T) {
			Golden(t, Draw(view(s.W, s.H), s.W, s.H).Text())
		})
	}
	t.Run("coloured", func(t *testing.T) {
		Golden(t, Draw(view(80, 24), 80, 24).Styled())
	})
}

// Goldens plays script on the model that build makes at each of [Sizes], and compares the last screen with golden
// files, at 80 by 24 with its colours too.
func Goldens(t *testing.T, build func(context.Context) tea.Model, script func(*Terminal)) {
	t.Helper()
	for _, s := range Sizes() {
		t.Run(fmt.Sprintf("%dx%d", s.W, s.H), func(t *testing.T) {
			Golden(t, last(t, s, build, script).Text())
		})
	}
	t.Run("coloured", func(t *testing.T) {
		Golden(t, last(t, Size{80, 24}, build, script).Styled())
	})
}

// last is the screen at the end of script.
func last(t *testing.T, s Size, build func(context.Context) tea.Model, script func(*Terminal)) Screen {
	t.Helper()
	var end Screen
	Play(t, s, build, func(tt *Terminal) {
		script(tt)
		tt.Wait()
		end = tt.Screen()
	})
	return end
}

// SavePNG writes a picture of s to path when the tests run with -update, and otherwise checks that there is one.
func SavePNG(tb testing.TB, path string, s Screen) {
	tb.Helper()
	if f := flag.Lookup("update"); f == nil || f.Value.String() != "true" {
		if _, err := os.Stat(path); err != nil {
			tb.Fatalf("SavePNG(%q): %v; run the tests with -update to make it", path, err)
		}
		return
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		tb.Fatal(err)
	}
	f, err := os.Create(path) //nolint:gosec // the test's own path
	if err != nil {
		tb.Fatal(err)
	}
	defer func() {
		if err := f.Close(); err != nil {
			tb.Error(err)
		}
	}()
	if err := PNG(f, s); err != nil {
		tb.Fatal(err)
	}
}
