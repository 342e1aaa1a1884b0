package cli_test

import (
	"context"
	"io"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/uitest"
	"github.com/metalwright/metalwright/ui/wizard"
)

// patience is how long a run may take to end.
const patience = 2 * time.Minute

// clock is a clock that only moves when a test moves it.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// process is the world of a run: nothing of this machine but a directory.
func process(tb testing.TB, now func() time.Time, env map[string]string) run.Process {
	tb.Helper()
	list := []string{"TERM=xterm-256color"}
	for k, v := range env {
		list = append(list, k+"="+v)
	}
	return run.Process{
		In: nil, Out: io.Discard, Err: io.Discard,
		Lookup: func(name string) (string, bool) { v, ok := env[name]; return v, ok },
		Env:    list, Home: tb.TempDir(), Dir: tb.TempDir(), User: "operator", Host: "host", PID: 1, Now: now,
	}
}

// quick is a clock that is n times as fast as the real one, and its timer.
func quick(n int) (now func() time.Time, after func(time.Duration) <-chan time.Time) {
	start := time.Now()
	return func() time.Time { return start.Add(time.Duration(n) * time.Since(start)) },
		func(d time.Duration) <-chan time.Time { return time.After(d / time.Duration(n)) }
}

// session is a run of the program in a terminal in memory.
type session struct {
	*uitest.Terminal
	code  int // once Done
	ascii bool
}

// start runs the command line in a terminal of the size.
func start(t *testing.T, s uitest.Size, p run.Process, args ...string) *session {
	t.Helper()
	run := &session{}
	run.Terminal = uitest.Run(t, s.W, s.H, func(ctx context.Context, in io.Reader, out io.Writer) error {
		p.Args, p.In, p.Out, p.Terminal, p.Width, p.Height = args, in, out, true, s.W, s.H
		run.code = cli.Main(ctx, p, all.Products())
		return nil
	})
	return run
}

// exit waits for the end of the run and returns its code.
func (s *session) exit() int {
	s.Helper()
	select {
	case <-s.Done():
	case <-time.After(patience):
		s.Fatalf("the program does not end; the screen shows\n%s", s.Text())
	}
	return s.code
}

// ledger reads the books of the simulated cloud that runs with the state directory carry.
func ledger(t *testing.T, dir string) sim.Ledger {
	t.Helper()
	cloud, err := sim.Open(t.Context(), sim.Options{Path: filepath.Join(dir, "sim", "books.db"), Now: time.Now})
	if err != nil {
		t.Fatalf("sim.Open() = %v", err)
	}
	defer func() { _ = cloud.Close() }()
	l, err := cloud.Ledger(t.Context())
	if err != nil {
		t.Fatalf("Ledger() = %v", err)
	}
	return l
}

// bought checks what the books say: how many purchases, how many machines, and that no token was bought twice.
func bought(tb testing.TB, l sim.Ledger, purchases, machines int) {
	tb.Helper()
	if len(l.Purchases) != purchases || len(l.Machines) != machines {
		tb.Errorf("the books have %d purchases of %d machines, want %d of %d", len(l.Purchases), len(l.Machines), purchases,
			machines)
	}
	for _, p := range l.Purchases {
		if n := l.Purchased(p.Token); p.Token == "" || n != 1 {
			tb.Errorf("token %q was bought %d times, want once", p.Token, n)
		}
	}
}

// viewed is a program whose frames are looked at, without a terminal.
type viewed struct{ *uitest.Driver }

// wizardTest is a wizard of a program on the simulated cloud, without a terminal.
type wizardTest struct {
	viewed
	t       testing.TB
	program *cli.Program
	wizard  *wizard.Wizard
	clock   *clock
}

// sit opens a program whose clock stands still, and a wizard in it.
func sit(tb testing.TB, s uitest.Size) *wizardTest {
	tb.Helper()
	c := newClock()
	h := cli.OpenProgram(tb, process(tb, c.Now, nil), all.Products(), tb.TempDir(), 20)
	return wizardIn(tb, h, c, s)
}

// wizardIn opens one more wizard in h.
func wizardIn(tb testing.TB, h *cli.Program, c *clock, s uitest.Size) *wizardTest {
	tb.Helper()
	d := &wizardTest{t: tb, program: h.Session(), clock: c}
	d.wizard = d.program.Wizard()
	d.Driver = uitest.Drive(tb, d.program.App(d.wizard), s)
	return d
}

// on waits until the step is open and has all that it asked for.
func (d *wizardTest) on(id string) {
	d.t.Helper()
	d.Until("step "+id, func() bool { return d.wizard.Step() == id })
	d.Rest()
}

// walk presses Enter until the step is open.
func (d *wizardTest) walk(id string) {
	d.t.Helper()
	for range 100 {
		d.Rest()
		if d.wizard.Step() == id {
			return
		}
		d.View() // an Enter that nobody could see the answer of is dropped
		d.Press("enter")
	}
	d.t.Fatalf("walk(%q): still on %q\n%s", id, d.wizard.Step(), d.Text())
}

// place confirms the review's question.
func (d *wizardTest) place() {
	d.t.Helper()
	d.on("review")
	d.Press("enter")
	d.WaitFor(d.program.Env().T("review.confirm"))
	d.Press("y", "enter")
}

// ledger is what the program's cloud knows.
func (d *wizardTest) ledger() sim.Ledger {
	d.t.Helper()
	l, err := d.program.Cloud().Ledger(d.t.Context())
	if err != nil {
		d.t.Fatalf("Ledger() = %v", err)
	}
	return l
}
