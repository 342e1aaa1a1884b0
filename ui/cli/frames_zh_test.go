package cli_test

import (
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
)

// TestFramesChinese is [TestFrames] in the other language, which the locale chooses: wide characters in every screen.
func TestFramesChinese(t *testing.T) {
	c := newClock()
	p := process(t, c.Now, map[string]string{"LANG": "zh_CN.UTF-8"})
	d := frames{wizardIn(t, cli.OpenProgram(t, p, all.Products(), t.TempDir(), 20), c, roomy())}
	d.walkFrames(t)
	d.place()
	d.WaitFor(d.count(3, provider.StatusPending), "前查询")
	d.frame(t, "pending")
	d.look(time.Minute, d.count(3, provider.StatusRunning), d.program.Env().T("word.DONE"))
	d.frame(t, "running")
	d.Press("x")
	d.frame(t, "actions")
}

// count is how the board counts machines.
func (d frames) count(n int, s provider.Status) string {
	return d.program.Env().T("board.count", "Count", n, "Status", d.program.Env().OrderWords().Status(s))
}
