//go:build unix

package cli_test

import (
	"strings"
	"syscall"
	"testing"
)

// TestDraftOfAKilledProgram kills the program that has a draft open: the next one on the machine is offered it at once,
// and keeps it from a third.
func TestDraftOfAKilledProgram(t *testing.T) {
	t.Parallel()
	home, args := t.TempDir(), []string{"--sim", "--state", t.TempDir()}
	one := executeIn(t, usual(), home, Runtime, args...)
	one.next(questions()[1])
	one.choose("fra-a", "FRA-A")
	one.next(questions()[3])
	one.signal(syscall.SIGKILL)
	one.exit()
	other := executeIn(t, usual(), home, Runtime, args...)
	other.WaitFor("Continue your draft?", "FRA-A")
	other.Press("enter")
	other.WaitUntil("the draft", func(shown string) bool { // how much of it was written before the end is not certain
		return strings.Contains(shown, questions()[2]) || strings.Contains(shown, questions()[4])
	})
	third := executeIn(t, usual(), home, Runtime, args...)
	third.WaitFor(questions()[0], "Draft in another terminal since")
	third.leave()
	other.leave()
}
