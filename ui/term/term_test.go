package term_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/metalwright/metalwright/ui/term"
)

// screen does on a message what do says, and shows the size.
type screen struct {
	do   func(tea.Msg) tea.Cmd
	size string
}

func (s *screen) Init() tea.Cmd { return nil }

func (s *screen) Update(msg tea.Msg) (tea.Model, tea.Cmd) { return s, s.do(msg) }

func (s *screen) View() tea.View { return tea.NewView("hello " + s.size) }

// output is a buffer that a program may write to.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

// options are those of a terminal of 40 by 10 cells without keys.
func options(t *testing.T, out io.Writer) term.Options {
	t.Helper()
	in, keys := io.Pipe()
	t.Cleanup(func() { _ = keys.Close() })
	p := colorprofile.NoTTY
	return term.Options{In: in, Out: out, Env: []string{"TERM=xterm"}, Width: 40, Height: 10, Profile: &p, FPS: 30}
}

func onSize(cmd tea.Cmd) *screen {
	return &screen{do: func(msg tea.Msg) tea.Cmd {
		if _, ok := msg.(tea.WindowSizeMsg); ok {
			return cmd
		}
		return nil
	}}
}

func TestRunEnds(t *testing.T) {
	t.Parallel()
	cause := errors.New("the session has ended")
	ended, end := context.WithCancelCause(t.Context())
	end(cause)
	for _, c := range []struct {
		name string
		ctx  context.Context
		m    *screen
		want []error
	}{
		{"quit", t.Context(), onSize(tea.Quit), nil},
		{"interrupt", t.Context(), onSize(tea.Interrupt), []error{term.ErrInterrupted}},
		{"context", ended, onSize(nil), []error{term.ErrKilled, cause}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			err := term.Run(c.ctx, c.m, options(t, io.Discard))
			if (err == nil) != (c.want == nil) {
				t.Errorf("Run = %v, want %v", err, c.want)
			}
			for _, w := range c.want {
				if !errors.Is(err, w) {
					t.Errorf("Run = %v, want %v", err, w)
				}
			}
		})
	}
}

func TestRunPanics(t *testing.T) {
	t.Parallel()
	m := onSize(func() tea.Msg { panic("a fault of ours") })
	if err := term.Run(t.Context(), m, options(t, io.Discard)); !errors.Is(err, term.ErrPanic) {
		t.Errorf("Run = %v, want %v", err, term.ErrPanic)
	}
}

func TestRunFollowsSizes(t *testing.T) {
	t.Parallel()
	sizes := make(chan tea.WindowSizeMsg)
	var seen []int
	m := &screen{}
	m.do = func(msg tea.Msg) tea.Cmd {
		if size, ok := msg.(tea.WindowSizeMsg); ok {
			seen = append(seen, size.Width)
			m.size = strings.Repeat("x", size.Width/10)
			if len(seen) == 1 {
				return func() tea.Msg { // the terminal grows, and is closed
					sizes <- tea.WindowSizeMsg{Width: 90, Height: 20}
					close(sizes)
					return nil
				}
			}
		}
		return nil
	}
	o := options(t, io.Discard)
	o.Resize = sizes
	err := term.Run(t.Context(), m, o)
	if !errors.Is(err, term.ErrKilled) || len(seen) != 2 || seen[0] != 40 || seen[1] != 90 {
		t.Errorf("Run = %v with sizes %v, want %v with 40 and 90", err, seen, term.ErrKilled)
	}
}

type note string

func TestRunSends(t *testing.T) {
	t.Parallel()
	var got []note
	m := &screen{do: func(msg tea.Msg) tea.Cmd {
		if n, ok := msg.(note); ok {
			got = append(got, n)
			return tea.Quit
		}
		return nil
	}}
	var wg sync.WaitGroup
	var send func(tea.Msg)
	out := &output{}
	o := options(t, out)
	o.Filter = func(_ tea.Model, msg tea.Msg) tea.Msg {
		if msg == note("raw") {
			return note("filtered")
		}
		return msg
	}
	o.OnStart = func(s func(tea.Msg)) {
		send = s
		wg.Go(func() { s(note("raw")) })
	}
	if err := term.Run(t.Context(), m, o); err != nil {
		t.Errorf("Run = %v, want no error", err)
	}
	wg.Wait()
	send(note("late")) // nobody is there; it must not block
	if len(got) != 1 || got[0] != "filtered" {
		t.Errorf("the screen saw %q, want one filtered note", got)
	}
	if !strings.Contains(out.b.String(), "hello") {
		t.Errorf("the screen wrote %q, want hello in it", out.b.String())
	}
}
