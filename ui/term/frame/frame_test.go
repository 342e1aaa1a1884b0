package frame_test

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/ui/term/frame"
)

func drawer(w, h int) *frame.Drawer {
	return frame.New(frame.Options{
		Width: w, Height: h, Profile: colorprofile.TrueColor, Term: "xterm-256color", Scroll: true,
	})
}

func full(content string) tea.View {
	v := tea.NewView(content)
	v.AltScreen = true
	return v
}

func draw(d *frame.Drawer, v tea.View) string { return string(d.Draw(nil, v)) }

// TestBytes wants changes to be as short as they can be said.
func TestBytes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ before, after, want string }{
		"nothing":      {"one\ntwo", "one\ntwo", ""},
		"a letter":     {"one\ntwo", "one\ntwx", "\bx"},
		"a tail":       {"one and more", "one", "\x1b[8D\x1b[K"},
		"a short gap":  {"abcdef", "Abcdef, G", "\rA\x1b[5C, G"},
		"over a space": {"a b c", "A b C", "\rA b C"},
		"a line goes": {
			"one\ntwo\nthree\nfour\nfive", "two\nthree\nfour\nfive", "\x1b[1;5r\x1b[S\x1b[r",
		},
		"a line comes": {
			"one\ntwo\nthree\nfour\nfive\nsix\nseven\neight", "zero\none\ntwo\nthree\nfour\nfive\nsix\nseven",
			"\x1b[T\x1b[Hzero",
		},
		"the color of a space": {"a \x1b[31mb", "a\x1b[32m \x1b[31mb", ""},
		"below":                {"one\ntwo\nthree\nfour", "one", "\x1b[2H\x1b[J"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := drawer(20, 8)
			draw(d, full(c.before))
			if got := draw(d, full(c.after)); got != c.want {
				t.Errorf("%q to %q wrote %q, want %q", c.before, c.after, got, c.want)
			}
		})
	}
}

// TestModes wants every mode to be switched on once, off when it is not wanted any more, and on again after the
// terminal was released.
func TestModes(t *testing.T) {
	t.Parallel()
	plain := full("x")
	for name, c := range map[string]struct {
		change  func(*tea.View)
		on, off string
	}{
		"focus":     {func(v *tea.View) { v.ReportFocus = true }, "\x1b[?1004h", "\x1b[?1004l"},
		"no pastes": {func(v *tea.View) { v.DisableBracketedPasteMode = true }, "\x1b[?2004l", "\x1b[?2004h"},
		"clicks":    {func(v *tea.View) { v.MouseMode = tea.MouseModeCellMotion }, "\x1b[?1002h\x1b[?1006h", "\x1b[?1002l"},
		"motions":   {func(v *tea.View) { v.MouseMode = tea.MouseModeAllMotion }, "\x1b[?1003h\x1b[?1006h", "\x1b[?1003l"},
		"title":     {func(v *tea.View) { v.WindowTitle = "here" }, "\x1b]2;here\a", "\x1b]2;\a"},
		"keyboard": {func(v *tea.View) {
			v.KeyboardEnhancements.ReportEventTypes = true
		}, "\x1b[=3;1u\x1b[?u", "\x1b[=1;1u\x1b[?u"},
		"progress": {func(v *tea.View) {
			v.ProgressBar = tea.NewProgressBar(tea.ProgressBarDefault, 40)
		}, "\x1b]9;4;1;40\a", "\x1b]9;4;0\a"},
		"background": {func(v *tea.View) {
			v.BackgroundColor = ansi.RGBColor{R: 1, G: 2, B: 3}
		}, "\x1b]11;#010203\a", "\x1b]111\a"},
		"cursor": {func(v *tea.View) {
			v.Cursor = tea.NewCursor(0, 0)
			v.Cursor.Shape, v.Cursor.Blink = tea.CursorBar, false
		}, "\x1b[6 q", "\x1b[0 q"},
		"inline": {func(v *tea.View) { v.AltScreen = false }, "\x1b[?1049l", "\x1b[?1049h"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := drawer(20, 4)
			draw(d, plain)
			v := plain
			c.change(&v)
			if got := draw(d, v); strings.Count(got, c.on) != 1 {
				t.Errorf("switched on with %q, want %q", got, c.on)
			}
			if got := draw(d, v); got != "" {
				t.Errorf("switched on again with %q", got)
			}
			if got := draw(d, plain); strings.Count(got, c.off) != 1 {
				t.Errorf("switched off with %q, want %q", got, c.off)
			}
			draw(d, v)
			left := string(d.Leave(nil))
			if name != "no pastes" && name != "inline" && name != "keyboard" && !strings.Contains(left, c.off) {
				t.Errorf("left with %q, want %q", left, c.off)
			}
			if got := string(d.Leave(nil)); got != "" {
				t.Errorf("left again with %q", got)
			}
			if got := draw(d, plain); !strings.HasPrefix(got, "\x1b[?1049h") {
				t.Errorf("taken again with %q", got)
			}
		})
	}
}

// TestLeave wants everything back as it was.
func TestLeave(t *testing.T) {
	t.Parallel()
	v := full("x")
	v.ReportFocus, v.WindowTitle = true, "here"
	d := drawer(20, 4)
	d.SetGraphemes()
	got := draw(d, v) + string(d.Leave(nil))
	for on, off := range map[string]string{
		"\x1b[?1049h": "\x1b[?1049l", "\x1b[?25l": "\x1b[?25h", "\x1b[?2004h": "\x1b[?2004l", "\x1b[?1004h": "\x1b[?1004l",
		"\x1b[?2027h": "\x1b[?2027l", "\x1b[>1u": "\x1b[<1u", "\x1b[>4;2m": "\x1b[>4m", "\x1b]2;here\a": "\x1b]2;\a",
	} {
		if strings.Count(got, on) != 1 || strings.LastIndex(got, off) < strings.LastIndex(got, on) {
			t.Errorf("%q was not undone by %q: %q", on, off, got)
		}
	}
}

// TestInline wants a frame on the usual screen to leave what is above it, and to grow and shrink.
func TestInline(t *testing.T) {
	t.Parallel()
	term := newTerminal(t, 20, 6)
	term.show(t, []byte("$ before\r\n$ metalwright\r\n"))
	d := drawer(20, 6)
	for _, c := range []struct{ frame, shown string }{
		{"one", "$ before|$ metalwright|one"},
		{"one\ntwo", "$ before|$ metalwright|one|two"},
		{"one\ntwo\nthree\nfour\nfive", "$ metalwright|one|two|three|four|five"},
		{"six\nfive", "$ metalwright|six|five"},
		{"1\n2\n3\n4\n5\n6\n7\n8", "3|4|5|6|7|8"},
		{"last", "last"},
	} {
		term.show(t, d.Draw(nil, tea.NewView(c.frame)))
		if got := shown(term); got != c.shown {
			t.Errorf("%q is shown as %q, want %q", c.frame, got, c.shown)
		}
	}
	term.show(t, append(d.Leave(nil), "$ after"...))
	if got, want := shown(term), "last|$ after"; got != want {
		t.Errorf("afterwards it shows %q, want %q", got, want)
	}
}

func shown(t terminal) string {
	var rows []string
	for y := range t.Height() {
		rows = append(rows, strings.TrimRight(ansi.Strip(line(t, y)), " "))
	}
	return strings.TrimRight(strings.Join(rows, "|"), "|")
}

// TestBrackets wants a big change to be shown at once, by synchronized output where the terminal has it.
func TestBrackets(t *testing.T) {
	t.Parallel()
	big := func(c string) tea.View {
		v := full(strings.Repeat(strings.Repeat(c, 80)+"\n", 24))
		v.Cursor = tea.NewCursor(3, 3)
		return v
	}
	d := drawer(80, 24)
	draw(d, big("a"))
	if got := draw(d, big("b")); !strings.HasPrefix(got, "\x1b[?25l") || !strings.HasSuffix(got, "\x1b[?25h") {
		t.Errorf("the cursor is seen while it is drawn: %.40q", got)
	}
	d.SetGrouping()
	if got := draw(d, big("c")); !strings.HasPrefix(got, "\x1b[?2026h") || !strings.HasSuffix(got, "\x1b[?2026l") {
		t.Errorf("the change is not one: %.40q", got)
	}
}

// list is a board of machines.
func list(from, cursor int) string {
	const w, h = 80, 24
	var b strings.Builder
	b.WriteString("\x1b[1;38;5;255m metalwright \x1b[m\n")
	for y := range h - 2 {
		row := fmt.Sprintf("web-%04d  RUNNING  10.0.%d.%d  3.20 USD", from+y, y, from)
		if y == cursor {
			b.WriteString("\x1b[48;5;23;1m▸ " + row + strings.Repeat(" ", w-len(row)-2) + "\x1b[m\n")
			continue
		}
		b.WriteString("  " + row + strings.Repeat(" ", w-len(row)-2) + "\n")
	}
	b.WriteString("\x1b[38;5;80menter\x1b[m \x1b[38;5;109mopen\x1b[m")
	return b.String()
}

// BenchmarkKey draws the frame after a key that moved the cursor of a list.
func BenchmarkKey(b *testing.B) { benchmark(b, full(list(0, 3)), full(list(0, 4))) }

// BenchmarkScroll draws the frame after a key that scrolled a list by one.
func BenchmarkScroll(b *testing.B) {
	benchmark(b, full(list(0, 21)), full(list(1, 21)))
}

// BenchmarkSame draws the frame that is shown.
func BenchmarkSame(b *testing.B) { benchmark(b, full(list(0, 3)), full(list(0, 3))) }

// BenchmarkWhole draws a frame on a terminal of which nothing is known.
func BenchmarkWhole(b *testing.B) {
	v := full(list(0, 3))
	d := drawer(80, 24)
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		d.Erase()
		buf = d.Draw(buf[:0], v)
	}
	b.ReportMetric(float64(len(buf)), "bytes/frame")
}

func benchmark(b *testing.B, one, other tea.View) {
	b.Helper()
	d := drawer(80, 24)
	buf := d.Draw(nil, one)
	b.ReportAllocs()
	n, frames := 0, 0
	for b.Loop() {
		buf = d.Draw(buf[:0], other)
		n += len(buf)
		one, other = other, one
		frames++
	}
	b.ReportMetric(float64(n)/float64(frames), "bytes/frame")
}

// TestAllocations wants a key not to cost memory by the number of cells.
func TestAllocations(t *testing.T) {
	one, other := full(list(0, 3)), full(list(0, 4))
	d := drawer(80, 24)
	buf := d.Draw(nil, one)
	if n := testing.AllocsPerRun(100, func() {
		buf = d.Draw(buf[:0], other)
		one, other = other, one
	}); n > 40 {
		t.Errorf("a key took %v allocations", n)
	}
}
