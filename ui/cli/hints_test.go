package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestHints shows a hint until its key is used, and no more to the same person: in the next run, and over SSH. It is
// kept in a file of the state directory.
func TestHints(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := start(t, usual(), process(t, time.Now, nil), "--state", dir, "--sim")
	s.WaitFor("What do you want to order?", "? explains this screen")
	s.Press("?", "esc")
	s.WaitFor("/ and a word filters the list")
	s.Press("ctrl+c", "ctrl+c")
	s.exit()
	data, err := os.ReadFile(filepath.Join(dir, "hints.json"))
	if err != nil || !strings.Contains(string(data), `["help"]`) {
		t.Errorf("the file of hints is %q, %v", data, err)
	}
	again := start(t, usual(), process(t, time.Now, nil), "--state", dir, "--sim")
	again.WaitFor("What do you want to order?", "/ and a word filters the list")
	again.Press("ctrl+c", "ctrl+c")
	again.exit()
}

// TestServeHints keeps hints for each person apart.
func TestServeHints(t *testing.T) {
	t.Parallel()
	s := serveHere(t)
	for _, c := range []struct{ user, shown string }{
		{"alice", "? explains this screen"}, {"alice", "/ and a word filters"}, {"bob", "? explains this screen"},
	} {
		one := s.screen(t, c.user, "", usual())
		one.WaitFor("What do you want to order?", c.shown)
		one.Press("?")
		one.WaitFor("closes")
		one.Press("esc")
		one.WaitFor("/ and a word filters")
		one.Press("ctrl+c", "ctrl+c")
		if got := one.exit(); got != 0 {
			t.Errorf("exit code = %d, want 0", got)
		}
	}
}
