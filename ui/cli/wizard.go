package cli

import (
	"context"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/steps"
	"github.com/metalwright/metalwright/ui/wizard"
)

// runWizard asks all questions on a terminal.
func runWizard(ctx context.Context, p run.Process, products []*provider.Product, f run.Flags) error {
	if !p.Terminal {
		return report.UsageError("cli.wizard_terminal")
	}
	p.Screen = !f.Plain || p.Session != nil
	return run.With(ctx, p, products, f, func(ctx context.Context, rt *run.Runtime) error {
		if f.Plain && rt.Process.Session == nil { // over SSH nobody makes lines of keys
			return runPlainWizard(ctx, rt, &f)
		}
		views, err := rt.Orders.Orders(ctx)
		if err != nil {
			return err
		}
		return showScreens(ctx, rt, f, firstPage(rt, func() app.Page {
			// What is not finished comes before anything new.
			if slices.ContainsFunc(views, order.View.Unfinished) || !mayOrder(rt) {
				return ordersPage(rt)
			}
			return newWizard(rt)
		}))
	})
}

// firstPage is the first page: the draft of a run that failed, if there is one, before what it would be otherwise.
func firstPage(rt *run.Runtime, otherwise func() app.Page) app.Page {
	d, kept, ok := step.Draft{}, time.Time{}, false
	if mayOrder(rt) {
		d, kept, ok = loadDraft(rt)
	}
	if !ok {
		return otherwise()
	}
	return wizard.NewOffer(rt.Env, d, kept, func() app.Page {
		if !removeDraft(rt) {
			return otherwise()
		}
		return wizard.Continue(rt.Env, steps.All(), d, wizardOptions(rt))
	}, func() app.Page {
		removeDraft(rt)
		return otherwise()
	})
}
