// Package doctor finds what is wrong with credentials, clock, endpoints, terminal and journal, and how to fix it. It
// changes nothing.
package doctor

import (
	"context"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
)

// Run looks at everything that can be wrong before an order is placed, and prints what it has found. It changes
// nothing. The error says how many faults there are.
func Run(ctx context.Context, p run.Process, products []*provider.Product, f *run.Flags) error {
	s, file, err := run.Settings(p, products, *f)
	if err != nil {
		return err
	}
	tx, err := text.New(s.Value(config.Lang).Text)
	if err != nil {
		return report.UsageError("cli.at", "Place", "--lang", "Why", err)
	}
	if f.ASCII {
		tx = tx.ASCII()
	}
	d := &doctor{
		p: p, f: f, products: products, settings: s, file: file,
		env: &step.Env{Ctx: ctx, Text: tx, Now: p.Now, Theme: f.Scheme.Theme(true, f.ASCII), Products: products},
	}
	d.look(ctx)
	return d.print()
}

// look makes all checks.
func (d *doctor) look(ctx context.Context) {
	vendorCheck{d}.look(ctx)
	terminalCheck{d}.look()
	journalCheck{d}.look(ctx)
}
