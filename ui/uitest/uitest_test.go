package uitest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"github.com/metalwright/metalwright/ui/term"
	"github.com/metalwright/metalwright/ui/uitest"
)

// diary is a screen that shows the keys, pastes, sizes and seconds that came.
type diary struct {
	keys  []string
	size  string
	ticks int
}

type tick struct{}

func (d *diary) Init() tea.Cmd { return later() }

func later() tea.Cmd { return tea.Tick(time.Second, func(time.Time) tea.Msg { return tick{} }) }

func (d *diary) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyPressMsg:
		if msg.String() == "q" {
			return d, tea.Quit
		}
		d.keys = append(d.keys, msg.String())
	case tea.PasteMsg:
		d.keys = append(d.keys, "<"+msg.Content+">")
	case tea.WindowSizeMsg:
		d.size = fmt.Sprintf("%dx%d", msg.Width, msg.Height)
	case tick:
		d.ticks++
		return d, later()
	}
	return d, nil
}

func (d *diary) View() tea.View {
	red := lipgloss.NewStyle().Foreground(lipgloss.Color("#ff0000")).Bold(true)
	v := tea.NewView(fmt.Sprintf("%s %ds 字 %s\n%s", d.size, d.ticks, red.Render("red"), strings.Join(d.keys, " ")))
	v.AltScreen = true
	return v
}

func build(context.Context) tea.Model { return &diary{} }

func TestPlay(t *testing.T) {
	t.Parallel()
	uitest.Play(t, uitest.Size{W: 60, H: 4}, build, func(tt *uitest.Terminal) {
		tt.Press("up", "down", "left", "right", "esc", "enter", "tab", "shift+tab", "space", "ctrl+c", "字")
		tt.WaitTime(3 * time.Second)
		want := "60x4 3s 字 red\nup down left right esc enter tab shift+tab space ctrl+c 字\n\n\n"
		if got := tt.Text(); got != want {
			tt.Errorf("the screen shows\n%swant\n%s", got, want)
		}
		tt.Resize(80, 5)
		tt.Paste("a b")
		tt.WaitFor("80x5", "<a b>")
		s := tt.Screen()
		if c := s.At(11, 0); c.Text != "r" || !c.Bold || c.Fg == nil {
			tt.Errorf("cell 11,0 is %+v, want a bold red r", c)
		}
		if c := s.At(8, 0); c.Text != "字" || c.Width != 2 || s.At(9, 0).Width != 0 {
			tt.Errorf("cell 8,0 is %+v, want a character of two cells", c)
		}
		if got := s.Styled(); !strings.Contains(got, "11-13 #ff0000 bold") {
			tt.Errorf("Styled() =\n%swant 11-13 #ff0000 bold in it", got)
		}
	})
}

func TestStartEnds(t *testing.T) {
	t.Parallel()
	tt := uitest.Start(t, &diary{}, 40, 4, uitest.Options{})
	tt.WaitFor("40x4")
	tt.Press("x")
	tt.WaitFor("x")
	tt.Press("q")
	if err := tt.Err(); err != nil {
		t.Errorf("after q: Err() = %v, want nil", err)
	}
	tt.Press("x") // nobody reads any more
	tt.Resize(10, 10)

	tt = uitest.Start(t, &diary{}, 40, 4, uitest.Options{})
	tt.WaitFor("40x4")
	tt.Stop()
	if err := tt.Err(); !errors.Is(err, term.ErrKilled) {
		t.Errorf("after Stop: Err() = %v, want %v", err, term.ErrKilled)
	}
}

func TestGoldens(t *testing.T) {
	t.Parallel()
	uitest.Goldens(t, build, func(tt *uitest.Terminal) { tt.Press("a", "b") })
}
