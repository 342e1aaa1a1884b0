package cli

import (
	"context"
	"slices"
	"strings"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"
	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/steps"
	"github.com/metalwright/metalwright/ui/wizard"
)

// asWizard makes c the wizard, which may begin with an order of the journal, and with files with a file.
func asWizard(c *cobra.Command, p run.Process, products []*provider.Product, f *run.Flags, files bool) {
	b := beginning{}
	c.Flags().StringVar(&b.like, "like", "", "start from the settings of this order")
	none := usageArgs(cobra.NoArgs)
	c.Args = func(c *cobra.Command, args []string) error {
		if !files || len(args) != 1 || !strings.ContainsAny(args[0], "./") { // what else there is, is a mistyped command
			return none(c, args)
		}
		if b.like != "" {
			return mistyped(c, report.NewError("start.both"))
		}
		b.file = args[0]
		return nil
	}
	c.RunE = func(c *cobra.Command, _ []string) error { return runWizard(c.Context(), p, products, *f, b) }
}

// runWizard asks all questions on a terminal.
func runWizard(ctx context.Context, p run.Process, products []*provider.Product, f run.Flags, b beginning) error {
	if !p.Terminal {
		return report.UsageError("cli.wizard_terminal")
	}
	p.Screen = !f.Plain || p.Session != nil // over SSH nobody makes lines of keys
	s := &screen{flags: f, wizard: b == beginning{}}
	s.attach(&p)
	toured := offerTour(&p)
	err := run.With(ctx, p, products, f, func(ctx context.Context, rt *run.Runtime) error {
		start, err := b.start(ctx, rt)
		if err != nil {
			return err
		}
		if !p.Screen {
			return runPlainWizard(ctx, rt, &f, start)
		}
		views, err := rt.Orders.Orders(ctx)
		if err != nil {
			return err
		}
		if start != nil && mayOrder(rt) {
			return s.show(ctx, rt, func() app.Page {
				return wizard.Begin(wizardEnv(rt), steps.All(), *start, wizardOptions(rt, nil))
			})
		}
		return s.show(ctx, rt, func() app.Page {
			return firstPage(ctx, rt, func() app.Page {
				// What is not finished comes before anything new.
				if slices.ContainsFunc(views, order.View.Unfinished) || !mayOrder(rt) {
					return ordersPageOf(rt, nil, views)
				}
				return newWizard(rt, nil)
			})
		})
	})
	if err != nil || !toured() {
		return err
	}
	if err := runDemo(ctx, p, products, &f, demoOptions{speed: 1}, []string{"first-order"}); err != nil {
		return err
	}
	return runWizard(ctx, p, products, f, b)
}

// offerTour has the screens of p offer a guided tour, unless they are in one, or someone else's. The function reports
// whether it was taken.
func offerTour(p *run.Process) (taken func() bool) {
	var was atomic.Bool
	p.Tour = nil
	if p.Screen && p.Session == nil && p.Cloud == nil {
		p.Tour = func() tea.Cmd {
			was.Store(true)
			return func() tea.Msg { return app.Quit{} }
		}
	}
	return was.Load
}

// firstPage is the first page: a draft that can be opened, if there is one, before what it would be otherwise.
func firstPage(ctx context.Context, rt *run.Runtime, otherwise func() app.Page) app.Page {
	s, ok := step.Start{}, false
	if mayOrder(rt) {
		s, ok = freeDraft(ctx, rt)
	}
	if !ok {
		return otherwise()
	}
	return wizard.NewOffer(rt.Env, s.Draft, s.At, func() app.Page {
		return wizard.Begin(wizardEnv(rt), steps.All(), s, wizardOptions(rt, nil))
	}, otherwise)
}
