package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/ui/uitest"
)

// TestRecordHidesScripts reads a first-boot script from a file, types more of it, and leaves before anything is
// ordered: neither is in the recording, whose screen shows asterisks instead.
func TestRecordHidesScripts(t *testing.T) {
	t.Parallel()
	const read, typed = "planted-from-file-4711", "planted-by-keys-4712"
	p := process(t, time.Now, nil)
	path := filepath.Join(p.Dir, "boot.sh")
	if err := os.WriteFile(path, []byte("#!/bin/sh\nexport TOKEN="+read+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, uitest.Size{W: 120, H: 40}, p, "--state", t.TempDir(), "--speed", "2000", "--record", "run.cast")
	for _, q := range questions()[1:8] {
		s.next(q)
	}
	s.Press("ctrl+l")
	s.WaitFor("Which file contains")
	s.Type(path)
	s.Press("enter")
	s.WaitFor(fmt.Sprint(24+len(read), " bytes"))
	for range 12 { // to the last item, the script
		s.Press("down")
	}
	s.Type(typed)
	s.WaitFor(fmt.Sprint(24+len(read)+len(typed), " bytes"), "****")
	s.Press("ctrl+c", "ctrl+c")
	if got := s.exit(); got != 0 {
		t.Errorf("exit code = %d, want 0", got)
	}
	data, err := os.ReadFile(filepath.Join(p.Dir, "run.cast"))
	if err != nil || !bytes.Contains(data, []byte("****")) {
		t.Fatalf("the recording is %.60q, %v", data, err)
	}
	for _, secret := range []string{read, typed, "planted", "export"} {
		if bytes.Contains(data, []byte(secret)) || strings.Contains(s.Text(), secret) {
			t.Errorf("%q is in the recording", secret)
		}
	}
}

// TestPlayLarge plays a recording of more than a mebibyte.
func TestPlayLarge(t *testing.T) {
	t.Parallel()
	p := process(t, time.Now, nil)
	text := `{"version":2,"width":80,"height":24}` + "\n" + `[0,"o","the beginning"]` + "\n" +
		strings.Repeat("#"+strings.Repeat("x", 1023)+"\n", 2<<10)
	if err := os.WriteFile(filepath.Join(p.Dir, "long.cast"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, usual(), p, "audit", "play", "long.cast")
	s.WaitFor("the beginning")
	s.Press("q")
	if got := s.exit(); got != 0 {
		t.Errorf("exit code = %d, want 0", got)
	}
}
