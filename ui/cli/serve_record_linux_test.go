package cli_test

import (
	"testing"

	"golang.org/x/sys/unix"
)

// TestServeUnrecorded ends a session whose recording cannot be written any more, such as on a disk that is full.
func TestServeUnrecorded(t *testing.T) {
	t.Parallel()
	s := prepare(t)
	s.file("people.yaml", "recording: {roles: [viewer]}\n"+somebody)
	process := startApart(s)
	vera := s.screen(t, "vera", "", usual())
	vera.WaitFor("This screen is recorded")
	if err := unix.Prlimit(process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Max: unix.RLIM_INFINITY}, nil); err != nil {
		t.Fatal(err)
	}
	vera.Press("?")
	vera.WaitFor("Sessions of your role are recorded here")
	if got := vera.exit(); got != 1 {
		t.Errorf("exit code = %d, want 1", got)
	}
	s.log.Until(t, `"msg":"session not recorded"`)
}
