package cli

import (
	"context"
	"testing"

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

// House is the house of one run, for tests of what is in it.
type House = house

// OpenHouse builds the house of a run on the simulated cloud, and tears it down when the test ends.
func OpenHouse(tb testing.TB, p Process, products []*provider.Product, dir string, speed float64) *House {
	tb.Helper()
	h, end := BuildHouse(tb, p, products, dir, speed)
	tb.Cleanup(func() {
		if err := end(); err != nil {
			tb.Errorf("withHouse() = %v", err)
		}
	})
	return h
}

// BuildHouse is [OpenHouse] for tests that say themselves when it is torn down.
func BuildHouse(tb testing.TB, p Process, products []*provider.Product, dir string, speed float64) (h *House,
	tearDown func() error,
) {
	tb.Helper()
	ready, end, done := make(chan *house), make(chan struct{}), make(chan error, 1)
	ctx, cancel := context.WithCancel(context.WithoutCancel(tb.Context()))
	go func() {
		done <- withHouse(ctx, p, products, flags{sim: true, state: dir, speed: speed},
			func(_ context.Context, h *house) error {
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
		tb.Fatalf("withHouse() = %v", err)
		return nil, nil
	}
}

// Session is h for one more user: with an environment of its own.
func (h *house) Session() *House {
	s, e, t := *h, *h.env, *h.env.Theme
	e.Theme, s.env = &t, &e
	return &s
}

// ASCII is h for a terminal that shows nothing but ASCII.
func (h *house) ASCII() *House {
	s := h.Session()
	s.env.Theme, s.env.Text = theme.New(true, true), h.env.Text.ASCII()
	return s
}

// App is the program's model with page as its first.
func (h *house) App(page app.Page) *app.App {
	return app.New(h.env, page, app.Options{OnLeave: h.service.StopStarting, OnStay: h.service.StartAgain})
}

// Wizard is a new wizard.
func (h *house) Wizard() *wizard.Wizard { return h.wizard().(*wizard.Wizard) }

// WizardWith is a new wizard with the answers of d.
func (h *house) WizardWith(d step.Draft) *wizard.Wizard {
	return wizard.New(h.env, steps.All(), d, wizard.Options{Orders: h.orders, By: h.proc.User, Board: h.board})
}

// Board is the board of one order, or of all.
func (h *house) Board(id order.ID) app.Page { return h.board(id, provider.Secret{}) }

// List is the list of orders.
func (h *house) List() app.Page { return h.list() }

// Env is what screens get.
func (h *house) Env() *step.Env { return h.env }

// Cloud is the simulated cloud.
func (h *house) Cloud() *sim.Cloud { return h.cloud }

// Orders is the order service.
func (h *house) Orders() *order.Service { return h.service }

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
