package cli_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/uitest"
)

// TestTypeAhead presses Enter several times in one read on every step of every product. It goes to the step that is
// open then, or nowhere, and no step opens without what it works with.
func TestTypeAhead(t *testing.T) {
	t.Parallel()
	for _, r := range roads() {
		t.Run(string(r.product), func(t *testing.T) {
			t.Parallel()
			d := sit(t, usual())
			for n := 2; n <= 6; n++ {
				walker{wizardIn(t, d.program, d.clock, usual())}.burst(t, n, r)
			}
			bought(t, d.ledger(), 0, 0)
		})
	}
}

// burst walks to the review, n times Enter at once, and answers each step once as the road does.
func (d walker) burst(t *testing.T, n int, r road) {
	t.Helper()
	answered := map[string]bool{}
	for range 60 {
		d.Rest()
		step := d.wizard.Step()
		if step == "review" {
			return
		}
		for _, a := range r.keys {
			if a.step == step && !answered[step] {
				d.Press("up", "up", "up", "up", "up", "up") // some of the Enters before were for this step
				d.typed(a.keys)
			}
		}
		answered[step] = true
		for range n {
			d.Press("enter")
			if why := d.wrong(); why != "" {
				t.Fatalf("%d times enter on %s: %s", n, step, why)
			}
			if now := d.wizard.Step(); now != "product" && now != "account" && d.wizard.Draft().Reader() == nil {
				t.Fatalf("%d times enter on %s open %s without an account", n, step, now)
			}
		}
	}
	t.Fatalf("%d times enter never lead to the review: still on %s\n%s", n, d.wizard.Step(), d.Text())
}

// TestTypeAheadIsInOrder types an answer and what follows in one read: each key goes to the step that is open when it
// comes.
func TestTypeAheadIsInOrder(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	d.walk("naming")
	d.Press("ctrl+u", "2", "tab", "ctrl+u", "web-[1,2]", "tab", "tab")
	if got := fmt.Sprint(d.wizard.Step(), " ", d.wizard.Draft().Spec.Name); got != "review web-[1,2]" {
		t.Errorf("after a burst the step and the name are %q, want %q", got, "review web-[1,2]")
	}
	d.Press("x", "9")
	d.Rest()
	if got := d.wizard.Draft().Spec.Name; got != "web-[1,2]" {
		t.Errorf("keys behind the last answer changed the name to %q", got)
	}

	d = sit(t, uitest.Size{W: 80, H: 24})
	d.Rest()
	d.Press("enter", "enter", "down", "enter") // the zones are still being listed: what comes meanwhile is dropped
	if got := d.wizard.Step(); got != "zone" {
		t.Errorf("a burst on the first step ends on %q, want zone", got)
	}
	d.walk("zone")
	if got := d.wizard.Draft().Spec.Product; got != provider.ProductID("zenlayer-bmc") {
		t.Errorf("the product is %q, want that of the first row", got)
	}
}

// TestEscapesInOneRead goes back once for each Escape, however many come in one read, and takes the key behind them.
func TestEscapesInOneRead(t *testing.T) {
	t.Parallel()
	q := questions()
	s := start(t, usual(), process(t, time.Now, nil), "--state", t.TempDir())
	for _, n := range []int{2, 3} {
		for _, question := range q[1:4] {
			s.next(question)
		}
		s.Type(strings.Repeat("\x1b", n))
		s.WaitFor(q[3-n])
		for range 3 - n {
			s.Type("\x1b")
			s.WaitFor(q[0])
		}
	}
	s.next(q[1])
	s.next(q[2])
	s.Type("\x1b?") // back, and the keys of the step before
	s.WaitFor("Next: Type", "Keys")
}
