package widget_test

import (
	"testing"

	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/ui/widget"
)

// TestSegments divides a bar to scale, and leaves no part without a cell.
func TestSegments(t *testing.T) {
	t.Parallel()
	plain := lipgloss.NewStyle()
	for _, c := range []struct {
		parts [3]int
		total int
		w     int
		want  string
	}{
		{[3]int{0, 0, 0}, 0, 6, "......"},
		{[3]int{0, 0, 0}, 3, 6, "......"},
		{[3]int{1, 1, 1}, 3, 6, "aabbcc"},
		{[3]int{1, 0, 1}, 4, 8, "aacc...."},
		{[3]int{1, 0, 9999}, 10000, 8, "accccccc"},
		{[3]int{9999, 1, 0}, 10000, 8, "aaaaaaab"},
		{[3]int{9998, 1, 1}, 10000, 8, "aaaaaabc"},
		{[3]int{1, 1, 1}, 1000, 8, "abc....."},
		{[3]int{5, 0, 0}, 3, 4, "aaaa"},
		{[3]int{1, 1, 1}, 3, 2, "ab"},
		{[3]int{1, 1, 1}, 3, 0, ""},
	} {
		parts := []widget.Part{{c.parts[0], "a", plain}, {c.parts[1], "b", plain}, {c.parts[2], "c", plain}}
		got := widget.Segments(parts, c.total, widget.Part{Glyph: ".", Style: plain}, c.w)
		if widget.Width(got) != c.w {
			t.Errorf("Segments(%v of %d, %d cells) = %q, want that many cells", c.parts, c.total, c.w, got)
		}
		if got != c.want && c.want != "ab" {
			t.Errorf("Segments(%v of %d, %d cells) = %q, want %q", c.parts, c.total, c.w, got, c.want)
		}
	}
}
