package cli_test

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/ui/uitest"
)

// clientScreen is a session of the client that people use, in a terminal in memory.
func (s *served) clientScreen(t *testing.T, user string, args ...string) *session {
	t.Helper()
	c := s.openSSH(t, user, append([]string{"-tt"}, args...)...)
	x := &session{}
	x.Terminal = uitest.Run(t, usual().W, usual().H, func(_ context.Context, in io.Reader, out io.Writer) error {
		keys, err := c.StdinPipe()
		if err != nil {
			return err
		}
		c.Stdout, c.Stderr = out, out
		if err := c.Start(); err != nil {
			return err
		}
		go func() { _, _ = io.Copy(keys, in) }() // ends with the terminal
		err = c.Wait()
		if e, ok := errors.AsType[*exec.ExitError](err); ok {
			x.code, err = e.ExitCode(), nil
		}
		return err
	})
	return x
}

// TestServeRecordsClient records what somebody does with the client that people use: a screen with a password and a
// first-boot script, and a command. audit play plays it, and neither secret is in it.
func TestServeRecordsClient(t *testing.T) {
	t.Parallel()
	s, to := prepare(t), t.TempDir()
	s.file("people.yaml", "recording: {roles: [operator], directory: '"+to+"'}\n"+somebody)
	s.here("--speed", "2000")
	alice := s.clientScreen(t, "alice")
	alice.WaitFor("This screen is recorded")
	alice.secrets()
	alice.Press("ctrl+c", "ctrl+c")
	if got := alice.exit(); got != 0 {
		t.Errorf("exit code = %d, want 0", got)
	}
	var out uitest.Output
	c := s.openSSH(t, "bob", "apply", "--yes", "-")
	c.Stdin = strings.NewReader(orderFile("planted-script-4711", 1) + "access: {init_script: planted-script-4711}\n")
	c.Stdout, c.Stderr = &out, &out
	if err := c.Run(); err != nil || !strings.Contains(out.String(), "RUNNING") {
		t.Fatalf("apply ends with %v:\n%s", err, out.String())
	}
	for user, shown := range map[string]string{"alice": "How do you want to log in?", "bob": "RUNNING"} {
		paths := recorded(t, to, user)
		if len(paths) != 1 {
			t.Fatalf("there are %d recordings of %s, want 1", len(paths), user)
		}
		data, err := os.ReadFile(paths[0])
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range []string{"Planted", "Word7", "planted", "-token", "script-4711"} {
			if strings.Contains(string(data), part) {
				t.Errorf("%q is in %s", part, filepath.Base(paths[0]))
			}
		}
		again := start(t, usual(), process(t, time.Now, nil), "audit", "play", paths[0])
		again.WaitFor(shown)
		again.Press("q")
		if got := again.exit(); got != 0 {
			t.Errorf("exit code = %d, want 0", got)
		}
	}
}
