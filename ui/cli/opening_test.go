package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"

	"github.com/metalwright/metalwright/state/journal"
)

// busy is a state directory whose journal another program is opening, until the function is called.
func busy(t *testing.T) (dir string, done func()) {
	t.Helper()
	dir = t.TempDir()
	at := filepath.Join(dir, "sim")
	if err := os.MkdirAll(at, 0o700); err != nil {
		t.Fatal(err)
	}
	l := flock.New(filepath.Join(at, "journal.lock"))
	if ok, err := l.TryLock(); err != nil || !ok {
		t.Fatalf("TryLock() = %t, %v", ok, err)
	}
	done = func() { _ = l.Close() }
	t.Cleanup(done)
	return dir, done
}

// TestFirstFrameBeforeJournal wants the first question on the screen while the journal cannot be opened yet, and what
// is typed meanwhile to answer it, in order.
func TestFirstFrameBeforeJournal(t *testing.T) {
	t.Parallel()
	dir, done := busy(t)
	s := start(t, usual(), process(t, time.Now, nil), "--state", dir)
	q := questions()
	s.WaitFor(q[0], "Zenlayer Bare Metal")
	s.Press("down", "enter")
	s.WaitFor(q[0], "Opening the journal") // it takes long, and the keys have done nothing
	done()
	s.WaitFor(q[1], "Zenlayer Virtual")
	if _, err := os.Stat(filepath.Join(dir, "sim", journal.File)); err != nil {
		t.Error(err)
	}
}

// TestBoardBeforeJournal shows no question where there may be orders, and opens what was asked for.
func TestBoardBeforeJournal(t *testing.T) {
	t.Parallel()
	dir, done := busy(t)
	s := start(t, usual(), process(t, time.Now, nil), "board", "--state", dir)
	s.WaitFor("SIMULATED", "Opening the journal")
	s.Press("q")
	done()
	if code := s.exit(); code != 0 {
		t.Errorf("q, typed before the board was open, ends the program with %d, want 0", code)
	}
}

// TestLeaveBeforeJournal ends like an interrupt before there was a screen.
func TestLeaveBeforeJournal(t *testing.T) {
	t.Parallel()
	dir, _ := busy(t)
	var said bytes.Buffer
	p := process(t, time.Now, nil)
	p.Err = &said
	s := start(t, usual(), p, "--state", dir)
	s.WaitFor(questions()[0])
	s.Press("ctrl+c")
	if code := s.exit(); code != 130 || !strings.Contains(said.String(), "nothing was sent") {
		t.Errorf("ctrl+c ends the program with %d and %q, want 130 and that nothing was sent", code, &said)
	}
	if _, err := os.Stat(filepath.Join(dir, "sim", journal.File)); err == nil {
		t.Error("there is a journal")
	}
}

// TestJournalThatCannotBeOpened wants screens to end with the code and the words of a command without one.
func TestJournalThatCannotBeOpened(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.MkdirAll(filepath.Join(dir, "sim", journal.File), 0o700); err != nil { // it is no file
		t.Fatal(err)
	}
	run := func(args ...string) (int, string) {
		var said bytes.Buffer
		p := process(t, time.Now, nil)
		p.Err = &said
		s := start(t, usual(), p, append(args, "--state", dir)...)
		code := s.exit()
		if shown := s.Text(); strings.Contains(shown, "metalwright") && args[0] != "orders" {
			t.Errorf("%q leaves the screen as it was:\n%s", args, shown)
		}
		return code, said.String()
	}
	code, said := run("orders")
	for _, args := range [][]string{{"--sim"}, {"board"}} {
		if c, words := run(args...); c != code || words != said || code == 0 {
			t.Errorf("%q ends with %d and %q, want %d and %q", args, c, words, code, said)
		}
	}
}
