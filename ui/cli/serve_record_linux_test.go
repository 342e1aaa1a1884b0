package cli_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/metalwright/metalwright/ui/report"
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

// TestServeUnrecordedPurchase has a session end with what it has bought when what it writes after the purchase, which
// may be its last line, cannot be recorded: no exit code says that nothing was bought.
func TestServeUnrecordedPurchase(t *testing.T) {
	t.Parallel()
	s := prepare(t)
	s.file("people.yaml", "recording: {roles: [operator], directory: '"+s.files+"'}\n"+somebody)
	full := sync.OnceFunc(func() { fillUp(t, s.files) })
	s.now = func() time.Time { // the recording asks for the time of whatever it writes
		if strings.Contains(s.log.String(), `"msg":"purchase answered"`) {
			full()
		}
		return time.Now()
	}
	s.here("--speed", "2000")
	r := s.want("alice", "apply --yes --no-wait --json -", orderFile("unseen", 1), report.ExitPartly,
		"Sessions of your role are recorded here", `"name":"unseen"`)
	if strings.Contains(r.out+r.errs, s.files) {
		t.Errorf("alice learns where recordings are: %s%s", r.out, r.errs)
	}
	s.log.Until(t, `"msg":"session not recorded"`)
}

// fillUp has the recordings in a directory that this process writes end on a device that is full.
func fillUp(t *testing.T, dir string) {
	t.Helper()
	const open = "/proc/self/fd"
	all, err := os.ReadDir(open)
	if err != nil {
		t.Error(err)
		return
	}
	full, err := unix.Open("/dev/full", unix.O_WRONLY|unix.O_CLOEXEC, 0)
	if err != nil {
		t.Error(err)
		return
	}
	defer func() { _ = unix.Close(full) }()
	for _, fd := range all {
		to, err := os.Readlink(filepath.Join(open, fd.Name()))
		if err != nil || filepath.Dir(to) != dir || filepath.Ext(to) != ".cast" {
			continue
		}
		n, err := strconv.Atoi(fd.Name())
		if err == nil {
			err = unix.Dup3(full, n, unix.O_CLOEXEC)
		}
		if err != nil {
			t.Error(err)
		}
	}
}
