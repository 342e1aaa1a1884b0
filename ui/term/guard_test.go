package term_test

import (
	"errors"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/ui/term"
)

// frail panics where it is asked to.
type frail struct{ at string }

func (m *frail) fail(at string) {
	if m.at == at {
		var none []int
		_ = none[len(at)]
	}
}

func (m *frail) Init() tea.Cmd {
	m.fail("init")
	return nil
}

func (m *frail) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if _, ok := msg.(tea.WindowSizeMsg); !ok {
		return m, nil
	}
	m.fail("update")
	if m.at == "late view" {
		m.at = "view"
	}
	cmd := func(at string) tea.Cmd {
		return func() tea.Msg {
			m.fail(at)
			return nil
		}
	}
	return m, tea.Batch(cmd("batch"), tea.Sequence(cmd("nothing"), cmd("sequence")),
		func() tea.Msg { return cmd("nothing") })
}

func (m *frail) View() tea.View {
	m.fail("view")
	v := tea.NewView("here")
	v.AltScreen = true
	return v
}

// TestRunPanicsAnywhere wants one error with the stack, and the terminal back, wherever the program panics.
func TestRunPanicsAnywhere(t *testing.T) {
	t.Parallel()
	for _, at := range []string{"init", "update", "view", "late view", "batch", "sequence", "filter"} {
		t.Run(at, func(t *testing.T) {
			t.Parallel()
			out := &output{}
			o := options(t, out)
			m := &frail{at: at}
			o.Filter = func(_ tea.Model, msg tea.Msg) tea.Msg {
				if _, ok := msg.(tea.WindowSizeMsg); ok {
					m.fail("filter")
				}
				return msg
			}
			err := term.Run(t.Context(), m, o)
			e, ok := errors.AsType[*term.PanicError](err)
			if !ok || !errors.Is(err, term.ErrPanic) {
				t.Fatalf("Run = %v, want a panic", err)
			}
			if !strings.Contains(e.What, "index out of range") || !strings.Contains(string(e.Stack), "guard_test.go") {
				t.Errorf("the error has %q and the stack\n%s", e.What, e.Stack)
			}
			out.mu.Lock()
			defer out.mu.Unlock()
			if raw := out.b.String(); strings.LastIndex(raw, "\x1b[?1049h") > strings.LastIndex(raw, "\x1b[?1049l") {
				t.Errorf("the other screen was not left: %q", raw)
			}
		})
	}
}

// TestPanicWithoutItsWords keeps what the panic says out of the error: it may quote a password.
func TestPanicWithoutItsWords(t *testing.T) {
	t.Parallel()
	for _, v := range []any{"a password", errors.New("a password"), struct{ s string }{"a password"}} {
		if e := term.NewPanic(v); strings.Contains(e.Error()+string(e.Stack), "a password") {
			t.Errorf("NewPanic(%T) = %v, want nothing of its words", v, e)
		}
	}
	if e := term.NewPanic(elsewhere{}); e.What != "string" || string(e.Stack) != "its stack" {
		t.Errorf("NewPanic() of another goroutine's = %v, %s, want its type and stack", e, e.Stack)
	}
	if e := term.NewPanic(nil); e != nil {
		t.Errorf("NewPanic(nil) = %v, want nil", e)
	}
}

// TestRunSizes wants 80 by 24 where a terminal reports 0, a later 0 to change nothing, and no more than fits in memory.
func TestRunSizes(t *testing.T) {
	t.Parallel()
	type sizes = []tea.WindowSizeMsg
	for _, c := range []struct{ reported, want sizes }{
		{sizes{{}}, sizes{{Width: 80, Height: 24}}},
		{sizes{{Width: 100}}, sizes{{Width: 100, Height: 24}}},
		{sizes{{Height: 50}}, sizes{{Width: 80, Height: 50}}},
		{sizes{{Width: 90, Height: 30}, {}, {Width: 0, Height: 40}, {Width: 70}}, sizes{
			{Width: 90, Height: 30}, {Width: 90, Height: 30}, {Width: 90, Height: 40}, {Width: 70, Height: 40},
		}},
		{sizes{
			{Width: 1 << 30, Height: 1 << 30},
			{Width: 601, Height: 20},
			{Width: 600, Height: 200},
			{Width: -1, Height: -1},
		}, sizes{
			{Width: 600, Height: 200}, {Width: 600, Height: 20}, {Width: 600, Height: 200}, {Width: 600, Height: 200},
		}},
	} {
		next := make(chan tea.WindowSizeMsg, len(c.reported))
		for _, s := range c.reported[1:] {
			next <- s
		}
		var seen sizes
		m := &screen{do: func(msg tea.Msg) tea.Cmd {
			if s, ok := msg.(tea.WindowSizeMsg); ok {
				if seen = append(seen, s); len(seen) == len(c.reported) {
					return tea.Quit
				}
				return func() tea.Msg { return <-next } // one after the other
			}
			return nil
		}}
		o := options(t, &output{})
		o.Width, o.Height = c.reported[0].Width, c.reported[0].Height
		if err := term.Run(t.Context(), m, o); err != nil {
			t.Errorf("Run = %v, want no error", err)
		}
		for i, w := range c.want {
			if i >= len(seen) || seen[i] != w {
				t.Errorf("sizes %v were reported as %v, want %v", c.reported, seen, c.want)
				break
			}
		}
	}
}

// elsewhere is a panic of another goroutine.
type elsewhere struct{}

func (elsewhere) Origin() (value any, stack []byte) { return "a password", []byte("its stack") }
