package cli_test

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
	"golang.org/x/term"

	"github.com/metalwright/metalwright/ui/uitest"
)

// TestHiddenPromptEnds presses ctrl+c where a password is typed: the shell's terminal shows again what is typed.
func TestHiddenPromptEnds(t *testing.T) {
	t.Parallel()
	keyboard, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = errors.Join(keyboard.Close(), tty.Close()) }()
	state := func() *term.State {
		t.Helper()
		s, err := term.GetState(int(tty.Fd()))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	if err := unix.IoctlSetPointerInt(int(keyboard.Fd()), unix.TIOCPKT, 1); err != nil {
		t.Fatal(err)
	}
	processed(t, tty, false)
	before, screen, changed := state(), &uitest.Output{}, make(chan struct{}, 100)
	go packets(keyboard, screen, changed) // ends with the terminal
	c := exec.CommandContext(context.WithoutCancel(t.Context()), Runtime, "--plain", "--state", t.TempDir())
	c.Env, c.Stdin, c.Stdout, c.Stderr = []string{"TERM=xterm-256color", "HOME=" + t.TempDir()}, tty, tty, tty
	c.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = c.Wait() // its state says how it ended
	}()
	defer func() { _ = c.Process.Kill() }()
	if _, err := io.WriteString(keyboard, "2\nSEL-A\nc.1c2g\n1\n"+strings.Repeat("\n", 17)); err != nil {
		t.Fatal(err)
	}
	for reflect.DeepEqual(state(), before) {
		select {
		case <-changed:
		case <-time.After(patience):
			t.Fatalf("the terminal shows what is typed, want a hidden prompt:\n%s", screen.String())
		}
	}
	processed(t, tty, true) // ctrl+c is a signal again
	if _, err := io.WriteString(keyboard, "\x03"); err != nil {
		t.Fatal(err)
	}
	select {
	case <-ended:
	case <-time.After(patience):
		t.Fatalf("ctrl+c does not end the program:\n%s", screen.String())
	}
	if code := c.ProcessState.ExitCode(); code != 8 || !reflect.DeepEqual(state(), before) {
		t.Errorf("exit code = %d, terminal %+v, want 8 and the terminal as it was, %+v:\n%s", code, state(), before,
			screen.String())
	}
}

// processed has the kernel process what is typed, or leave that to the other side of the terminal, which is then
// informed of every change of the terminal's state (ioctl_tty(2), TIOCPKT_IOCTL).
func processed(t *testing.T, tty *os.File, by bool) {
	t.Helper()
	is, err := unix.IoctlGetTermios(int(tty.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	is.Lflag |= unix.EXTPROC
	if by {
		is.Lflag &^= unix.EXTPROC
	}
	if err := unix.IoctlSetTermios(int(tty.Fd()), unix.TCSETS, is); err != nil {
		t.Fatal(err)
	}
}

// packets reads a terminal in packet mode: what is written goes to the screen, changes of its state to changed.
func packets(from io.Reader, screen io.Writer, changed chan<- struct{}) {
	for b := make([]byte, 4096); ; {
		n, err := from.Read(b)
		switch {
		case err != nil:
			return
		case n > 0 && b[0] == unix.TIOCPKT_DATA:
			_, _ = screen.Write(b[1:n]) // of a test
		case n > 0:
			changed <- struct{}{}
		}
	}
}
