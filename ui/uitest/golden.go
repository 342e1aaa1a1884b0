package uitest

import (
	"context"
	"fmt"
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
