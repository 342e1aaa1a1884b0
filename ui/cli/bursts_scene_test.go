package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/steps"
	"github.com/metalwright/metalwright/ui/uitest"
	"github.com/metalwright/metalwright/ui/wizard"
)

// scene is where bursts are played: a program with an order of each product that someone has to look at. It is the
// same before each burst.
type scene struct {
	tb     testing.TB // of the burst
	proc   run.Process
	model  string // a directory with the orders, of a program that is closed
	begins time.Time

	dir     string // of the program that is open
	program *cli.Program
	clock   *clock
	end     func() error
	before  string // what the journal has
	bought  int    // requests that the cloud's books have
	drafts  map[int]step.Draft
}

// newScene places the orders, closes the program and keeps what it has written.
func newScene(tb testing.TB) *scene {
	tb.Helper()
	s := &scene{tb: tb, proc: process(tb, nil, nil), model: tb.TempDir(), dir: tb.TempDir(), begins: newClock().Now()}
	s.build(s.model)
	s.place(0, sim.Fault{Do: sim.CreateFailed, Action: "CreateInstances", Nth: 2}).later(time.Minute, "2 RUNNING",
		"1 FAILED")
	s.place(1, sim.Fault{Do: sim.Drop, Action: "CreateInstances"}).later(5*time.Minute, "then decide")
	s.place(2, sim.Fault{Do: sim.Partial, Action: "CreateInstances", Keep: 1}).later(time.Minute, "1 RUNNING",
		"1 not created")
	s.begins = s.clock.Now()
	if err := s.end(); err != nil {
		tb.Fatal(err)
	}
	s.end = nil
	tb.Cleanup(func() {
		s.tb = tb
		s.tearDown()
	})
	return s
}

// place orders what a road leads to while the fault is on. It ends on the board.
func (s *scene) place(product int, fault sim.Fault) *watched {
	s.tb.Helper()
	d := wizardIn(s.tb, s.program, s.clock, roomy())
	d.answer(roads()[product].keys)
	if err := s.program.Cloud().Inject(fault); err != nil {
		s.tb.Fatal(err)
	}
	d.place()
	d.Until("the board", func() bool { // which has asked the vendor, or is about to
		return strings.Contains(d.Text(), "updated ") || strings.Contains(d.Text(), "checking")
	})
	d.Press("w") // the password is kept elsewhere
	return &watched{Driver: d.Driver, t: s.tb, program: s.program, clock: s.clock, id: s.order(product)}
}

// order is the order of a product.
func (s *scene) order(product int) order.ID {
	s.tb.Helper()
	views, err := s.program.Orders().Views.Orders(s.tb.Context())
	if err != nil {
		s.tb.Fatal(err)
	}
	i := slices.IndexFunc(views, func(v order.View) bool { return v.Product == roads()[product].product })
	if i < 0 {
		s.tb.Fatalf("no order of %s", roads()[product].product)
	}
	return views[i].ID
}

// build opens a program in dir.
func (s *scene) build(dir string) {
	s.tb.Helper()
	s.clock = &clock{now: s.begins}
	s.proc.Now = s.clock.Now
	s.program, s.end = cli.BuildProgram(s.tb, s.proc, all.Products(), dir, 20)
	s.drafts = map[int]step.Draft{}
}

func (s *scene) tearDown() {
	if s.end == nil {
		return
	}
	s.clock.Advance(time.Second) // what the vendor has put off goes through: its limits are of a second
	if err := s.end(); err != nil {
		s.tb.Errorf("withProgram() = %v", err)
	}
	s.end = nil
}

// renew opens a program as it was before any burst.
func (s *scene) renew() {
	s.tb.Helper()
	if err := os.RemoveAll(s.dir); err != nil {
		s.tb.Fatal(err)
	}
	if err := os.CopyFS(s.dir, os.DirFS(s.model)); err != nil {
		s.tb.Fatal(err)
	}
	s.build(s.dir)
	s.before = s.journal()
	s.bought = len(s.ledger().Purchases)
}

// journal is what the journal has, without what every look at the vendor changes.
func (s *scene) journal() string {
	s.tb.Helper()
	views, err := s.program.Orders().Views.Orders(s.tb.Context())
	if err != nil {
		s.tb.Fatal(err)
	}
	var all string
	for _, v := range views {
		all += fmt.Sprintln(v.ID, v.Status, v.Open, v.Attention, v.Bought, v.Rest, v.Lost)
		for _, b := range v.Batches {
			all += fmt.Sprintln(b.N, b.Token, b.State)
		}
		for _, i := range v.Instances {
			all += fmt.Sprintln(i.ID, i.Status, i.ReleaseAsked)
		}
	}
	return all
}

func (s *scene) ledger() sim.Ledger {
	s.tb.Helper()
	l, err := s.program.Cloud().Ledger(s.tb.Context())
	if err != nil {
		s.tb.Fatal(err)
	}
	return l
}

// open opens the place of the product, or of its order.
func (s *scene) open(t *testing.T, place, product uint8) *burst {
	t.Helper()
	s.tb = t
	if s.end == nil {
		s.renew()
	} else { // the vendor's limits are of a second, and the bursts before have used them up
		s.clock.Advance(time.Second)
		s.begins = s.clock.Now()
	}
	s.program.Orders().StartAgain() // someone has left before
	b := &burst{wizardTest: &wizardTest{t: t, program: s.program.Session(), clock: s.clock}, t: t, scene: s}
	save := b.program.Env().Files.Save
	b.program.Env().Files.Save = func(d step.Draft, path string, over bool) (step.Saved, error) {
		if !filepath.IsLocal(path) { // what a fuzzer types is written below the run's directory, or not at all
			return step.Saved{}, os.ErrPermission
		}
		return save(d, path, over)
	}
	all := places()
	all[int(place)%len(all)](b, int(product)%len(roads()))
	b.asked = 0
	return b
}

// close wants what was bought to have been agreed to.
func (s *scene) close(b *burst) {
	b.t.Helper()
	b.program.Orders().StartAgain()
	if b.asked == 0 {
		if after := s.journal(); after == s.before && s.clock.Now().Equal(s.begins) {
			return
		}
	}
	s.tearDown() // which waits for what is being bought
	l := ledger(b.t, s.dir)
	if got := len(l.Purchases) - s.bought; got > b.asked {
		b.t.Errorf("%d requests bought machines, want %d at most", got, b.asked)
	}
	for _, p := range l.Purchases {
		if n := l.Purchased(p.Token); n != 1 {
			b.t.Errorf("token %q was bought %d times, want once", p.Token, n)
		}
	}
}

// show makes page the first of a program.
func (b *burst) show(page app.Page) {
	b.t.Helper()
	b.wizard, _ = page.(*wizard.Wizard)
	b.app = b.program.App(page)
	b.Driver = uitest.Drive(b.t, b.app, usual())
	b.Timeless = true
}

// walkTo opens the step of a product's order.
func (b *burst) walkTo(id string, product int) {
	b.t.Helper()
	d, ok := b.scene.drafts[product]
	if !ok {
		b.show(b.program.Wizard())
		b.answer(roads()[product].keys)
		b.scene.drafts[product] = b.wizard.Draft()
		d = b.wizard.Draft()
	}
	b.show(b.program.WizardWith(d))
	b.Rest()
	at := slices.IndexFunc(steps.All(), func(s step.Step) bool { return s.ID == id })
	switch owned := steps.All()[at].Owns; {
	case id == "product": // from here the way leads through every step
	case len(owned) > 0 && steps.All()[at].For(d.Product):
		b.Send(step.Jump{Field: owned[0]})
		b.on(id)
	default:
		b.Send(step.Jump{Field: provider.FieldAccount}) // from which the next stop is the review
		b.walk("review")
	}
}
