package cli_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
)

// TestFramesStart compares the first screen once there is something to begin with, templates and an order that was
// placed, and the list of places of a type.
func TestFramesStart(t *testing.T) {
	c := newClock()
	p := process(t, c.Now, nil)
	templates := filepath.Join(p.Home, ".config", "metalwright", "templates")
	if err := os.MkdirAll(templates, 0o700); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{"web.yaml": small(bmcID), "odd.yaml": "zone: ["} {
		if err := os.WriteFile(filepath.Join(templates, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d := frames{wizardIn(t, cli.OpenProgram(t, p, all.Products(), t.TempDir(), 20), c, roomy())}
	d.walk("type")
	d.Press("/", "s1l", "enter", "z")
	d.WaitFor("in all zones")
	d.Rest()
	d.frame(t, "places")
	d.Press("esc")
	d.walk("review")
	d.place()
	d.WaitFor("1 PENDING", "updated")
	d.look(time.Minute, "1 RUNNING", "DONE")
	n := frames{wizardIn(t, d.program, c, roomy())}
	n.on("product")
	n.Rest()
	n.frame(t, "start")
}
