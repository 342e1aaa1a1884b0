// Package cli is the command line: one file a command, and what commands share. What a run is made of is package run,
// what it writes is package report.
package cli

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/term"
)

// Main runs the program once and returns its exit code. It uses nothing of the process but p.
func Main(ctx context.Context, p run.Process, products []*provider.Product) (exit int) {
	f := &run.Flags{}
	defer func() {
		if e := term.NewPanic(recover()); e != nil {
			exit = report.ExitPanic
			printError(p.Err, f.Localize(p, report.NewError("cli.panic", "What", e.What)))
			_ = report.Println(p.Err, string(e.Stack)) // there is nobody else to target
		}
	}()
	p, end := p.CleanStreams(f)
	defer end()
	root := newRoot(p, products, f)
	root.SetArgs(p.Args)
	root.SetIn(p.In)
	root.SetOut(p.Out)
	root.SetErr(p.Err)
	err := checkHelp(root, p.Args)
	if err == nil {
		err = root.ExecuteContext(ctx)
	}
	if failed := f.Record.End(run.ExitCode(ctx, err)); err == nil && failed != nil {
		err = failed
	}
	if out, ok := p.Out.(*report.Stream); ok && err == nil { // the help's, which the library does not return
		err = out.Failed()
	}
	if err != nil {
		err = f.Localize(p, err)
		if run.ExitCode(ctx, err) != report.ExitOther || !errors.Is(err, syscall.EPIPE) { // who reads it has enough
			printError(p.Err, err)
		}
		printFailure(p, f, run.ExitCode(ctx, err), err)
	}
	return run.ExitCode(ctx, err)
}

func newRoot(p run.Process, products []*provider.Product, f *run.Flags) *cobra.Command {
	root := &cobra.Command{
		Use:   "metalwright [FILE]",
		Short: "Order servers and watch them come up", Version: run.Build().String(),
		SilenceErrors: true, SilenceUsage: true,
		Long: "metalwright asks for zone, type, image, billing, network, disks, access and names, shows the " +
			"exact order and its price, and watches the machines come up.\n\nWith FILE or --like ORDER, it " +
			"starts from those settings and shows the order at today's price.\n\nWithout credentials it uses " +
			"the built-in simulated cloud.",
		Example: "metalwright\nmetalwright --sim\nmetalwright web.yaml\nmetalwright --like o-k7q2m9x4\n" +
			"metalwright plan web.yaml\nmetalwright apply web.yaml --yes --json",
	}
	asWizard(root, p, products, f, true)
	root.SetFlagErrorFunc(mistyped)
	f.Register(root)
	f.RegisterNotify(root)
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		if err := cmp.Or(run.CheckFlags(c), f.Resolve(p, products), exclusive(c)); err != nil {
			return err
		}
		if slices.Contains([]string{"serve", "sim", "doctor"}, c.Name()) {
			if err := run.CheckNetwork(p, c.Name()); err != nil {
				return err
			}
		}
		return f.Record.Begin(p)
	}
	root.AddCommand(
		newBoard(p, products, f), newPlan(p, products, f), newApply(p, products, f), newOrders(p, products, f),
		newAudit(p, products, f), newExport(p, products, f),
		newSchema(p), newSim(p, products, f), newServe(p, products, f), newDoctor(p, products, f),
		newOrphans(p, products, f), newFind(p, products, f), newRenewals(p, products, f), newConfig(p, products, f),
		newDemo(p, products, f),
		newCompletion(p), newMan(p, products), newVersion(p, f),
	)
	if len(p.Args) > 0 && strings.HasPrefix(p.Args[0], cobra.ShellCompRequestCmd) {
		complete(root, p, products, f) // the library keeps what it is given here for as long as the process runs
	}
	withHelp(root, p, products, f)
	return root
}
