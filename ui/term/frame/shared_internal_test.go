package frame

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
)

// TestSharedDrawsTheSame wants drawers that share what they draw to write what each writes by itself: whatever they
// showed before, whatever their terminals can do, and whatever happens to these meanwhile.
func TestSharedDrawsTheSame(t *testing.T) {
	t.Parallel()
	const terminals, steps = 12, 3000
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // frames need no secrets
	shared := NewShared()
	var own, common [terminals]*Drawer
	for n := range terminals {
		o := Options{Width: 20 + n%2, Height: 6, Profile: colorprofile.TrueColor, Term: "xterm", Scroll: n%3 > 0}
		if n%4 == 3 {
			o.Profile = colorprofile.ANSI
		}
		own[n] = New(o)
		o.Shared = shared
		common[n] = New(o)
	}
	content := func() string {
		var lines []string
		for range 5 {
			lines = append(lines, fmt.Sprintf("\x1b[3%dmline\x1b[m %d", r.IntN(3), r.IntN(3)))
		}
		return strings.Join(lines, "\n")
	}
	frames := []string{content(), content(), content(), "", "a", content()}
	for step := range steps {
		n := r.IntN(terminals)
		for at, d := range []*Drawer{own[n], common[n]} {
			switch step % 40 {
			case 0:
				d.Resize(20+n%2, 6+step%3)
			case 1:
				d.Erase()
			case 2:
				d.SetGrouping()
			case 3:
				d.SetGraphemes()
			case 4:
				if got, want := string(common[n].Leave(nil)), string(own[n].Leave(nil)); at == 0 && got != want {
					t.Fatalf("step %d: leaving wrote %q, want %q", step, got, want)
				}
			}
		}
		v := tea.NewView(frames[r.IntN(len(frames))])
		v.AltScreen = step%50 != 5
		if step%3 == 0 {
			v.Cursor = tea.NewCursor(r.IntN(3), r.IntN(3))
		}
		if got, want := string(common[n].Draw(nil, v)), string(own[n].Draw(nil, v)); got != want {
			t.Fatalf("step %d, terminal %d: wrote %q, want %q", step, n, got, want)
		}
	}
}

// TestSharedIsDrawnOnce works a change out once for all terminals that need it, and keeps a bounded number of them.
func TestSharedIsDrawnOnce(t *testing.T) {
	t.Parallel()
	shared := NewShared()
	all := make([]*Drawer, 10)
	for n := range all {
		all[n] = New(Options{Width: 40, Height: 8, Profile: colorprofile.TrueColor, Term: "xterm", Shared: shared})
	}
	view := func(n int) tea.View {
		v := tea.NewView(strings.Repeat("some line\n", 3) + fmt.Sprint(n))
		v.AltScreen = true
		return v
	}
	for step := range 5 {
		for _, d := range all {
			d.Draw(nil, view(step))
		}
		if n := shared.drawn.Len(); n != step+1 {
			t.Errorf("ten terminals with %d frames worked out %d changes, want %d", step+1, n, step+1)
		}
	}
	for n := range 3 * kept {
		all[0].Draw(nil, view(n))
	}
	if n := shared.drawn.Len(); n != kept {
		t.Errorf("%d changes are kept, want %d", n, kept)
	}
}
