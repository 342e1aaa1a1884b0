package cli

import (
	"context"
	"maps"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/steps"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/tour"
	"github.com/metalwright/metalwright/ui/wizard"
)

// Program is the program of one run, for tests of what is in it.
type Program struct{ pages }

// pages are the program's screens, each as a start or another screen opens it.
type pages struct{ rt *run.Runtime }

// OpenProgram builds the program of a run on the simulated cloud, and tears it down when the test ends.
func OpenProgram(tb testing.TB, p run.Process, products []*provider.Product, dir string, speed float64) *Program {
	tb.Helper()
	x, end := BuildProgram(tb, p, products, dir, speed)
	tb.Cleanup(func() {
		if err := end(); err != nil {
			tb.Errorf("withProgram() = %v", err)
		}
	})
	return x
}

// BuildProgram is [OpenProgram] for tests that say themselves when it is torn down.
func BuildProgram(tb testing.TB, p run.Process, products []*provider.Product, dir string, speed float64) (x *Program,
	tearDown func() error,
) {
	tb.Helper()
	_, elsewhere := p.Lookup("METALWRIGHT_ENDPOINT") // a cloud of the test's own
	return build(tb, p, products, run.Flags{Sim: !elsewhere, State: dir, Speed: speed})
}

// OpenProfiles is [OpenProgram] with the accounts of the profiles, or of all that the configuration file has.
func OpenProfiles(tb testing.TB, p run.Process, products []*provider.Product, dir string, profiles ...string) *Program {
	tb.Helper()
	x, end := build(tb, p, products, run.Flags{State: dir, Profiles: profiles})
	tb.Cleanup(func() {
		if err := end(); err != nil {
			tb.Errorf("withProgram() = %v", err)
		}
	})
	return x
}

// RunProgram builds the program of a run on the simulated cloud, runs run in it, and tears it down.
func RunProgram(tb testing.TB, p run.Process, products []*provider.Product, dir string,
	do func(context.Context, *Program) error,
) error {
	tb.Helper()
	return run.With(tb.Context(), p, products, run.Flags{Sim: true, State: dir, Speed: 1},
		func(ctx context.Context, rt *run.Runtime) error { return do(ctx, &Program{pages{rt}}) })
}

func build(tb testing.TB, p run.Process, products []*provider.Product, f run.Flags) (x *Program,
	tearDown func() error,
) {
	tb.Helper()
	ready, end, done := make(chan *run.Runtime), make(chan struct{}), make(chan error, 1)
	ctx, cancel := context.WithCancel(context.WithoutCancel(tb.Context()))
	go func() {
		done <- run.With(ctx, p, products, f, func(_ context.Context, rt *run.Runtime) error {
			ready <- rt
			<-end
			return nil
		})
	}()
	select {
	case rt := <-ready:
		return &Program{pages{rt}}, func() error {
			close(end)
			defer cancel()
			return <-done
		}
	case err := <-done:
		cancel()
		tb.Fatalf("withProgram() = %v", err)
		return nil, nil
	}
}

// Session is x for one more user: with an environment of its own.
func (x *Program) Session() *Program {
	rt, e, t := *x.rt, *x.rt.Env, *x.rt.Env.Theme
	e.Theme, rt.Env = &t, &e
	return &Program{pages{&rt}}
}

// ASCII is x for a terminal that shows nothing but ASCII.
func (x *Program) ASCII() *Program {
	s := x.Session()
	s.rt.Env.Theme, s.rt.Env.Text = theme.New(true, true), x.rt.Env.ASCII()
	return s
}

// App is the program's model with page as its first.
func (x *Program) App(page app.Page) *app.App {
	return app.New(x.rt.Env, page, app.Options{OnLeave: x.rt.Service.StopStarting, OnStay: x.rt.Service.StartAgain})
}

// Draft is what the journal has of the answers of whoever runs x; "" is nothing.
func (x *Program) Draft(tb testing.TB) (answers string) {
	tb.Helper()
	all, err := x.rt.Drafts.List(tb.Context())
	if err != nil {
		tb.Fatalf("Draft() = %v", err)
	}
	if len(all) > 0 {
		answers = all[0].Answers
	}
	return answers
}

// OfOther is the program for a session of its own of the same person.
func (x *Program) OfOther() *Program {
	s := x.Session()
	s.rt.Drafts = s.rt.Service.Drafts("local:" + s.rt.Process.User)
	return s
}

// Env is what screens get.
func (x *Program) Env() *step.Env { return x.rt.Env }

// Cloud is the simulated cloud.
func (x *Program) Cloud() *sim.Cloud { return x.rt.Cloud }

// Orders is the order service.
func (x *Program) Orders() *order.Service { return x.rt.Service }

// Again is the beginning of an order like v.
func (x *Program) Again(ctx context.Context, v order.View) (step.Start, bool) {
	return orderStart(ctx, x.rt, v)
}

// Starts are what an order can begin with on the first screen.
func (x *Program) Starts(ctx context.Context) []step.Start { return starts(ctx, x.rt) }

// Orphans lists what orders have left behind.
func (x *Program) Orphans(ctx context.Context) error {
	return listOrphans(ctx, x.rt, &run.Flags{Output: "table"}, false)
}

// Wizard is a new wizard.
func (p pages) Wizard() *wizard.Wizard { return newWizard(p.rt, nil).(*wizard.Wizard) }

// WizardWith is a new wizard with the answers of d.
func (p pages) WizardWith(d step.Draft) *wizard.Wizard {
	return wizard.New(p.rt.Env, steps.All(), d, wizardOptions(p.rt, nil))
}

// Board is the board of one order, or of all.
func (p pages) Board(id order.ID) app.Page { return boardPage(p.rt, id, provider.Secret{}) }

// List is the list of orders.
func (p pages) List() app.Page { return ordersPage(p.rt, nil) }

// First is the page that a start shows.
func (p pages) First() app.Page {
	return firstPage(p.rt.Env.Ctx, p.rt, func() app.Page { return newWizard(p.rt, nil) })
}

// OrphansPage is the screen of orphans.
func (p pages) OrphansPage() app.Page { return orphansPage(p.rt) }

// RenewalsPage is the screen of prepaid machines.
func (p pages) RenewalsPage() app.Page { return renewalsPage(p.rt) }

// ReleaseAll releases all that an order has.
func ReleaseAll(ctx context.Context, x *Program, id order.ID) error {
	return runRelease(ctx, x.rt, &run.Flags{Output: "table"}, id, nil, releaseOptions{yes: true, limit: time.Minute})
}

// HelpExamples are those of every command's help, by its path.
func HelpExamples(products []*provider.Product) map[string]string {
	return examples(newRoot(run.Process{}, products, &run.Flags{}))
}

// examples are those of a command and of all below it, by path.
func examples(c *cobra.Command) map[string]string {
	found := map[string]string{c.CommandPath(): c.Example}
	for _, sub := range c.Commands() {
		maps.Copy(found, examples(sub))
	}
	return found
}

// CommandPath is that of the command that the arguments name.
func CommandPath(products []*provider.Product, args []string) string {
	return pathOf(newRoot(run.Process{}, products, &run.Flags{}), args)
}

// SessionPaths is HelpExamples of the commands of a session.
func SessionPaths(products []*provider.Product) map[string]string {
	return examples(newSessionRoot(run.Process{}, products, &run.Flags{}))
}

// SessionPath is that of the command that the arguments name in a session.
func SessionPath(products []*provider.Product, args []string) string {
	return pathOf(newSessionRoot(run.Process{}, products, &run.Flags{}), args)
}

func pathOf(root *cobra.Command, args []string) string {
	c, _, err := root.Find(args)
	if err != nil {
		return ""
	}
	return c.CommandPath()
}

// TourOptions are how tours run the program.
func TourOptions(products []*provider.Product, tx *text.Text) tour.Options {
	return tourOptions(products, tx, false)
}
