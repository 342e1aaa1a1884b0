package cli_test

import (
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/uitest"
)

// leave quits the screens.
func (s *session) leave() {
	s.Helper()
	s.Press("ctrl+c")
	s.WaitFor("ctrl+c again")
	s.Press("ctrl+c")
	s.exit()
}

// TestDraftOpenElsewhere begins an order in a second terminal while the first one has a draft open: that one is not
// offered, cannot be chosen, and the list says where it is. Both are there when both terminals have been left.
func TestDraftOpenElsewhere(t *testing.T) {
	t.Parallel()
	p, dir, wide := process(t, time.Now, nil), t.TempDir(), uitest.Size{W: 120, H: 40}
	one := start(t, wide, p, "--sim", "--state", dir)
	one.next(questions()[1])
	one.choose("fra-a", "FRA-A")
	one.next(questions()[3])

	other := start(t, wide, p, "--sim", "--state", dir)
	other.WaitFor(questions()[0], "Draft in another terminal since", "FRA-A")
	other.Press("end", "enter")
	other.WaitFor("open in another terminal since", questions()[0])
	other.Press("home")
	other.next(questions()[1])
	other.choose("waw-a", "WAW-A")
	other.next(questions()[3])
	one.leave()
	other.leave()

	third := start(t, wide, p, "--sim", "--state", dir)
	third.WaitFor("Continue your draft?", "WAW-A") // what was answered last
	third.Press("n")
	third.WaitFor(questions()[0], "WAW-A", "FRA-A")
	if strings.Contains(third.Text(), "another terminal") {
		t.Errorf("a draft is open where nobody has it open:\n%s", third.Text())
	}
	third.Press("end", "enter")
	third.WaitFor(questions()[4])
	third.leave()
}

// TestDraftChosenTwice has both terminals offer one draft: who answers first has it, the other one learns where it is.
func TestDraftChosenTwice(t *testing.T) {
	t.Parallel()
	p, dir := process(t, time.Now, nil), t.TempDir()
	first := start(t, usual(), p, "--sim", "--state", dir)
	first.next(questions()[1])
	first.choose("fra-a", "FRA-A")
	first.next(questions()[3])
	first.leave()
	var both []*session
	for range 2 {
		s := start(t, usual(), p, "--sim", "--state", dir)
		s.WaitFor("Continue your draft?", "FRA-A")
		both = append(both, s)
	}
	both[0].Press("enter")
	both[0].WaitFor(questions()[4])
	both[1].Press("enter")
	both[1].WaitFor(questions()[0], "This draft is open in another terminal since")
	both[1].WaitFor("Draft in another terminal since")
	both[1].leave()
	both[0].leave()
}

// TestDraftOrderedTwice has two terminals at the confirmation of one draft, which the journal does not allow: the
// second one orders nothing, and shows the order that was made of it.
func TestDraftOrderedTwice(t *testing.T) {
	t.Parallel()
	d := sit(t, roomy())
	d.walk("review")
	other := d.program.OfOther()
	w := other.WizardWith(d.wizard.Draft())
	o := &wizardTest{t: t, program: other, wizard: w, clock: d.clock}
	o.Driver = uitest.Drive(t, other.App(w), roomy())
	o.walk("review")
	d.place()
	d.Until("a purchase", func() bool { return len(d.ledger().Purchases) == 1 })
	d.WaitFor("PENDING")
	o.place()
	o.WaitFor("This draft was already ordered as " + string(d.wizard.Draft().ID))
	o.WaitFor("PENDING")
	bought(t, d.ledger(), 1, 1)
}

// TestDraftOverSSHTwice has one person signed in twice at a server: the sessions are as two programs.
func TestDraftOverSSHTwice(t *testing.T) {
	t.Parallel()
	s := serveHere(t)
	one := s.screen(t, "alice", "", usual())
	one.next(questions()[1])
	one.choose("fra-a", "FRA-A")
	one.next(questions()[3])
	other := s.screen(t, "alice", "", usual())
	other.WaitFor(questions()[0], "Draft in another terminal since")
	other.leave()
	one.leave()
	again := s.screen(t, "alice", "", usual())
	again.WaitFor("Continue your draft?", "FRA-A")
	again.leave()
}

// TestDraftOfPlainMode keeps what was answered line by line until it is an order, and does not offer what a screen has
// open.
func TestDraftOfPlainMode(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	c.want(8, "1\nSEL-A\nM6C\n", "Cancelled", "--plain")
	s := start(t, uitest.Size{W: 120, H: 40}, process(t, time.Now, nil), "--sim", "--state", c.state)
	s.WaitFor("Continue your draft?", "SEL-A")
	s.Press("enter")
	s.WaitFor(questions()[4])
	c.want(8, "4\n", "another terminal since [0-9:]+: 1 × M6C in SEL-A(.|\n)*not available(.|\n)*since(.|\n)*Cancelled",
		"--plain")
	s.leave()
	vm := []string{"2", "SEL-A", "c.1c2g", "1"}
	c.want(0, strings.Join(vm, "\n")+"\n"+strings.Repeat("\n", 23)+"y\n", "RUNNING", "--plain")
	bought(t, ledger(t, c.state), 1, 1)
	h := cli.OpenProgram(t, process(t, time.Now, nil), all.Products(), c.state, 20)
	if got := h.Draft(t); !strings.Contains(got, "zenlayer-bmc") {
		t.Errorf("the latest draft is\n%s\nwant that of the order that was not placed", got)
	}
}

// TestDraftOfHosts has a draft open at one of the hosts that share a server.
func TestDraftOfHosts(t *testing.T) {
	t.Parallel()
	database := postgres.Database(t)
	one, two := host(t, database, t.TempDir()), host(t, database, t.TempDir())
	here := one.screen(t, "alice", "", usual())
	here.next(questions()[1])
	here.choose("fra-a", "FRA-A")
	here.next(questions()[3])
	there := two.screen(t, "alice", "", usual())
	there.WaitFor(questions()[0], "Draft in another terminal since")
	there.leave()
	here.leave()
	there = two.screen(t, "alice", "", usual())
	there.WaitFor("Continue your draft?", "FRA-A")
	there.leave()
}
