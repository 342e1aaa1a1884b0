// Package cli is the command line: flags, the choice of what to run, and exit codes. It builds the house for one run
// out of the products, the simulated cloud, the journal and the screens.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
)

// version is set when a release is built.
var version = "dev"

// Exit codes. The table in `metalwright --help` says more.
const (
	exitDone      = 0
	exitOther     = 1
	exitUsage     = 2
	exitAuth      = 3
	exitRefused   = 4
	exitPartly    = 5
	exitStale     = 6
	exitCancelled = 8
	exitWaited    = 9
	exitUnknown   = 10
	exitPlaced    = 11
)

// exitError ends the run with a code of its own.
type exitError struct {
	code int
	err  error
}

func (e *exitError) Error() string { return e.err.Error() }
func (e *exitError) Unwrap() error { return e.err }

func usage(format string, a ...any) error { return &exitError{exitUsage, fmt.Errorf(format, a...)} }

// words makes a wrong number of arguments, and an unknown command, a wrong usage.
func words(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		if err := check(c, args); err != nil {
			return &exitError{exitUsage, err}
		}
		return nil
	}
}

// flags are the settings that every command takes.
type flags struct {
	sim       bool
	endpoints []string
	state     string
	lang      string
	color     string
	ascii     bool
	speed     float64
	json      bool
	output    string
}

// settle makes one of the two ways of asking for JSON.
func (f *flags) settle() error {
	if f.json {
		f.output = "json"
	}
	f.json = f.output == "json"
	switch f.output {
	case "table", "json", "ndjson":
		return nil
	}
	return usage("--output %q: table, json or ndjson", f.output)
}

// Main runs the program once and returns its exit code. It uses nothing of the process but p.
func Main(ctx context.Context, p Process, products []*provider.Product) int {
	root := newRoot(p, products)
	root.SetArgs(p.Args)
	root.SetIn(p.In)
	root.SetOut(p.Out)
	root.SetErr(p.Err)
	err := fang.Execute(ctx, root, fang.WithVersion(version), fang.WithoutManpage(), fang.WithoutCompletions(), fang.WithErrorHandler(complain))
	return code(ctx, err)
}

func code(ctx context.Context, err error) int {
	var own *exitError
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &own):
		return own.code
	case ctx.Err() != nil:
		return signalCode(ctx)
	default:
		return exitOther
	}
}

// complain says what went wrong, verbatim: ids and keys are to be copied.
func complain(w io.Writer, _ fang.Styles, err error) {
	_, _ = fmt.Fprintf(w, "metalwright: %v\n", err) // there is nobody else to tell
	if e, ok := errors.AsType[*exitError](err); ok && e.code == exitUsage {
		_, _ = fmt.Fprintln(w, "`metalwright --help` shows what there is")
	}
}

func newRoot(p Process, products []*provider.Product) *cobra.Command {
	var f flags
	root := &cobra.Command{
		Use:   "metalwright",
		Short: "Order servers and watch them come up",
		Long: "metalwright walks through zone, model, image, billing, network, disks, access and names,\n" +
			"shows the exact order and its price, and watches the machines come up.\n\n" +
			"Without credentials it orders on the simulated cloud that it carries.",
		Example: "metalwright\nmetalwright --sim\nmetalwright board",
		Args:    words(cobra.NoArgs),
		RunE:    func(c *cobra.Command, _ []string) error { return runWizard(c.Context(), p, products, f) },
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &exitError{exitUsage, err} })
	pf := root.PersistentFlags()
	pf.BoolVar(&f.sim, "sim", false, "use the simulated cloud even when credentials are there")
	pf.StringArrayVar(&f.endpoints, "endpoint", nil, "PRODUCT=URL: reach a product elsewhere (repeatable)")
	pf.StringVar(&f.state, "state", "", "directory of the journal (default: metalwright below the user's state directory)")
	pf.StringVar(&f.lang, "lang", "", "language of the screens: en")
	pf.StringVar(&f.color, "color", "auto", "auto, always or never")
	pf.BoolVar(&f.ascii, "ascii", false, "draw with ASCII only")
	pf.StringVarP(&f.output, "output", "o", "table", "table, json, or ndjson for a line at each change")
	pf.BoolVar(&f.json, "json", false, "print the result as JSON")
	pf.Float64Var(&f.speed, "speed", 20, "how many times faster than real machines the simulated ones come up")
	root.PersistentPreRunE = func(*cobra.Command, []string) error { return f.settle() }
	root.AddCommand(newBoard(p, products, &f), newPlan(p, products, &f), newApply(p, products, &f), newOrders(p, products, &f), newSim(p, products, &f))
	return root
}
