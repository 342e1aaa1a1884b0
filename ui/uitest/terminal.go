// Package uitest has a terminal in memory that runs real screens, and compares what they show with golden files. Inside
// testing/synctest it runs in virtual time, and what it shows is exact.
package uitest

import (
	"context"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"github.com/metalwright/metalwright/ui/screen"
	"github.com/metalwright/metalwright/ui/term"
)

// patience is how long [Terminal.WaitFor] waits for a text: far longer than any screen takes.
const patience = 2 * time.Minute

// Screen is what a terminal shows.
type Screen = screen.Screen

// Cell is one character of a screen.
type Cell = screen.Cell

// Draw shows one frame, a view's string, in a terminal of w by h cells.
func Draw(frame string, w, h int) Screen { return screen.Draw(frame, w, h) }

// Size is a terminal's size in cells.
type Size struct{ W, H int }

// Sizes are those at which every screen is compared with a golden file: readable, usable, roomy.
func Sizes() []Size { return []Size{{40, 12}, {80, 24}, {120, 40}} }

// AllSizes are Sizes and those between and beyond them, for screens whose lines change with the window.
func AllSizes() []Size { return []Size{{40, 12}, {60, 15}, {80, 24}, {100, 30}, {120, 40}, {200, 60}} }

// Options change a terminal. The zero value is a truecolor terminal.
type Options struct {
	Profile colorprofile.Profile // 0: TrueColor
	Env     []string             // nil: TERM alone
}

// Terminal runs a program and shows what it draws, as an operator's terminal does. A script fails its test by the
// terminal's own Errorf and Fatalf: inside a bubble they are the right ones.
type Terminal struct {
	testing.TB

	shown  *screen.Terminal
	resize func(Size)
	cancel context.CancelFunc
	done   chan struct{}
	err    error // of the program, once done is closed
}

// Start runs m in a terminal of w by h cells until the test ends or [Terminal.Stop].
func Start(tb testing.TB, m tea.Model, w, h int, o Options) *Terminal {
	tb.Helper()
	if o.Profile == colorprofile.Unknown {
		o.Profile = colorprofile.TrueColor
	}
	if o.Env == nil {
		o.Env = []string{"TERM=xterm-256color"}
	}
	sizes, done := make(chan tea.WindowSizeMsg), make(chan struct{})
	t := Run(tb, w, h, func(ctx context.Context, in io.Reader, out io.Writer) error {
		defer close(done)
		return term.Run(ctx, m, term.Options{
			In: in, Out: out, Env: o.Env, Width: w, Height: h, Profile: &o.Profile, Resize: sizes,
		})
	})
	t.OnResize(func(s Size) {
		select {
		case sizes <- tea.WindowSizeMsg{Width: s.W, Height: s.H}:
		case <-done:
		}
	})
	return t
}

// Run runs any program, which reads the keyboard from in and draws on out, in a terminal of w by h cells until the test
// ends or [Terminal.Stop].
func Run(tb testing.TB, w, h int, program func(ctx context.Context, in io.Reader, out io.Writer) error) *Terminal {
	tb.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(tb.Context()))
	t := &Terminal{TB: tb, shown: screen.New(w, h), cancel: cancel, done: make(chan struct{})}
	in := t.shown.Input()
	go func() {
		defer close(t.done)
		t.err = program(ctx, in, t.shown)
		t.shown.Close()
	}()
	tb.Cleanup(t.Stop)
	return t
}

// Stop ends the program as a closed window does, and waits for it.
func (t *Terminal) Stop() {
	t.cancel()
	<-t.done
}

// Done is closed when the program has ended.
func (t *Terminal) Done() <-chan struct{} { return t.done }

// Err is what the program ended with; nil after a normal quit. It waits for the end.
func (t *Terminal) Err() error {
	<-t.done
	return t.err
}

// Type sends s as the keyboard would, byte for byte.
func (t *Terminal) Type(s string) {
	_ = t.shown.Send(s) // fails when the program has ended, which its screen says
}

// Press presses keys by name: "down", "enter", "shift+tab", "ctrl+c", "space". Anything else is typed as it is.
func (t *Terminal) Press(names ...string) {
	for _, n := range names {
		t.Type(screen.Key(n))
		if n == "esc" {
			time.Sleep(escape) // sooner, the next key would make it a sequence
		}
	}
}

// escape is longer than a program waits to know that a lone ESC is one: 50 ms, and twice that where the clock stands
// still in between.
const escape = 120 * time.Millisecond

// Paste sends s as one bracketed paste.
func (t *Terminal) Paste(s string) { t.Type("\x1b[200~" + s + "\x1b[201~") }

// Resize changes the terminal's size. Wait for the first frame before.
func (t *Terminal) Resize(w, h int) {
	t.shown.Resize(w, h)
	if t.resize != nil {
		t.resize(Size{w, h})
	}
}

// OnResize says how the program learns of a new size.
func (t *Terminal) OnResize(f func(Size)) { t.resize = f }

// Text is what the screen shows, without trailing spaces.
func (t *Terminal) Text() string { return t.Screen().Text() }

// Screen is a copy of what the terminal shows now.
func (t *Terminal) Screen() Screen {
	return t.shown.Screen()
}

// Wait lets virtual time pass until keys and timers of the next moment have had their effect. It works inside
// testing/synctest only.
func (t *Terminal) Wait() { t.WaitTime(200 * time.Millisecond) }

// WaitTime lets d of virtual time go by. It works inside testing/synctest only.
func (t *Terminal) WaitTime(d time.Duration) {
	time.Sleep(d)
	synctest.Wait()
}

// WaitFor waits until the screen shows all texts, and fails the test when it does not. It works in real and in
// virtual time.
func (t *Terminal) WaitFor(texts ...string) {
	t.Helper()
	t.WaitUntil(strings.Join(texts, ", "), func(shown string) bool {
		return !slices.ContainsFunc(texts, func(s string) bool { return !strings.Contains(shown, s) })
	})
}

// WaitUntil waits until ok says so of what the screen shows, and fails the test when it does not.
func (t *Terminal) WaitUntil(what string, ok func(shown string) bool) {
	t.Helper()
	limit := time.NewTimer(patience)
	defer limit.Stop()
	for {
		drew, shown := t.shown.Drew(), t.Text()
		if ok(shown) {
			return
		}
		select {
		case <-drew:
			continue
		case <-t.done:
		case <-limit.C:
		}
		t.Fatalf("waiting for %s: the screen shows\n%s", what, t.Text())
	}
}

// Play runs the model that build makes in a terminal of the size, in virtual time, and lets script use it. Everything
// that the model starts has to happen inside the bubble: no sockets, no files.
func Play(t *testing.T, s Size, build func(context.Context) tea.Model, script func(*Terminal)) {
	t.Helper()
	playWith(t, s, Options{}, build, script)
}

// playWith is [Play] in another terminal.
func playWith(t *testing.T, s Size, o Options, build func(context.Context) tea.Model,
	script func(*Terminal),
) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		tt := Start(t, build(t.Context()), s.W, s.H, o)
		tt.Wait()
		script(tt)
		tt.Stop()
		time.Sleep(time.Hour) // timers that are still set have to fire before the bubble ends
	})
}
