package screen

import (
	"bytes"
	"io"
	"sync"

	"github.com/charmbracelet/x/vt"
)

// Terminal is a terminal in memory. It is safe for concurrent use. Make it with [New], and close it.
type Terminal struct {
	onDraw func()

	mu   sync.Mutex
	emu  *vt.Emulator
	drew chan struct{} // closed and replaced when something was written

	inputs sync.Mutex // not held while something is sent: the terminal answers while it is written to
	keys   *io.PipeWriter
	input  *io.PipeReader
	closed bool
}

// New makes a terminal of w by h cells.
func New(w, h int) *Terminal { return Watched(w, h, func() {}) }

// Watched is [New] with a function that is called after something was drawn, and must not wait.
func Watched(w, h int, drawn func()) *Terminal {
	t := &Terminal{emu: vt.NewEmulator(w, h), drew: make(chan struct{}), onDraw: drawn}
	t.input, t.keys = io.Pipe()
	a := &answers{t: t, some: make(chan struct{}, 1)}
	go a.send()
	go func() { // undrained, its Write blocks
		defer close(a.some)
		_, _ = io.Copy(a, t.emu)
	}()
	return t
}

// answers are what the terminal says of itself, and is sent to the program as keys are. They wait for a program that
// does not read: the terminal continues showing what is written to it.
type answers struct {
	t    *Terminal
	mu   sync.Mutex
	wait []byte
	some chan struct{} // has one when something waits
}

// Write never waits, and never fails: a program that has ended needs no answer.
func (a *answers) Write(p []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.wait = append(a.wait, p...)
	select {
	case a.some <- struct{}{}:
	default:
	}
	return len(p), nil
}

// send sends what waits, until some is closed.
func (a *answers) send() {
	for range a.some {
		a.mu.Lock()
		now := string(a.wait)
		a.wait = nil
		a.mu.Unlock()
		_ = a.t.Send(now) // a terminal that is closed needs no answer
	}
}

// Input is where one program reads the keyboard. A program before it gets no more keys.
func (t *Terminal) Input() io.Reader {
	t.inputs.Lock()
	defer t.inputs.Unlock()
	_ = t.input.Close()
	t.input, t.keys = io.Pipe()
	if t.closed {
		_ = t.keys.Close()
	}
	return t.input
}

// Write shows what a program draws.
func (t *Terminal) Write(p []byte) (int, error) {
	defer t.onDraw()
	t.mu.Lock()
	defer t.mu.Unlock()
	// Without a TTY the renderer leaves it to the terminal's line discipline to add the carriage return.
	_, err := t.emu.Write(bytes.ReplaceAll(p, []byte("\n"), []byte("\r\n")))
	t.changed()
	return len(p), err
}

func (t *Terminal) changed() {
	close(t.drew)
	t.drew = make(chan struct{})
}

// Drew is closed when something is written after the call.
func (t *Terminal) Drew() <-chan struct{} {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.drew
}

// Send sends s as the keyboard would, byte for byte, and waits until a program has read it: what one has not read when
// the next one gets the keyboard goes to that. It fails when the terminal is closed.
func (t *Terminal) Send(s string) error {
	for {
		keys := t.keyboard()
		n, err := io.WriteString(keys, s)
		if s = s[n:]; err == nil || t.keyboard() == keys {
			return err
		}
	}
}

func (t *Terminal) keyboard() *io.PipeWriter {
	t.inputs.Lock()
	defer t.inputs.Unlock()
	return t.keys
}

// Resize changes the size. Programs learn of it by other means.
func (t *Terminal) Resize(w, h int) {
	defer t.onDraw()
	t.mu.Lock()
	defer t.mu.Unlock()
	t.emu.Resize(w, h)
	t.changed()
}

// FullScreen reports whether a program has the whole screen, and gives it back at its end.
func (t *Terminal) FullScreen() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.emu.IsAltScreen()
}

// Screen is a copy of what the terminal shows now.
func (t *Terminal) Screen() Screen {
	t.mu.Lock()
	defer t.mu.Unlock()
	return capture(t.emu)
}

// Close ends the input. What was shown can still be read.
func (t *Terminal) Close() {
	t.inputs.Lock()
	defer t.inputs.Unlock()
	if c, ok := t.emu.InputPipe().(io.Closer); ok { // the emulator's own Close races with its Read
		_ = c.Close()
	}
	_ = t.input.Close()
	_ = t.keys.Close()
	t.closed = true
}
