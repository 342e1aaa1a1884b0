package term_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"
	"github.com/charmbracelet/x/vt"

	"github.com/metalwright/metalwright/ui/term"
)

// counter shows on the alternate screen how many letters were typed, and the last one.
type counter struct {
	keys int
	last string
	rows int
	cmd  func(tea.Msg) tea.Cmd
}

func (c *counter) Init() tea.Cmd { return nil }

func (c *counter) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if k, ok := msg.(tea.KeyPressMsg); ok {
		c.keys++
		c.last = k.String()
	}
	if c.cmd != nil {
		return c, c.cmd(msg)
	}
	return c, nil
}

func (c *counter) View() tea.View {
	v := tea.NewView(fmt.Sprintf("%d keys, last %s", c.keys, c.last) +
		strings.Repeat(fmt.Sprintf("\nrow %d", c.keys), c.rows))
	v.AltScreen = true
	return v
}

// slow is a terminal that takes rate bytes a second; 0: all at once.
type slow struct {
	emu    *vt.Emulator
	rate   int
	writes int
	bytes  int
	raw    strings.Builder
	fail   error
}

func newSlow() *slow {
	s := &slow{emu: vt.NewEmulator(40, 10)}
	go func() { _, _ = io.Copy(io.Discard, s.emu) }()
	return s
}

func (s *slow) Write(p []byte) (int, error) {
	if s.fail != nil {
		return 0, s.fail
	}
	if s.rate > 0 {
		time.Sleep(time.Duration(len(p)) * time.Second / time.Duration(s.rate))
	}
	s.writes++
	s.bytes += len(p)
	s.raw.Write(p)
	return s.emu.Write(p)
}

func (s *slow) close() {
	if c, ok := s.emu.InputPipe().(io.Closer); ok {
		_ = c.Close()
	}
}

// play runs m in virtual time on the terminal while script types, and returns how it ended after script has.
func play(t *testing.T, m tea.Model, out *slow, change func(*term.Options), script func(keys io.Writer)) error {
	t.Helper()
	ctx, end := context.WithCancel(t.Context())
	defer end()
	in, keys := io.Pipe()
	o := term.Options{
		In: in, Out: out, Env: []string{"TERM=xterm-256color"}, Width: 40, Height: 10, Profile: new(colorprofile.TrueColor),
	}
	if change != nil {
		change(&o)
	}
	done := make(chan error)
	go func() { done <- term.Run(ctx, m, o) }()
	synctest.Wait()
	script(keys)
	end()
	err := <-done
	_ = in.Close()
	out.close()
	return err
}

// pass lets time go by, and whatever happens then.
func pass(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// TestIdle wants nothing to be drawn while nothing happens.
func TestIdle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		out := newSlow()
		_ = play(t, &counter{}, out, nil, func(io.Writer) {
			pass(time.Second)
			before := out.writes
			pass(time.Hour)
			if n := out.writes - before; n != 0 {
				t.Errorf("%d frames were drawn while nothing happened, want 0", n)
			}
		})
	})
}

// TestKeyAtOnce wants the frame of a key without any time going by, and those of keys after it in one.
func TestKeyAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, out := &counter{}, newSlow()
		_ = play(t, m, out, nil, func(keys io.Writer) {
			pass(time.Second)
			before := out.writes
			_, _ = io.WriteString(keys, "a")
			synctest.Wait()
			if got := out.emu.String(); out.writes != before+1 || !strings.Contains(got, "1 keys, last a") {
				t.Errorf("after %d frames it shows %q, want 1 key after one", out.writes-before, got)
			}
			_, _ = io.WriteString(keys, strings.Repeat("b", 200))
			synctest.Wait()
			pass(time.Second)
			if got := out.emu.String(); out.writes > before+2 || !strings.Contains(got, "201 keys, last b") {
				t.Errorf("after %d frames it shows %q, want 201 keys after two", out.writes-before, got)
			}
		})
	})
}

// TestSlowTerminal wants a terminal that takes 1 kB a second to lose no key, to show the newest frame as soon as it has
// taken one that it was given before, and nothing to pile up for it.
func TestSlowTerminal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, out := &counter{rows: 8}, newSlow()
		_ = play(t, m, out, func(*term.Options) { out.rate = 1000 }, func(keys io.Writer) {
			pass(time.Second)
			for range 600 { // a key held for a minute
				_, _ = io.WriteString(keys, "x")
				pass(100 * time.Millisecond)
			}
			_, _ = io.WriteString(keys, "y")
			synctest.Wait()
			if m.keys != 601 {
				t.Errorf("%d keys came, want 601 at once", m.keys)
			}
			pass(400 * time.Millisecond) // two frames
			if got := out.emu.String(); !strings.Contains(got, "601 keys, last y") || strings.Count(got, "row 601") != 8 {
				t.Errorf("it shows\n%s\nwant the newest frame", got)
			}
			if most := 63 * 1000; out.bytes > most {
				t.Errorf("%d bytes were written within a minute, want %d at most", out.bytes, most)
			}
		})
	})
}

// TestDeadTerminal wants a program to end although its terminal takes nothing any more.
func TestDeadTerminal(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, out := &counter{}, newSlow()
		err := play(t, m, out, func(*term.Options) { out.rate = 1 }, func(keys io.Writer) {
			_, _ = io.WriteString(keys, "a")
			synctest.Wait()
		})
		if !errors.Is(err, term.ErrKilled) || m.keys != 1 {
			t.Errorf("Run = %v after %d keys, want %v after 1", err, m.keys, term.ErrKilled)
		}
		pass(time.Hour) // what it was given
	})
}

// TestBrokenOutput wants a terminal that fails to end the program as one that is gone.
func TestBrokenOutput(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, out := &counter{}, newSlow()
		broken := errors.New("broken pipe")
		err := play(t, m, out, nil, func(keys io.Writer) {
			pass(time.Second)
			out.fail = broken
			_, _ = io.WriteString(keys, "a")
			synctest.Wait()
		})
		if !errors.Is(err, term.ErrHangup) || !errors.Is(err, term.ErrKilled) || !errors.Is(err, broken) {
			t.Errorf("Run = %v, want %v", err, term.ErrHangup)
		}
	})
}

// TestRequests wants what commands ask of the terminal to reach it at once, between frames.
func TestRequests(t *testing.T) {
	t.Parallel()
	for want, cmd := range map[string]tea.Cmd{
		"\x1b]52;c;aGVyZQ==\a":      tea.SetClipboard("here"),
		"\x1b]52;p;aGVyZQ==\a":      tea.SetPrimaryClipboard("here"),
		"\x1b]52;c;?\a":             tea.ReadClipboard,
		"\x1b]11;?\a":               tea.RequestBackgroundColor,
		"\x1b]10;?\a":               tea.RequestForegroundColor,
		"\x1bP+q524742\x1b\\":       tea.RequestCapability("RGB"),
		"\x1b[6n":                   tea.RequestCursorPosition,
		"\x1b[>q":                   tea.RequestTerminalVersion,
		"\a":                        tea.Raw("\a"),
		"\x1b[H\x1b[2J1 keys":       tea.ClearScreen,
		"\x1b[?1049l\x1b[?2004l":    tea.Exec(&other{}, nil),
		"program\x1b[?1049h":        tea.Exec(&other{}, nil),
		"\x1b[H\x1b[2J1 keys, last": tea.Exec(&other{}, nil),
	} {
		t.Run(fmt.Sprintf("%q", want), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				out := newSlow()
				m := &counter{cmd: func(msg tea.Msg) tea.Cmd {
					if _, ok := msg.(tea.KeyPressMsg); ok {
						return cmd
					}
					return nil
				}}
				_ = play(t, m, out, nil, func(keys io.Writer) {
					pass(time.Second)
					before := out.raw.Len()
					_, _ = io.WriteString(keys, "a")
					pass(time.Second)
					if got := out.raw.String()[before:]; !strings.Contains(got, want) {
						t.Errorf("the terminal got %q, want %q in it", got, want)
					}
				})
			})
		})
	}
}

// other is another program that runs in the terminal.
type other struct{ out io.Writer }

func (o *other) Run() error {
	_, err := io.WriteString(o.out, "program")
	return err
}

func (*other) SetStdin(io.Reader)      {}
func (o *other) SetStdout(w io.Writer) { o.out = w }
func (*other) SetStderr(io.Writer)     {}

// BenchmarkKey is a key's way from the keyboard to the terminal.
func BenchmarkKey(b *testing.B) {
	ctx, end := context.WithCancel(b.Context())
	in, keys := io.Pipe()
	drawn := make(frames)
	done := make(chan error)
	go func() {
		done <- term.Run(ctx, &counter{}, term.Options{
			In: in, Out: drawn, Env: []string{"TERM=xterm"}, FPS: 1e6, Profile: new(colorprofile.TrueColor),
		})
	}()
	<-drawn
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		_, _ = io.WriteString(keys, "a")
		n += <-drawn
	}
	b.ReportMetric(float64(n)/float64(b.N), "bytes/key")
	go func() {
		for range drawn {
		}
	}()
	end()
	if err := <-done; !errors.Is(err, term.ErrKilled) {
		b.Errorf("Run = %v, want %v", err, term.ErrKilled)
	}
	close(drawn)
	_ = in.Close()
}

// frames are the lengths of what is written.
type frames chan int

func (f frames) Write(p []byte) (int, error) {
	f <- len(p)
	return len(p), nil
}

// TestAskLater asks a terminal nothing before it is time.
func TestAskLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		out := newSlow()
		var send func(tea.Msg)
		_ = play(t, &counter{}, out, func(o *term.Options) {
			o.AskLater, o.OnStart = true, func(s func(tea.Msg)) { send = s }
		}, func(io.Writer) {
			pass(time.Second)
			const modes, keyboard = "\x1b[?2026$p", "\x1b[?u"
			if got := out.raw.String(); strings.Contains(got, modes) || strings.Contains(got, keyboard) {
				t.Errorf("the terminal got %q, want no question in it", got)
			}
			send(term.Ask{})
			pass(time.Second)
			if got := out.raw.String(); strings.Count(got, modes) != 1 || strings.Count(got, keyboard) != 1 {
				t.Errorf("the terminal got %q, want both questions in it", got)
			}
		})
	})
}

// TestAnswersAreNoFrame draws nothing for what a terminal says that changes nothing that is shown.
func TestAnswersAreNoFrame(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		m, out := &views{}, newSlow()
		_ = play(t, m, out, nil, func(keys io.Writer) {
			pass(time.Second)
			before := m.n
			_, _ = io.WriteString(keys, "\x1b]11;rgb:0000/0000/0000\a\x1b[?1u\x1b[?2026;2$y\x1bP1+r524742\x1b\\")
			pass(time.Second)
			if m.n != before {
				t.Errorf("%d views were asked for, want none", m.n-before)
			}
			_, _ = io.WriteString(keys, "\x1b]11;rgb:ffff/ffff/ffff\a")
			pass(time.Second)
			if m.n != before+1 {
				t.Errorf("%d views were asked for when the background was light, want 1", m.n-before)
			}
		})
	})
}

// views counts how often it is asked for a frame.
type views struct {
	counter
	n int
}

func (v *views) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	_, cmd := v.counter.Update(msg)
	return v, cmd
}

func (v *views) View() tea.View {
	v.n++
	return v.counter.View()
}
