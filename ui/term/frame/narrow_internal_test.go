package frame

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
)

// TestNarrow wants the library to count one cell for every character that is taken for narrow without it, alone and
// before others, by both of its ways.
func TestNarrow(t *testing.T) {
	t.Parallel()
	n := 0
	for r := rune(0x80); r < 0x30000; r++ {
		if !framing(r) {
			continue
		}
		n++
		for _, after := range []string{"", "a", " ", "│", string(r), "\x1b[m"} {
			text := string(r) + after
			if got := narrow(text); got != len(string(r)) {
				t.Fatalf("narrow(%+q) = %d, want %d", text, got, len(string(r)))
			}
			for _, m := range []ansi.Method{ansi.WcWidth, ansi.GraphemeWidth} {
				if seq, width := ansi.FirstGraphemeCluster(text, m); seq != string(r) || width != 1 {
					t.Errorf("%+q starts with %+q of %d cells, want %+q of 1", text, seq, width, string(r))
				}
			}
		}
		if text := string(r) + "\u0301"; narrow(text) != 0 {
			t.Errorf("narrow(%+q) = %d although a mark combines with it", text, narrow(text))
		}
	}
	if n < 400 {
		t.Errorf("%d characters are narrow, want those that frames are made of", n)
	}
	for _, text := range []string{"", "a", "漢", "é", "\xff", "\u0301"} {
		if got := narrow(text); got != 0 {
			t.Errorf("narrow(%+q) = %d, want 0", text, got)
		}
	}
}
