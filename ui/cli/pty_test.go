//go:build unix

package cli_test

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/creack/pty"

	"github.com/metalwright/metalwright/ui/uitest"
)

// ptyRun is the program as a process of its own on a real terminal.
type ptyRun struct {
	*session
	cmd      *exec.Cmd
	raw      *uitest.Output
	closed   bool
	report   func(uitest.Size) // has the terminal target a size
	closeTTY func()            // closes the terminal, as closing its window does: nobody sees what is written from then on
}

// execute starts the program on a terminal of the size, with nothing in its environment but a home and a TERM.
func execute(t *testing.T, s uitest.Size, args ...string) *ptyRun {
	t.Helper()
	return executeIn(t, s, t.TempDir(), Runtime, args...)
}

// executeIn starts any program so, with the home.
func executeIn(t *testing.T, s uitest.Size, home, name string, args ...string) *ptyRun {
	t.Helper()
	return executeOn(t, s, s, home, name, args...)
}

// executeOn is executeIn on a terminal that reports another size than it has.
func executeOn(t *testing.T, first, s uitest.Size, home, name string, args ...string) *ptyRun {
	t.Helper()
	return executeAs(t, first, s, home, name, []string{"TERM=xterm-256color"}, args...)
}

// executeAs is executeOn on a terminal of which the environment says what it can do.
func executeAs(t *testing.T, first, s uitest.Size, home, name string, env []string, args ...string) *ptyRun {
	t.Helper()
	c := &ptyRun{session: &session{}, raw: &uitest.Output{}}
	c.cmd = exec.CommandContext(context.WithoutCancel(t.Context()), name, args...)
	c.cmd.Env = append(env, "HOME="+home, "PATH="+filepath.Dir(Runtime)+":"+os.Getenv("PATH"))
	c.cmd.Dir = t.TempDir()
	size := func(s uitest.Size) *pty.Winsize {
		return &pty.Winsize{Cols: uint16(s.W), Rows: uint16(s.H)} //nolint:gosec // small
	}
	tty, err := pty.StartWithSize(c.cmd, size(first))
	if err != nil {
		t.Fatalf("start %v: %v", c.cmd, err)
	}
	// Setting the size makes the file one whose Close waits for whoever reads it.
	if err := syscall.SetNonblock(int(tty.Fd()), true); err != nil { //nolint:gosec // a descriptor fits
		t.Fatalf("SetNonblock() = %v", err)
	}
	c.closeTTY = func() {
		c.closed = true
		_ = tty.Close() // the program's end closes it, too
	}
	c.Terminal = uitest.Run(t, s.W, s.H, func(ctx context.Context, in io.Reader, out io.Writer) error {
		defer context.AfterFunc(ctx, func() { _ = c.cmd.Process.Kill() })()
		go func() { _, _ = io.Copy(tty, in) }()
		_, _ = io.Copy(io.MultiWriter(out, c.raw), tty) // ends with an error when the other side has closed
		err := c.cmd.Wait()
		c.code = c.cmd.ProcessState.ExitCode()
		_ = tty.Close()
		return err
	})
	c.report = func(s uitest.Size) {
		if err := pty.Setsize(tty, size(s)); err != nil {
			t.Errorf("Setsize(%v) = %v", s, err)
		}
	}
	c.OnResize(c.report)
	return c
}

// restored checks that the program gave the terminal back as it was: the last word on every mode that it changed. One
// that was closed is gone.
func (c *ptyRun) restored() {
	c.Helper()
	if c.closed {
		return
	}
	raw := c.raw.String()
	for _, mode := range []struct{ on, off string }{
		{"\x1b[?1049h", "\x1b[?1049l"}, // the other screen
		{"\x1b[?25l", "\x1b[?25h"},     // the cursor
		{"\x1b[?2004h", "\x1b[?2004l"}, // pastes
		{"\x1b[?1004h", "\x1b[?1004l"}, // focus
		{"\x1b[?1002h", "\x1b[?1002l"}, // the mouse
		{"\x1b[?2027h", "\x1b[?2027l"}, // graphemes
	} {
		if strings.LastIndex(raw, mode.on) > strings.LastIndex(raw, mode.off) {
			c.Errorf("mode %q was switched on last, want it off at the end", mode.on)
		}
	}
	if after := raw[max(strings.LastIndex(raw, "\x1b[?1049l"), 0):]; strings.Contains(after, "\x1b]11;?") {
		c.Errorf("the terminal is asked for its colours after the last screen: %q", after)
	}
	if !strings.Contains(raw, "\x1b[?1049h") {
		c.Error("the program never drew on the other screen")
	}
}

// TestRealTerminal walks the whole road in a real terminal.
func TestRealTerminal(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	c := execute(t, usual(), "--state", dir, "--speed", "2000")
	walkEverything(c.session)
	c.running(3)
	c.WaitFor("web-001", "web-002", "web-003")
	c.Resize(120, 40)
	c.WaitFor("PUBLIC IP")
	c.Press("q")
	if got := c.exit(); got != 0 {
		t.Errorf("exit code = %d, want 0", got)
	}
	c.restored()
	bought(t, ledger(t, dir), 1, 3)
}

// TestRealTerminalProducts walks the roads of the other products in a real terminal.
func TestRealTerminalProducts(t *testing.T) {
	t.Parallel()
	for name, row := range productWalks() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			c := execute(t, usual(), "--state", dir, "--speed", "2000")
			row.walk(c.session)
			c.running(row.machines)
			c.WaitFor(row.shows...)
			c.Resize(120, 40)
			c.WaitFor("PUBLIC IP")
			c.Press("q")
			if got := c.exit(); got != 0 {
				t.Errorf("exit code = %d, want 0", got)
			}
			c.restored()
			bought(t, ledger(t, dir), 1, row.machines)
		})
	}
}

// TestRealTerminalEnds ends the program in every way that it can be ended, and looks at what it leaves behind.
func TestRealTerminalEnds(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name string
		end  func(*ptyRun)
		code int
	}{
		{"ctrl+c twice", func(c *ptyRun) {
			c.Press("ctrl+c")
			c.WaitFor("Nothing has been ordered")
			c.Press("ctrl+c")
		}, 0},
		{"terminated", func(c *ptyRun) { c.signal(syscall.SIGTERM) }, 143},
		{"interrupted", func(c *ptyRun) { c.signal(syscall.SIGINT) }, 130},
		{"hung up", func(c *ptyRun) { c.signal(syscall.SIGHUP) }, 129},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			c := execute(t, usual(), "--state", dir)
			c.next(questions()[2])
			row.end(c)
			if got := c.exit(); got != row.code {
				t.Errorf("exit code = %d, want %d; the screen shows\n%s", got, row.code, c.Text())
			}
			c.restored()
			bought(t, ledger(t, dir), 0, 0)
		})
	}
}

// TestRealTerminalPanics has a screen panic while a password is typed: the terminal is as before, the log has the
// stack, the next start offers the answers, and the password is on no disk.
func TestRealTerminalPanics(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	log := filepath.Join(dir, "log")
	c := executeAs(t, usual(), usual(), t.TempDir(), Runtime, []string{"TERM=xterm-256color", brokenVariable + "=1"},
		"--state", dir, "--log-file", log)
	c.next(questions()[7])
	c.Press("right", "tab")
	c.Type(planted[0])
	if got := c.exit(); got != 255 {
		t.Errorf("exit code = %d, want 255; the screen shows\n%s", got, c.Text())
	}
	c.restored()
	if said := c.raw.String(); !strings.Contains(said, "A bug in metalwright") || strings.Contains(said, "marker") {
		t.Errorf("it said\n%q", said)
	}
	text, err := os.ReadFile(log)
	if err != nil || strings.Count(string(text), `"msg":"panic"`) != 1 ||
		!strings.Contains(string(text), "wary.Check") || strings.Contains(string(text), "marker") {
		t.Errorf("the log, %v, is to have one line with the stack:\n%s", err, text)
	}
	err = filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		if strings.Contains(string(text), planted[0]) {
			t.Errorf("%s has the password", path)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
	again := execute(t, usual(), "--state", dir)
	again.WaitFor("Continue your draft?")
	again.Press("enter")
	again.WaitFor(questions()[7])
	again.Press("ctrl+c")
	again.Press("ctrl+c")
	again.exit()
}

func (c *ptyRun) signal(s syscall.Signal) {
	c.Helper()
	if err := c.cmd.Process.Signal(s); err != nil && !errors.Is(err, os.ErrProcessDone) {
		c.Errorf("Signal(%v) = %v", s, err)
	}
}
