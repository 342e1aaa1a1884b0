//go:build unix

package textfile_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/metalwright/metalwright/state/textfile"
)

// TestPipe reads a pipe that the shell would pass on, and does not wait for one that has a name.
func TestPipe(t *testing.T) {
	t.Parallel()
	named := filepath.Join(t.TempDir(), "fifo")
	if err := syscall.Mkfifo(named, 0o600); err != nil {
		t.Fatal(err)
	}
	_, _, err := textfile.Read(named, 10)
	if e, ok := errors.AsType[*textfile.Error](err); !ok || e.Reason != textfile.ReasonSpecial {
		t.Errorf("Read(named pipe) = %v, want %s", err, textfile.ReasonSpecial)
	}
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }() // it was only read
	if _, err := w.WriteString("a: b\n"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	text, _, err := textfile.Read(fmt.Sprintf("/dev/fd/%d", r.Fd()), 10)
	if string(text) != "a: b\n" || err != nil {
		t.Errorf("Read(/dev/fd) = %q, %v, want what was written", text, err)
	}
}
