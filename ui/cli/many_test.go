package cli_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
)

// TestManyWizards runs many sessions in one program at once: each answers in its own way and orders, and none sees
// anything of another's.
func TestManyWizards(t *testing.T) {
	sessions := 30
	if *full {
		sessions = 100
	}
	c := newClock()
	h := cli.OpenProgram(t, process(t, c.Now, nil), all.Products(), t.TempDir(), 20)
	var wg sync.WaitGroup
	for i := range sessions {
		wg.Go(func() {
			d := wizardIn(t, h, c, usual())
			d.Timeless = true
			name := fmt.Sprintf("session-%03d", i)
			d.walk("zone")
			d.Press("/", "fra-a", "enter")
			d.walk("type")
			d.Press("/", "m3d", "enter")
			d.walk("naming")
			d.Press("enter", "ctrl+u", name)
			d.walk("review")
			if got := d.wizard.Draft().Spec.Name; got != name {
				t.Errorf("session %d: the name is %q, want %q", i, got, name)
			}
			d.place()
			d.WaitFor("PROVISIONING")
		})
	}
	wg.Wait()
	l, err := h.Cloud().Ledger(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	bought(t, l, sessions, sessions)
	names := map[string]bool{}
	for _, m := range l.Machines {
		names[m.Name] = true
	}
	if len(names) != sessions {
		t.Errorf("%d different names, want %d", len(names), sessions)
	}
}
