// Package cli is the command line: flags, the choice of what to run, and exit codes. It builds the program for one run
// out of the products, the simulated cloud, the journal and the screens.
package cli

import (
	"context"
	"errors"
	"io"
	"syscall"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/term"
)

// Main runs the program once and returns its exit code. It uses nothing of the process but p.
func Main(ctx context.Context, p Process, products []*provider.Product) (exit int) {
	f := &flags{}
	defer func() {
		if e := term.NewPanic(recover()); e != nil {
			exit = exitPanic
			complain(p.Err, f.worded(phrased("cli.panic", "What", e.What)))
			_ = lines(p.Err, string(e.Stack)) // there is nobody else to tell
		}
	}()
	p, end := p.shown(f)
	defer end()
	root := newRoot(p, products, f)
	root.SetArgs(p.Args)
	root.SetIn(p.In)
	root.SetOut(p.help())
	root.SetErr(p.Err)
	if err := helpless(root, p.Args); err != nil {
		complain(p.Err, f.worded(err))
		f.fail(p, code(ctx, err), f.worded(err))
		return code(ctx, err)
	}
	var failed error
	quiet(root, &failed)
	err := fang.Execute(ctx, root, fang.WithVersion(buildFacts().String()), fang.WithoutManpage(),
		fang.WithoutCompletions(), fang.WithErrorHandler(
			func(_ io.Writer, _ fang.Styles, err error) { complain(p.Err, f.worded(err)) }))
	if failed != nil {
		complain(p.Err, f.worded(failed))
		err = failed
	}
	if err != nil {
		f.fail(p, code(ctx, err), f.worded(err))
	}
	return code(ctx, err)
}

// quiet keeps what goes wrong in the commands from fang: for the colours of an error it asks the terminal for its
// background, on the process's own streams, and may wait for ever for an answer that the screens before have read.
func quiet(c *cobra.Command, failed *error) {
	if run := c.RunE; run != nil {
		c.RunE = func(c *cobra.Command, args []string) error {
			if *failed == nil {
				*failed = run(c, args)
			}
			return nil
		}
	}
	if run := c.PersistentPreRunE; run != nil {
		c.PersistentPreRunE = func(c *cobra.Command, args []string) error {
			*failed = run(c, args)
			return nil
		}
	}
	for _, sub := range c.Commands() {
		quiet(sub, failed)
	}
}

func code(ctx context.Context, err error) int {
	var own *exitError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &own):
		return own.code
	case errors.Is(err, term.ErrPanic):
		return exitPanic
	case ctx.Err() != nil:
		return signalCode(ctx)
	case errors.Is(err, term.ErrHangup):
		return 128 + int(syscall.SIGHUP) // which may come later, or not at all
	default:
		return exitOther
	}
}

// complain says what went wrong, verbatim: ids and keys are to be copied.
func complain(w io.Writer, err error) {
	_ = lines(w, "metalwright: "+plainly(err)) // there is nobody else to tell
}

func newRoot(p Process, products []*provider.Product, f *flags) *cobra.Command {
	root := &cobra.Command{
		Use:   "metalwright",
		Short: "Order servers and watch them come up",
		Long: "metalwright walks through zone, type, image, billing, network, disks, access and names,\n" +
			"shows the exact order and its price, and watches the machines come up.\n\n" +
			"Without credentials it orders on the simulated cloud that it carries.\n\n" + exitTable(),
		Example: "metalwright\nmetalwright --sim\nmetalwright plan web.yaml\nmetalwright apply web.yaml --yes --json",
		Args:    words(cobra.NoArgs),
		RunE:    func(c *cobra.Command, _ []string) error { return runWizard(c.Context(), p, products, *f) },
	}
	root.SetFlagErrorFunc(mistyped)
	f.register(root)
	f.registerNotify(root)
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		return firstError(checkFlags(c), f.settle(p, products))
	}
	root.AddCommand(
		newBoard(p, products, f), newPlan(p, products, f), newApply(p, products, f), newOrders(p, products, f),
		newAudit(p, products, f), newExport(p, products, f),
		newSchema(p), newSim(p, products, f), newServe(p, products, f), newDoctor(p, products, f), newConfig(p, products, f),
		newCompletion(p), newMan(p), newVersion(p, f),
	)
	complete(root, p, products, f)
	withHelp(root)
	return root
}
