//go:build unix

package cli_test

import (
	"context"
	"errors"
	"io"
	"os/exec"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
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
	before, screen := state(), &uitest.Output{}
	go func() { _, _ = io.Copy(screen, keyboard) }() // ends with the terminal
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
	for limit := time.Now().Add(patience); reflect.DeepEqual(state(), before); <-time.After(20 * time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatalf("the terminal shows what is typed, want a hidden prompt:\n%s", screen.String())
		}
	}
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
