package widget_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/uitest"
	"github.com/metalwright/metalwright/ui/widget"
)

func TestGridFrames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		keys []string
	}{
		{"list", []string{"down", "down"}},
		{"sorted", []string{"s", "s", "s", "s", "s", "s", "S"}},
		{"filtering", append([]string{"/"}, typed("xeon !sold 東")...)},
		{"no match", append([]string{"/"}, typed("nowhere")...)},
		{"disabled", []string{"down", "down", "down"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			g, _ := newGrid(t, 60)
			g.View(120, 40)
			keys(func(m tea.Msg) { g.Update(m) }, c.keys...)
			uitest.Frames(t, func(w, h int) string {
				s, _ := g.View(w, h)
				return s
			})
		})
	}
}

func TestGridMoves(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		keys string
		want int
	}{
		{"down", 1},
		{"down j", 2},
		{"down up up", 0},
		{"G", 99},
		{"end g", 0},
		{"pgdown", 7}, // ten lines: titles, eight rows, the count
		{"pgdown pgdown pgup", 7},
		{"ctrl+d", 4},
		{"G ctrl+u", 95},
		{"end down", 99},
		{"ctrl+n ctrl+n ctrl+p", 1},
	} {
		t.Run(c.keys, func(t *testing.T) {
			t.Parallel()
			g, _ := newGrid(t, 100)
			g.View(80, 10)
			keys(func(m tea.Msg) { g.Update(m) }, strings.Fields(c.keys)...)
			if row, ok := g.Row(); row != c.want || !ok {
				t.Errorf("after %s: Row() = %d, %v, want %d", c.keys, row, ok, c.want)
			}
		})
	}
}

func TestGridFilter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		filter string
		width  int
		want   int
	}{
		{"", 120, 28},
		{"SEOUL", 120, 7},
		{"seoul frankfurt", 120, 0},
		{"!seoul", 120, 21},
		{"!", 120, 28},
		{"東京", 120, 7},
		{"sold out", 120, 4},
		{"seoul !sold", 120, 6},
		{"seoul", 40, 0}, // the city is not visible in a narrow window
	} {
		t.Run(fmt.Sprintf("%q at %d", c.filter, c.width), func(t *testing.T) {
			t.Parallel()
			g, _ := newGrid(t, 28)
			g.View(c.width, 20)
			g.SetFilter(c.filter)
			if shown, total := g.Counts(); shown != c.want || total != 28 {
				t.Errorf("SetFilter(%q): Counts() = %d, %d, want %d, 28", c.filter, shown, total, c.want)
			}
		})
	}
}

func TestGridFilterKeys(t *testing.T) {
	t.Parallel()
	g, _ := newGrid(t, 28)
	g.View(80, 24)
	step := func(key string, handled, typing bool, filter string) {
		t.Helper()
		got := g.Update(press(key))
		if got != handled || g.Typing() != typing || g.Filter() != filter {
			t.Errorf("Update(%s) = %v, typing %v, filter %q; want %v, %v, %q",
				key, got, g.Typing(), g.Filter(), handled, typing, filter)
		}
	}
	step("esc", false, false, "")
	step("enter", false, false, "")
	step("/", true, true, "")
	step("j", true, true, "j")
	step("backspace", true, true, "")
	step("é", true, true, "é")
	step("backspace", true, true, "")
	g.Update(tea.PasteMsg{Content: "seo\x1b[2Jul\r\n"})
	if g.Filter() != "seoul" {
		t.Errorf("paste: Filter() = %q, want seoul", g.Filter())
	}
	step("tab", false, true, "seoul")
	step("enter", true, false, "seoul")
	step("/", true, true, "seoul")
	step("x", true, true, "seoul x") // another word, and no other end of the first one
	step("enter", true, false, "seoul x")
	step("esc", true, false, "")
	step("esc", false, false, "")
}

// TestGridKeepsRow shows that the cursor stays on its row whatever happens around it.
func TestGridKeepsRow(t *testing.T) {
	t.Parallel()
	g, src := newGrid(t, 200)
	g.View(120, 20)
	if !g.Select("M3C-100") {
		t.Fatal("Select(M3C-100) = false")
	}
	check := func(what string) {
		t.Helper()
		if g.Key() != "M3C-100" {
			t.Errorf("%s: Key() = %q, want M3C-100", what, g.Key())
		}
	}
	g.SetSort("price", true)
	check("sorted")
	g.SetFilter("m3c")
	check("filtered")
	g.SetFilter("")
	g.SetSort("", false)
	check("all again")
	src.cells = src.cells[50:]
	g.Refresh()
	check("rows went")
	slices.Reverse(src.cells)
	g.Refresh()
	check("rows moved")
	all := src.cells
	src.cells = nil
	g.Refresh()
	if g.Key() != "" || g.Choosable() {
		t.Errorf("empty: Key() = %q, Choosable() = %v", g.Key(), g.Choosable())
	}
	src.cells = all
	g.Refresh()
	check("rows came back")
}

func TestGridSort(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		cells   []string
		reverse bool
		want    string
	}{
		{"numbers by value", []string{"10 GB", "9 GB", "-1", "1,024 GB"}, false, "-1 9_GB 10_GB 1,024_GB"},
		{"money", []string{"$10.5", "$2", "€3"}, false, "$2 €3 $10.5"},
		{"numbers before words", []string{"b", "2", "a", "10"}, false, "2 10 a b"},
		{"digits within words", []string{"web-10", "web-2", "web-1"}, false, "web-1 web-2 web-10"},
		{"nothing last", []string{"", "b", "–", "a"}, false, "a b  –"},
		{"nothing last in reverse too", []string{"", "b", "a"}, true, "b a "},
		{"reverse", []string{"1", "3", "2"}, true, "3 2 1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			th := theme.New(true, false)
			src := &rows{th: th}
			for _, s := range c.cells {
				src.cells = append(src.cells, []string{s})
			}
			g := widget.NewGrid(th, english(t), []widget.Column{{ID: "x", Title: "X", Width: 9}}, src)
			g.SetSort("x", c.reverse)
			var got []string
			for i := range c.cells {
				keys(func(m tea.Msg) { g.Update(m) }, "g")
				for range i {
					g.Update(press("down"))
				}
				row, _ := g.Row()
				got = append(got, strings.ReplaceAll(c.cells[row], " ", "_"))
			}
			if s := strings.Join(got, " "); s != c.want {
				t.Errorf("SetSort(x, %v) of %q = %q, want %q", c.reverse, c.cells, s, c.want)
			}
		})
	}
}

// TestGridAsksForVisible shows that a frame reads no more rows than it shows, and reads none twice.
func TestGridAsksForVisible(t *testing.T) {
	t.Parallel()
	g, src := newGrid(t, 10_000)
	g.View(120, 40)
	if limit := 40 * len(columns()); src.asked > limit {
		t.Errorf("first View asked for %d cells, want at most %d", src.asked, limit)
	}
	src.asked = 0
	g.View(120, 40)
	if src.asked != 0 {
		t.Errorf("second View asked for %d cells, want 0", src.asked)
	}
	src.versions[2]++
	src.cells[2][1] = "changed"
	if s, _ := g.View(120, 40); !strings.Contains(s, "changed") || src.asked != len(columns()) {
		t.Errorf("View after a change asked for %d cells, want %d", src.asked, len(columns()))
	}
}

// TestGridCleans shows that text from outside cannot leave its cell.
func TestGridCleans(t *testing.T) {
	t.Parallel()
	g, src := newGrid(t, 3)
	src.cells[1][1] = "a\x1b[31mb\x1b]0;title\a\nc\r\td\u202e\u009b1m"
	s, _ := g.View(120, 6)
	line := ansi.Strip(strings.Split(s, "\n")[2])
	if !strings.Contains(line, `a\u001b[31m…`) || strings.ContainsAny(line, "\r\t\u202e\u009b") {
		t.Errorf("View: line %q, want the text without its control characters", line)
	}
}

func FuzzGrid(f *testing.F) {
	f.Add([]byte("\x00\x01\x02"), uint16(12))
	f.Add([]byte{29, 36, 37, 250, 80, 24, 250, 0, 0, 29, 41, 42, 4, 250, 1, 1, 5, 30, 31}, uint16(300))
	names := keyNames()
	f.Fuzz(func(t *testing.T, script []byte, n uint16) {
		g, src := newGrid(t, int(n)%500)
		w, h := 80, 24
		for i := 0; i < len(script) && i < 60; i++ {
			switch b := script[i]; {
			case b == 250 && i+2 < len(script):
				w, h = int(script[i+1])%221, int(script[i+2])%71
				i += 2
			case b == 251:
				src.cells = src.cells[:len(src.cells)/2] // without a Refresh
			case b == 252:
				g.Update(tea.PasteMsg{Content: string(script[i:])})
			case b == 253:
				g.Click(int(script[i]) - 100)
			default:
				g.Update(press(names[int(b)%len(names)]))
			}
			s, cur := g.View(w, h)
			checkFrame(t, "grid", s, cur, w, h)
			if row, ok := g.Row(); ok && (row < 0 || row >= len(src.cells)) {
				t.Fatalf("Row() = %d of %d", row, len(src.cells))
			}
		}
	})
}

func BenchmarkGrid(b *testing.B) {
	for _, n := range []int{500, 10_000} {
		frame := func(name string, do func(g *widget.Grid, src *rows, i int)) {
			b.Run(fmt.Sprintf("%s/%d", name, n), func(b *testing.B) {
				g, src := newGrid(b, n)
				g.View(120, 40)
				b.ReportAllocs()
				for i := 0; b.Loop(); i++ {
					do(g, src, i)
					g.View(120, 40)
				}
			})
		}
		frame("move", func(g *widget.Grid, _ *rows, i int) {
			g.Update(press([]string{"down", "up"}[i%2]))
		})
		frame("scroll", func(g *widget.Grid, _ *rows, i int) {
			g.Update(press([]string{"pgdown", "pgup"}[i%2]))
		})
		frame("change", func(_ *widget.Grid, src *rows, _ int) { src.versions[3]++ })
		frame("refresh", func(g *widget.Grid, _ *rows, _ int) { g.Refresh() })
		frame("filter", func(g *widget.Grid, _ *rows, i int) { g.SetFilter([]string{"xeon", "xeon 42"}[i%2]) })
		frame("sort", func(g *widget.Grid, _ *rows, i int) { g.SetSort("price", i%2 == 0) })
	}
}
