package widget

import (
	"reflect"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/ui/theme"
)

// TestCells counts as the library does, wherever it counts itself.
func TestCells(t *testing.T) {
	t.Parallel()
	for r := range rune(0x30000) {
		if single(r) && ansi.StringWidth(string(r)) != 1 {
			t.Errorf("single(%U) = true, and the library says %d cells", r, ansi.StringWidth(string(r)))
		}
	}
	for _, ascii := range []bool{true, false} {
		g := reflect.ValueOf(theme.New(true, ascii).Glyph)
		for i := range g.NumField() {
			if f := g.Field(i); f.Kind() == reflect.String {
				if _, ok := cells(f.String()); !ok {
					t.Errorf("cells(%q) = false: lines with the mark %s are counted the slow way", f.String(), g.Type().Field(i).Name)
				}
			}
		}
	}
	for _, c := range []struct {
		name, s string
		want    int
		ok      bool
	}{
		{"empty", "", 0, true},
		{"plain", "web-001", 7, true},
		{"styled", "\x1b[1;38;2;10;20;30mweb\x1b[0m ● ok…", 9, true},
		{"wide", "字", 0, false},
		{"composed", "e\u0301", 0, false},
		{"a link", "\x1b]8;;http://x\x07x", 0, false},
		{"a movement", "\x1b[2J", 0, false},
		{"half a sequence", "\x1b[1", 0, false},
		{"a control character", "a\tb", 0, false},
		{"an emoji's other shape", "✓\ufe0f", 0, false},
	} {
		if n, ok := cells(c.s); n != c.want && ok || ok != c.ok {
			t.Errorf("%s: cells(%q) = %d, %v, want %d, %v", c.name, c.s, n, ok, c.want, c.ok)
		}
	}
}

func FuzzCells(f *testing.F) {
	for _, s := range []string{"web", "\x1b[1mx\x1b[m", "●✓字", "\x1b[", "a\u200db", "x\ufe0f"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n, ok := cells(s); ok && n != ansi.StringWidth(s) {
			t.Errorf("cells(%q) = %d, want %d as the library counts", s, n, ansi.StringWidth(s))
		}
	})
}

// TestLink lets what Link writes through to the terminal, and no other sequence of its kind.
func TestLink(t *testing.T) {
	t.Parallel()
	good := Link("https://console.example.com/a", "console")
	if got := Safe(good, false); got != good || Width(good) != 7 {
		t.Errorf("Safe(%q) = %q, %d cells wide", good, got, Width(good))
	}
	for _, url := range []string{"http://a.example", "https://", "https://a.example/?q=1", "https://a.example/\x1b]0;x"} {
		if got := Link(url, "x"); got != "x" {
			t.Errorf("Link(%q) = %q", url, got)
		}
		if got := Safe("\x1b]8;;"+url+"\ax", false); url != "" && strings.Contains(got, "\x1b]8;;"+url) {
			t.Errorf("a frame with a link to %q goes through: %q", url, got)
		}
	}
}
