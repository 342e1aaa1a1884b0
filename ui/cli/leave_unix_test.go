//go:build unix

package cli_test

import (
	"strings"
	"syscall"
	"testing"

	"github.com/metalwright/metalwright/ui/uitest"
)

// TestLeaveInFlight leaves the board in every way that there is while the second of three requests is on its way: no
// third one is sent, the shell shows what continues, the terminal is as it was, and the order can be gone on with.
func TestLeaveInFlight(t *testing.T) {
	t.Parallel()
	ctrlC := func(c *ptyRun) {
		c.Press("ctrl+c")
		c.WaitFor("A request is in flight, 100 of 250 bought")
	}
	for _, row := range []struct {
		name     string
		end      func(*ptyRun)
		code     int
		requests int
		said     []string
	}{
		{"ctrl+c twice", func(c *ptyRun) { ctrlC(c); c.Press("ctrl+c") }, 0, 2, []string{
			"o-web: a request is in flight. Waiting for its answer", "bought 200 of 250, 50 not ordered",
			"metalwright orders resume o-web",
		}},
		{"staying", func(c *ptyRun) {
			ctrlC(c)
			c.Press("down")
			c.WaitFor("250 RUNNING")
			c.Press("q")
		}, 0, 3, nil},
		{"terminated", func(c *ptyRun) { c.signal(syscall.SIGTERM) }, 143, 2, []string{"bought 200 of 250, 50 not ordered"}},
		{"hung up", func(c *ptyRun) { c.signal(syscall.SIGHUP) }, 129, 2, []string{"bought 200 of 250, 50 not ordered"}},
		{"the terminal closed", func(c *ptyRun) { c.closeTTY() }, 129, 2, nil},
		{"not waiting", func(c *ptyRun) {
			ctrlC(c)
			c.Press("ctrl+c")
			c.WaitFor("Waiting for its answer")
			c.signal(syscall.SIGINT)
		}, 130, -1, []string{"quit before the answer arrived; something may have been bought", "Do not order again"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			d := many(t)
			d.want(5, "y\n", "none left", "apply", d.file, "--faults",
				d.faults(
					"- {do: refuse, action: CreateInstances, code: RESOURCES_SOLDOUT_INSTANCE_TYPE, message: none left, skip: 1}\n"))
			slow := d.faults("- {do: latency, action: CreateInstances, for: 4s}\n")
			c := execute(t, uitest.Size{W: 100, H: 30}, "board", "o-web", "--state", d.state, "--speed", "2000",
				"--faults", slow)
			c.WaitFor("o order the rest")
			c.Press("o")
			c.WaitFor(`Type "y"`)
			c.Press("yes")
			c.Press("enter")
			c.WaitFor("SENDING")
			row.end(c)
			if got := c.exit(); got != row.code {
				t.Errorf("exit code = %d, want %d; the screen shows\n%s", got, row.code, c.Text())
			}
			c.restored()
			shown := flat(c.Text())
			for _, want := range row.said {
				if !strings.Contains(shown, flat(want)) {
					t.Errorf("the shell does not show %q:\n%s", want, c.Text())
				}
			}
			if row.requests >= 0 {
				bought(t, ledger(t, d.state), row.requests, min(100*row.requests, 250))
			}
			if row.requests == 2 { // one is left to be made, and nothing is bought twice
				d.want(5, "", "PARTIAL", "orders", "watch", "o-web") // a person decides about what makes no progress
				d.want(0, "yes\n", "DONE", "orders", "resume", "o-web")
				d.numbered(3, 250)
			}
		})
	}
}
