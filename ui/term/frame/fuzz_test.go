package frame_test

import (
	"strings"
	"testing"
	"unicode"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/ui/term/frame"
)

// FuzzDraw wants the way from one frame to another to end where drawing the other whole does.
func FuzzDraw(f *testing.F) {
	for _, s := range [][2]string{
		{"", ""},
		{"one\ntwo\nthree\nfour", "two\nthree\nfour\nfive"},
		{"\x1b[44mblue\nstays\x1b[m", "\x1b[44mblue   \ngoes\x1b[m\nx"},
		{"北京 │ RUNNING", "北 │ RUNNING 京"},
		{"a\rb", "\x1b]8;;https://example.org\x1b\\link\nmore"},
		{"\x1b[7m   \x1b[m", "   "},
		{"x\x1b[48;2;1;2;3m", "\x1b[4m y \x1b[24m\x9b\x1b"},
	} {
		f.Add(s[0], s[1], uint8(20), uint8(5))
	}
	f.Fuzz(func(t *testing.T, before, after string, width, height uint8) {
		w, h := int(width)%40+1, int(height)%12+1
		if unclear(before) || unclear(after) {
			t.Skip("terminals do not agree how wide it is")
		}
		view := func(s string) tea.View {
			v := tea.NewView(s)
			v.AltScreen = true
			return v
		}
		o := frame.Options{Width: w, Height: h, Profile: colorprofile.TrueColor, Term: "xterm", Scroll: true}
		d := frame.New(o)
		got, want := newTerminal(t, w, h), newTerminal(t, w, h)
		got.show(t, d.Draw(nil, view(before)))
		got.show(t, d.Draw(nil, view(after)))
		want.show(t, frame.New(o).Draw(nil, view(after)))
		if diff := same(got, want); diff != "" {
			t.Error(diff)
		}
		got.show(t, d.Leave(nil))
		if got.IsAltScreen() {
			t.Error("the alternate screen was not left")
		}
	})
}

// unclear reports whether terminals, among them the one of the tests, measure some of s differently.
func unclear(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		c := string(r)
		return r == unicode.ReplacementChar || unicode.In(r, unicode.M, unicode.Cf, unicode.Sk) ||
			r > ' ' && ansi.WcWidth.StringWidth(c) != ansi.GraphemeWidth.StringWidth(c) || r > 0x1f000 ||
			r >= 0x1100 && r < 0x1200 || r >= 0xd7b0 && r < 0xd800 // letters that combine
	})
}
