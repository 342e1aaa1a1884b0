package uitest_test

import (
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/uitest"
)

// counted counts the faults that a check finds, in place of failing.
type counted struct {
	testing.TB

	faults int
}

func (c *counted) Errorf(string, ...any) { c.faults++ }

// strip is a screen of one line and as many rows as the window has, and more is added to both.
type strip struct {
	size uitest.Size
	more int
}

func (s *strip) Init() tea.Cmd { return nil }

func (s *strip) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if size, ok := msg.(tea.WindowSizeMsg); ok {
		s.size = uitest.Size{W: size.Width, H: size.Height}
	}
	return s, nil
}

func (s *strip) View() tea.View {
	line := strings.Repeat("x", s.size.W+s.more)
	return tea.NewView(line + strings.Repeat("\n", max(s.size.H-1+s.more, 0)))
}

// TestResizes finds frames that do not fit their windows, and leaves the window as it was.
func TestResizes(t *testing.T) {
	t.Parallel()
	for more, want := range []bool{false, true} {
		c := &counted{TB: t}
		s := &strip{more: more}
		uitest.Resizes(uitest.Drive(c, s, uitest.Size{W: 80, H: 24}), fmt.Sprint("strip", more))
		if found := c.faults > 0; found != want || s.size != (uitest.Size{W: 80, H: 24}) {
			t.Errorf("with %d cells too many: faults found: %v, want %v; the window is %v", more, found, want, s.size)
		}
	}
}
