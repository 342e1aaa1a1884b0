package widget_test

import (
	"slices"
	"strings"
	"testing"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/widget"
)

func TestCut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ call, got, want string }{
		{"Truncate(hello, 4, …)", widget.Truncate("hello", 4, "…"), "hel…"},
		{"Truncate(hello, 5, …)", widget.Truncate("hello", 5, "…"), "hello"},
		{"Truncate(hello, 0, …)", widget.Truncate("hello", 0, "…"), ""},
		{"Truncate(hello, 1, …)", widget.Truncate("hello", 1, "…"), "h"},
		{"Truncate(字字字, 5, )", widget.Truncate("字字字", 5, ""), "字字"},
		{"PadRight(字, 3)", widget.PadRight("字", 3), "字 "},
		{"PadRight(字字, 3)", widget.PadRight("字字", 3), "字 "},
		{"PadLeft(7, 3)", widget.PadLeft("7", 3), "  7"},
		{"Fit", widget.Fit("abc\nd\ne", 2, 2), "ab\nd"},
		{"Fit to more", widget.Fit("a", 2, 3), "a\n\n"},
		{"Fit to nothing", widget.Fit("a", 0, 0), ""},
		{"Columns", widget.Columns(2, widget.Pane{Text: "a\nb\nc", Width: 3}, widget.Pane{Text: "字", Width: 1}), "a  \nb  "},
		{"Safe", widget.Safe("a\x1b[1;31mb\x1b[m\nc\x00\u202ed\u0085\u00a0é─東", false), "a\x1b[1;31mb\x1b[m\ncd é─東"},
		{"Safe in ASCII", widget.Safe("a\x1b[1;31mb\x1b[m\n\x1b[2Jé─東e\u0301", true), "a\x1b[1;31mb\x1b[m\n[2J????e"},
	} {
		if c.got != c.want {
			t.Errorf("%s = %q, want %q", c.call, c.got, c.want)
		}
	}
}

func TestWrap(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		s    string
		w    int
		want []string
	}{
		{"one two three", 7, []string{"one two", "three"}},
		{"服务器已经准备好", 6, []string{"服务器", "已经准", "备好"}},
		{"unbreakable", 5, []string{"unbre", "akabl", "e"}},
		{"a\n\nb", 5, []string{"a", "", "b"}},
		{"a", 0, nil},
		{"Type o-7k2m9x4q now", 10, []string{"Type", "o-7k2m9x4q", "now"}},
		{"o-7k2m9x4q", 6, []string{"o-", "7k2m9x", "4q"}},
	} {
		if got := widget.Wrap(c.s, c.w); !slices.Equal(got, c.want) {
			t.Errorf("Wrap(%q, %d) = %q, want %q", c.s, c.w, got, c.want)
		}
	}
}

func TestOverlay(t *testing.T) {
	t.Parallel()
	base := "0123456789\n字字字字字\nabcdefghij"
	for _, c := range []struct{ name, box, want string }{
		{"middle", "XX", "0123456789\n字字XX字字\nabcdefghij"},
		{"half of a wide character", "X", "0123456789\n字字X 字字\nabcdefghij"},
		{"too big", strings.Repeat("mmmmmmmmmmmm\n", 5), "mmmmmmmmmm\nmmmmmmmmmm\nmmmmmmmmmm"},
		{"nothing", "", base},
	} {
		got := ansi.Strip(widget.Overlay(base, c.box, 10, 3))
		if got != c.want {
			t.Errorf("%s: Overlay(%q) = %q, want %q", c.name, c.box, got, c.want)
		}
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	th := theme.New(true, false)
	off := key.NewBinding(key.WithKeys("x"), key.WithHelp("x", "never"), key.WithDisabled())
	all := []key.Binding{
		key.NewBinding(key.WithKeys("enter"), key.WithHelp("enter", "next")), off,
		key.NewBinding(key.WithKeys("esc"), key.WithHelp("esc", "back")),
	}
	for _, c := range []struct {
		w    int
		want string
	}{
		{80, "enter next  esc back"}, {20, "enter next  esc back"}, {19, "enter next"}, {9, ""}, {0, ""},
	} {
		if got := ansi.Strip(widget.Help(th, all, c.w)); got != c.want {
			t.Errorf("Help(%d) = %q, want %q", c.w, got, c.want)
		}
	}
}

func FuzzLayout(f *testing.F) {
	f.Add("hello\nworld 字字 \x1b[31mred", "box\n字", 10, 3)
	f.Add("👍🏽🇸🇬", "", 1, 1)
	f.Fuzz(func(t *testing.T, base, box string, w, h int) {
		w, h = int(uint(w)%221), int(uint(h)%71)
		base, box = provider.CleanLines(base), provider.CleanLines(box)
		th := theme.New(true, false)
		checkFrame(t, "Fit", widget.Fit(base, w, h), nil, w, h)
		checkFrame(t, "Overlay", widget.Overlay(base, box, w, h), nil, w, h)
		checkFrame(t, "Box", widget.Box(th, box, base, w, h), nil, w, h)
		checkFrame(t, "Columns", widget.Columns(h, widget.Pane{Text: base, Width: w / 2},
			widget.Pane{Text: box, Width: w - w/2}), nil, w, h)
		for _, l := range widget.Wrap(base, w) {
			if ansi.StringWidth(l) > w {
				t.Errorf("Wrap(%q, %d) has the line %q", base, w, l)
			}
		}
		for _, ascii := range []bool{false, true} {
			if made := widget.Safe(base, ascii); widget.Safe(made, ascii) != made ||
				ansi.StringWidth(made) > ansi.StringWidth(base) {
				t.Errorf("Safe(%q, %v) = %q, which is wider or not safe", base, ascii, made)
			}
		}
	})
}
