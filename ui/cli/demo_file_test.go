package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/uitest"
)

// ownTour is a tour of someone's own, with a note and two ways to go on.
const ownTour = `tour: v1
title: My way
steps:
  - {caption: It begins, note: Say hello to everybody, type: clear, press: enter, pause: 1s}
  - {caption: Which way?, choice: [
      {title: to the left, steps: [{caption: Left it is, type: cat left, press: enter, pause: 1s}]},
      {title: to the right, steps: [{caption: Right it is, type: cat right, press: enter, pause: 1s}]}]}
  - {caption: That was all, note: Thank them, pause: 1s}
`

// TestDemoFile plays a tour of someone's own: by hand through one of its ways, and in a loop through both in turn.
func TestDemoFile(t *testing.T) {
	t.Parallel()
	p := process(t, time.Now, nil)
	if err := os.WriteFile(filepath.Join(p.Dir, "own.yaml"), []byte(ownTour), 0o600); err != nil {
		t.Fatal(err)
	}
	s := start(t, usual(), p, "demo", "own.yaml", "--speed", "100")
	s.WaitFor("My way", "1 to the left", "2 to the right")
	if strings.Contains(s.Text(), "Say hello") {
		t.Errorf("the notes are for presenters\n%s", s.Text())
	}
	s.Press("2")
	s.WaitFor("That was all", "cat: right", "THE END")
	s.Press("enter")
	if got := s.exit(); got != 0 {
		t.Errorf("exit code = %d, want 0", got)
	}
	loop := start(t, usual(), p, "demo", "own.yaml", "--auto", "--speed", "20")
	loop.WaitFor("cat: left")
	loop.WaitFor("cat: right")
	loop.WaitFor("cat: left")
	loop.Press("ctrl+c")
	if got := loop.exit(); got != 0 {
		t.Errorf("exit code = %d, want 0", got)
	}
}

// TestDemoCheck finds what is wrong with a tour by place, and plays nothing.
func TestDemoCheck(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		code       int
		want       string
	}{
		{"fine", ownTour, 0, "own.yaml"},
		{"a mistyped key", strings.Replace(ownTour, "caption: It", "captoin: It", 1), 2, "Did you mean caption?"},
		{"a key that is none", strings.Replace(ownTour, "press: enter", "press: entr", 1), 2, "own.yaml:4:"},
		{"a sentence that is none", ownTour + "  - {wait: [{message: no.such}]}\n", 2, "no.such"},
		{"a fault that is none", ownTour + "  - {fault: '- {do: nonsense}'}\n", 2, "step 4: fault"},
		{"no tour", "title: x\n", 2, "tour: the key is missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p := process(t, time.Now, nil)
			if err := os.WriteFile(filepath.Join(p.Dir, "own.yaml"), []byte(c.text), 0o600); err != nil {
				t.Fatal(err)
			}
			var out, errs bytes.Buffer
			p.Args, p.Out, p.Err = []string{"demo", "--check", "own.yaml"}, &out, &errs
			code := cli.Main(t.Context(), p, all.Products())
			if code != c.code || !strings.Contains(out.String()+errs.String(), c.want) {
				t.Errorf("demo --check ends with %d: %s%s, want %d and %q", code, out.String(), errs.String(), c.code, c.want)
			}
		})
	}
}

// TestServeDemoNotes: who has the token sees the notes and continues, and everybody else sees what that does.
func TestServeDemoNotes(t *testing.T) {
	t.Parallel()
	s := prepare(t)
	s.here("--demo", s.file("own.yaml", strings.Replace(ownTour, "pause: 1s", "pause: 10m", 1)))
	token := s.log.Until(t, "present ([A-Z0-9]+)")
	presenter := s.screen(t, "bob", "present "+token, uitest.Size{W: 100, H: 30})
	presenter.WaitFor("Say hello to everybody")
	watcher := s.screen(t, "alice", "", usual())
	watcher.WaitFor("My way", "q quit")
	presenter.Press("space")
	presenter.WaitFor("PAUSED")
	presenter.Press("right")
	presenter.WaitFor("1 to the left")
	presenter.Press("2") // a choice that is paused shows where it leads
	watcher.WaitFor("Right it is")
	if shown := watcher.Text(); strings.Contains(shown, "Say hello") || strings.Contains(shown, "space") {
		t.Errorf("who looks on sees the notes or the keys of the presenter\n%s", shown)
	}
	presenter.Press("right")
	presenter.WaitFor("Thank them")
	watcher.WaitFor("That was all")
}

// TestWriteSecrets records an order with a password and a first-boot script: neither is in the tour, nor in a recording
// of the screen meanwhile.
func TestWriteSecrets(t *testing.T) {
	t.Parallel()
	p := process(t, time.Now, nil)
	s := start(t, uitest.Size{W: 100, H: 40}, p, "demo", "--write", "mine.yaml", "--record", "run.cast")
	s.WaitFor("$")
	s.Type("metalwright")
	s.Press("enter")
	s.secrets()
	s.Press("tab")
	if got := s.exit(); got != 0 {
		t.Fatalf("exit code = %d, want 0", got)
	}
	withoutSecrets(t, filepath.Join(p.Dir, "mine.yaml"))
	withoutSecrets(t, filepath.Join(p.Dir, "run.cast"))
}

// TestRecordByHand records what is typed by hand in a tour over SSH: its secrets are not in the recording.
func TestRecordByHand(t *testing.T) {
	t.Parallel()
	p := process(t, time.Now, nil)
	s := start(t, uitest.Size{W: 80, H: 40}, p, "demo", "four-eyes", "--record", "run.cast")
	s.WaitFor("What do you want to order?", "space pause")
	s.Press("space")
	s.WaitFor("PAUSED")
	s.secrets()
	s.Press("tab")
	s.WaitFor("PAUSED")
	s.Press("ctrl+c")
	if got := s.exit(); got != 0 {
		t.Errorf("exit code = %d, want 0", got)
	}
	withoutSecrets(t, filepath.Join(p.Dir, "run.cast"))
}

// secrets answers the questions up to how to log in, and types a password and a first-boot script there.
func (s *session) secrets() {
	s.Helper()
	for _, q := range questions()[:8] {
		s.next(q)
	}
	s.Press("right", "enter")
	s.Type("Planted-Word7")
	s.WaitFor(strings.Repeat("*", 13))
	s.item("First-boot")
	s.Type("echo planted-token")
	s.Press("enter")
	s.Type("echo more-of-it")
	s.WaitFor("34 bytes", "****")
	if shown := s.Text(); strings.Contains(shown, "planted") {
		s.Errorf("the script is shown\n%s", shown)
	}
}

// withoutSecrets wants nothing of them in a file.
func withoutSecrets(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path) //nolint:gosec // the test's own
	if err != nil || len(data) == 0 {
		t.Fatalf("%s has %d bytes, %v", path, len(data), err)
	}
	for _, part := range []string{"Planted", "Word7", "planted", "-token", "more-of", "echo"} {
		if strings.Contains(string(data), part) {
			t.Errorf("%q is in %s:\n%s", part, filepath.Base(path), data)
		}
	}
}
