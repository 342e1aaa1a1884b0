package cli

import (
	"context"
	"testing"
	"time"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/steps"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/wizard"
)

// Program is the program of one run, for tests of what is in it.
type Program = program

// OpenProgram builds the program of a run on the simulated cloud, and tears it down when the test ends.
func OpenProgram(tb testing.TB, p Process, products []*provider.Product, dir string, speed float64) *Program {
	tb.Helper()
	h, end := BuildProgram(tb, p, products, dir, speed)
	tb.Cleanup(func() {
		if err := end(); err != nil {
			tb.Errorf("withProgram() = %v", err)
		}
	})
	return h
}

// BuildProgram is [OpenProgram] for tests that say themselves when it is torn down.
func BuildProgram(tb testing.TB, p Process, products []*provider.Product, dir string, speed float64) (h *Program,
	tearDown func() error,
) {
	tb.Helper()
	_, elsewhere := p.Lookup("METALWRIGHT_ENDPOINT") // a cloud of the test's own
	return build(tb, p, products, flags{sim: !elsewhere, state: dir, speed: speed})
}

// OpenProfiles is [OpenProgram] with the accounts of the profiles, or of all that the configuration file has.
func OpenProfiles(tb testing.TB, p Process, products []*provider.Product, dir string, profiles ...string) *Program {
	tb.Helper()
	h, end := build(tb, p, products, flags{state: dir, profiles: profiles})
	tb.Cleanup(func() {
		if err := end(); err != nil {
			tb.Errorf("withProgram() = %v", err)
		}
	})
	return h
}

// RunProgram builds the program of a run on the simulated cloud, runs run in it, and tears it down.
func RunProgram(tb testing.TB, p Process, products []*provider.Product, dir string,
	run func(context.Context, *Program) error,
) error {
	tb.Helper()
	return withProgram(tb.Context(), p, products, flags{sim: true, state: dir, speed: 1}, run)
}

func build(tb testing.TB, p Process, products []*provider.Product, f flags) (h *Program, tearDown func() error) {
	tb.Helper()
	ready, end, done := make(chan *program), make(chan struct{}), make(chan error, 1)
	ctx, cancel := context.WithCancel(context.WithoutCancel(tb.Context()))
	go func() {
		done <- withProgram(ctx, p, products, f, func(_ context.Context, h *program) error {
			ready <- h
			<-end
			return nil
		})
	}()
	select {
	case h := <-ready:
		return h, func() error {
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

// Session is h for one more user: with an environment of its own.
func (h *program) Session() *Program {
	s, e, t := *h, *h.env, *h.env.Theme
	e.Theme, s.env = &t, &e
	return &s
}

// ASCII is h for a terminal that shows nothing but ASCII.
func (h *program) ASCII() *Program {
	s := h.Session()
	s.env.Theme, s.env.Text = theme.New(true, true), h.env.Text.ASCII()
	return s
}

// App is the program's model with page as its first.
func (h *program) App(page app.Page) *app.App {
	return app.New(h.env, page, app.Options{OnLeave: h.service.StopStarting, OnStay: h.service.StartAgain})
}

// Wizard is a new wizard.
func (h *program) Wizard() *wizard.Wizard { return h.wizard().(*wizard.Wizard) }

// WizardWith is a new wizard with the answers of d.
func (h *program) WizardWith(d step.Draft) *wizard.Wizard {
	return wizard.New(h.env, steps.All(), d, wizard.Options{Orders: h.orders, By: h.proc.User, Board: h.board})
}

// Board is the board of one order, or of all.
func (h *program) Board(id order.ID) app.Page { return h.board(id, provider.Secret{}) }

// List is the list of orders.
func (h *program) List() app.Page { return h.list() }

// Env is what screens get.
func (h *program) Env() *step.Env { return h.env }

// Cloud is the simulated cloud.
func (h *program) Cloud() *sim.Cloud { return h.cloud }

// Orders is the order service.
func (h *program) Orders() *order.Service { return h.service }

// Orphans lists what orders have left behind.
func (h *program) Orphans(ctx context.Context) error { return h.orphans(ctx, &flags{output: "table"}) }

// ReleaseAll gives back all that an order has.
func (h *program) ReleaseAll(ctx context.Context, id order.ID) error {
	return h.release(ctx, &flags{output: "table"}, id, nil, releasing{yes: true, limit: time.Minute})
}

// HelpExamples are those of every command's help, by its path.
func HelpExamples(products []*provider.Product) map[string]string {
	found := map[string]string{}
	var walk func(*cobra.Command)
	walk = func(c *cobra.Command) {
		found[c.CommandPath()] = c.Example
		for _, sub := range c.Commands() {
			walk(sub)
		}
	}
	walk(newRoot(Process{}, products, &flags{}))
	return found
}
