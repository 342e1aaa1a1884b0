package cli_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"github.com/metalwright/metalwright/provider/programtest"
	"github.com/metalwright/metalwright/ui/uitest"
)

// TestRealTerminalWithoutSize draws 80 by 24 on a terminal that reports no size, or half of one, and continues when it
// takes its size back.
func TestRealTerminalWithoutSize(t *testing.T) {
	t.Parallel()
	for _, first := range []uitest.Size{{}, {W: 80}, {H: 24}} {
		t.Run(fmt.Sprintf("%d by %d", first.W, first.H), func(t *testing.T) {
			t.Parallel()
			c := executeOn(t, first, usual(), t.TempDir(), Runtime, "--state", t.TempDir())
			c.next(questions()[1])
			c.Resize(100, 30)
			c.WaitUntil("the foot in the last line", func(shown string) bool { return strings.Count(shown, "\n") >= 29 })
			c.report(uitest.Size{})
			c.next(questions()[2])
			c.Press("ctrl+c")
			c.WaitFor("Nothing has been ordered")
			c.Press("ctrl+c")
			if got := c.exit(); got != 0 {
				t.Errorf("exit code = %d, want 0", got)
			}
			c.restored()
		})
	}
}

// TestRealTerminalStops stops the program in every way under a shell with job control, which writes on the terminal
// meanwhile, and continues it: all of it is drawn anew, and the keys work.
func TestRealTerminalStops(t *testing.T) {
	t.Parallel()
	sh := programtest.Path(t, "sh")
	programtest.Path(t, "stty")
	const shell = `set -m; stty; "$@"; stty; echo STOPPED; for i in 1 2 3 4 5; do echo line $i; done; ` +
		`read -r x; fg; echo CODE $?`
	for name, stop := range map[string]func(*ptyRun, int){
		"ctrl+z":  func(c *ptyRun, _ int) { c.Press("ctrl+z") },
		"SIGTSTP": func(c *ptyRun, pid int) { c.kill(pid, syscall.SIGTSTP) },
		"SIGSTOP": func(c *ptyRun, pid int) { c.kill(pid, syscall.SIGSTOP) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := executeIn(t, usual(), t.TempDir(), sh, "-c", shell, "sh", Runtime, "--state", t.TempDir())
			c.next(questions()[2])
			pid := c.child()
			t.Cleanup(func() { _ = unix.Kill(pid, syscall.SIGKILL) }) // nobody ends it when the shell is ended
			stop(c, pid)
			c.WaitUntil("the shell's words", func(string) bool { return strings.Contains(c.raw.String(), "line 5") })
			if name != "SIGSTOP" && strings.Contains(c.Text(), "metalwright  SIMULATED") {
				t.Errorf("the other screen was not left:\n%s", c.Text())
			}
			c.Type("\r\n")
			c.WaitUntil("a whole screen again", func(shown string) bool {
				first, _, _ := strings.Cut(shown, "\n")
				return strings.Contains(first, "metalwright  SIMULATED") && strings.Contains(shown, questions()[2]) &&
					!strings.Contains(shown, "line ")
			})
			c.next(questions()[3])
			c.Press("ctrl+c")
			c.WaitFor("Nothing has been ordered")
			c.Press("ctrl+c")
			c.WaitFor("CODE 0")
			c.exit()
			c.restored()
		})
	}
}

// child is the process that the shell has started.
func (c *ptyRun) child() int {
	c.Helper()
	pid := c.cmd.Process.Pid
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	child, bad := strconv.Atoi(strings.TrimSpace(string(b)))
	if err != nil || bad != nil {
		c.Skipf("the children of a process are not listed here: %q, %v", b, err)
	}
	return child
}

func (c *ptyRun) kill(pid int, s syscall.Signal) {
	c.Helper()
	if err := unix.Kill(pid, s); err != nil {
		c.Fatalf("Kill(%d, %v) = %v", pid, s, err)
	}
}

// TestRealTerminalNobodyToWake does not stop where no shell could continue it.
func TestRealTerminalNobodyToWake(t *testing.T) {
	t.Parallel()
	c := execute(t, usual(), "--state", t.TempDir())
	c.next(questions()[1])
	c.Press("ctrl+z")
	c.signal(syscall.SIGTSTP)
	c.next(questions()[2])
	c.Press("ctrl+c")
	c.WaitFor("Nothing has been ordered")
	c.Press("ctrl+c")
	if got := c.exit(); got != 0 {
		t.Errorf("exit code = %d, want 0", got)
	}
	c.restored()
}
