package frame_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/vt"

	"github.com/metalwright/metalwright/ui/term/frame"
)

// terminal is one in memory.
type terminal struct{ *vt.Emulator }

func newTerminal(tb testing.TB, w, h int) terminal {
	tb.Helper()
	t := terminal{vt.NewEmulator(w, h)}
	go func() { _, _ = io.Copy(io.Discard, t.Emulator) }() // its answers
	tb.Cleanup(func() {
		if c, ok := t.InputPipe().(io.Closer); ok {
			_ = c.Close()
		}
	})
	return t
}

func (t terminal) show(tb testing.TB, b []byte) {
	tb.Helper()
	if _, err := t.Write(b); err != nil {
		tb.Fatal(err)
	}
}

// look is what a person sees of a cell.
func look(c *uv.Cell) uv.Cell {
	if c == nil || c.Width == 0 {
		return uv.Cell{}
	}
	s := *c
	if s.Content == "" {
		s.Content = " "
	}
	const seen = uv.AttrReverse | uv.AttrStrikethrough
	if s.Content == " " && s.Style.Attrs&seen == 0 && s.Style.Underline == uv.UnderlineNone {
		s.Style = uv.Style{Bg: s.Style.Bg}
	}
	return s
}

// same reports where two terminals differ, "" when they do not.
func same(got, want terminal) string {
	for y := range want.Height() {
		for x := range want.Width() {
			if g, w := look(got.CellAt(x, y)), look(want.CellAt(x, y)); !g.Equal(&w) {
				return fmt.Sprintf("line %d shows\n%s\nwant\n%s", y, line(got, y), line(want, y))
			}
		}
	}
	return ""
}

func line(t terminal, y int) string {
	l := make(uv.Line, 0, t.Width())
	for x := range t.Width() {
		c := look(t.CellAt(x, y))
		l = append(l, c)
	}
	return l.Render()
}

// whole shows a frame, as the library takes it to pieces, in a terminal that shows nothing.
func whole(tb testing.TB, content string, w, h int, p colorprofile.Profile) terminal {
	tb.Helper()
	cells := uv.NewScreenBuffer(w, h)
	uv.NewStyledString(content).Draw(cells, cells.Bounds())
	t := newTerminal(tb, w, h)
	for y, l := range cells.Lines {
		for x := range l {
			l[x].Style, l[x].Link = uv.ConvertStyle(l[x].Style, p), uv.ConvertLink(l[x].Link, p)
		}
		t.show(tb, []byte(ansi.CursorPosition(1, y+1)+l.Render()))
	}
	return t
}

// author writes frames at random.
type author struct {
	*rand.Rand
	rows []string
}

var words = []string{
	"order", "o-web", "RUNNING", "3.20 USD", "│", "──", "▌", "✓", "…", "   ", "       ", "é", "ö\u0323", "サーバ", "北京", "ü",
	"🚀", "-", "a", "10.0.0.1", "·",
}

var styles = []string{
	"\x1b[1m", "\x1b[2m", "\x1b[3m", "\x1b[4m", "\x1b[4:3m", "\x1b[7m", "\x1b[9m", "\x1b[31m", "\x1b[92m", "\x1b[42m",
	"\x1b[38;5;120m", "\x1b[48;5;17m", "\x1b[38;2;250;128;114m", "\x1b[48;2;0;32;64m", "\x1b[m", "\x1b[0m", "\x1b[22m",
	"\x1b[39;49m",
	"\x1b[27m", "\x1b[24m", "\x1b[1;4;34m", "\x1b]8;;https://example.org/a\x1b\\", "\x1b]8;;\x1b\\", "\x1b[58;5;9m",
}

func (a *author) row(w int) string {
	var b strings.Builder
	for b.Len() < a.IntN(w+8) {
		if a.IntN(3) == 0 {
			b.WriteString(styles[a.IntN(len(styles))])
		}
		b.WriteString(words[a.IntN(len(words))])
		if a.IntN(2) == 0 {
			b.WriteByte(' ')
		}
	}
	if a.IntN(12) > 0 {
		b.WriteString("\x1b]8;;\x1b\\\x1b[m")
	}
	if a.IntN(3) == 0 {
		b.WriteString(strings.Repeat(" ", a.IntN(w)))
	}
	return b.String()
}

// next changes the frame a little, or writes another.
func (a *author) next(w, h int) string {
	at := func() int { return a.IntN(len(a.rows) + 1) }
	switch n := a.IntN(10); {
	case n == 0 || len(a.rows) == 0:
		a.rows = make([]string, a.IntN(h+2))
		for i := range a.rows {
			a.rows[i] = a.row(w)
		}
	case n < 3: // rows go
		i := at()
		j := min(len(a.rows), i+1+a.IntN(3))
		a.rows = append(a.rows[:i:i], a.rows[j:]...)
	case n < 5: // rows come
		i := at()
		for range 1 + a.IntN(3) {
			a.rows = append(a.rows[:i:i], append([]string{a.row(w)}, a.rows[i:]...)...)
		}
		if len(a.rows) > h+2 {
			a.rows = a.rows[:h]
		}
	default: // some change
		for range 1 + a.IntN(3) {
			if i := at(); i < len(a.rows) {
				a.rows[i] = a.edit(a.rows[i], w)
			}
		}
	}
	return strings.Join(a.rows, "\n")
}

// edit changes a part of a row.
func (a *author) edit(row string, w int) string {
	if a.IntN(2) == 0 {
		return a.row(w)
	}
	old := words[a.IntN(len(words))]
	return strings.Replace(row, old, words[a.IntN(len(words))], 1)
}

// TestPairs wants a terminal that got the changes to show what one shows that got the last frame only, drawn by the
// library.
func TestPairs(t *testing.T) {
	t.Parallel()
	const runs, frames = 200, 50
	for run := range runs {
		a := &author{Rand: rand.New(rand.NewPCG(uint64(run), 7))} //nolint:gosec // frames need no secrets
		w, h := 2+a.IntN(50), 1+a.IntN(14)
		p := colorprofile.NoTTY + colorprofile.Profile(run%5) //nolint:gosec // all five of them
		d := frame.New(frame.Options{Width: w, Height: h, Profile: p, Term: "xterm-256color", Scroll: run%7 > 0})
		got := newTerminal(t, w, h)
		for i := range frames {
			if a.IntN(12) == 0 {
				w, h = 2+a.IntN(50), 1+a.IntN(14)
				d.Resize(w, h)
				got.Resize(w, h)
			}
			content := a.next(w, h)
			v := tea.NewView(content)
			v.AltScreen = true
			if a.IntN(3) == 0 {
				v.Cursor = tea.NewCursor(a.IntN(w), a.IntN(h))
			}
			b := d.Draw(nil, v)
			got.show(t, b)
			if diff := same(got, whole(t, content, w, h, p)); diff != "" {
				t.Fatalf("run %d, frame %d, %d by %d cells: %s\nafter %q", run, i, w, h, diff, b)
			}
			if pos := got.CursorPosition(); v.Cursor != nil && (pos.X != v.Cursor.X || pos.Y != v.Cursor.Y) {
				t.Fatalf("run %d, frame %d: the cursor is at %v, want %v\nafter %q", run, i, pos, v.Cursor.Position, b)
			}
			if b := d.Draw(nil, v); len(b) > 0 {
				t.Fatalf("run %d, frame %d: the same frame again wrote %q", run, i, b)
			}
		}
	}
}
