package cli

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/state/textfile"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/serve"
	"github.com/metalwright/metalwright/ui/text"
)

// runSession is one session's run of the program: the same commands, with the session's streams and without the
// server's environment and files. It returns the exit code.
func runSession(
	ctx context.Context, rt *run.Runtime, s *serve.Session, words func(string) (*text.Text, error),
) (code int) {
	p := run.Process{
		Args: s.Args, In: s.In, Out: s.Out, Err: s.Err, Env: s.Env, User: s.User, Host: rt.Process.Host, PID: rt.Process.PID,
		Now:    rt.Env.Now,
		Lookup: func(string) (string, bool) { return "", false }, Terminal: s.Terminal, Width: s.Width, Height: s.Height,
		Session: &run.Session{Session: s, Runtime: rt, Languages: words},
	}
	f := &run.Flags{ASCII: config.ASCIITerm(variable(s.Env, "TERM"))}
	p, end := p.CleanStreams(f)
	defer end()
	within, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	recorded, err := p.Session.Record(p, stop)
	if err == nil {
		err = runSessionCommand(within, p, rt.Env.Products, f)
		if errors.Is(context.Cause(within), run.ErrUnrecorded) && !bought(err) {
			err = report.NewError("serve.unrecorded")
		}
		defer func() { recorded(code) }()
	}
	if tooBig(err) {
		s.RefusedDocument()
	}
	if err = report.Localize(s.Text, err); err != nil {
		printError(p.Err, err)
		printFailure(p, f, run.SessionExitCode(ctx, err), err)
	}
	return run.SessionExitCode(ctx, err)
}

// bought reports whether the exit code of err says more than that a session has ended.
func bought(err error) bool {
	_, ok := errors.AsType[*report.ExitError](err)
	return ok
}

// variable is the value of a variable in an environment; "" when it is not set.
func variable(env []string, name string) (value string) {
	for _, kv := range env {
		if v, ok := strings.CutPrefix(kv, name+"="); ok {
			value = v
		}
	}
	return value
}

// runSessionCommand runs what the session asks for. Without a word that is the screens, for which no command line is
// built: it costs as much as their first frame.
func runSessionCommand(ctx context.Context, p run.Process, products []*provider.Product, f *run.Flags) error {
	if len(p.Args) == 0 {
		if err := f.Resolve(p, products); err != nil {
			return err
		}
		return runWizard(ctx, p, products, *f, beginning{})
	}
	// What the library answers to shells that complete is no command here, whatever flags are before it.
	if i := slices.IndexFunc(p.Args, func(a string) bool { return strings.HasPrefix(a, "__") }); i >= 0 {
		return report.UsageError("serve.no_command", "Name", p.Args[i])
	}
	root := newSessionRoot(p, products, f)
	root.SetArgs(p.Args)
	root.SetIn(p.In)
	root.SetOut(p.Out)
	root.SetErr(p.Err)
	if err := checkHelp(root, p.Args); err != nil {
		return err
	}
	return root.ExecuteContext(ctx)
}

// tooBig reports whether err is that a document has more bytes, values or levels than one may have.
func tooBig(err error) bool {
	if e, ok := errors.AsType[*orderfile.Error](err); ok && e.TooBig() {
		return true
	}
	e, ok := errors.AsType[*textfile.Error](err)
	return ok && e.Reason == textfile.ReasonSize
}

// newSessionRoot is the command line of a session: what needs no file and no setting of the server.
func newSessionRoot(p run.Process, products []*provider.Product, f *run.Flags) *cobra.Command {
	root := &cobra.Command{
		Use: "metalwright", Short: "Order servers and watch them come up", SilenceErrors: true, SilenceUsage: true,
		Version: run.Version,
		Long:    "Without a command it shows unfinished orders, or starts a new one.",
		Example: "ssh HOST\nssh HOST orders --json\nssh HOST plan - < web.yaml\nssh HOST apply --yes - < web.yaml\n" +
			"ssh HOST apply -p NAME --yes < web.yaml\nssh -t HOST -- -p NAME\nssh -t HOST -- --like o-k7q2m9x4",
	}
	asWizard(root, p, products, f, false)
	root.SetFlagErrorFunc(mistyped)
	root.CompletionOptions.DisableDefaultCmd = true
	f.RegisterLooks(root)
	f.RegisterNotify(root)
	root.PersistentFlags().StringArrayVarP(&f.Narrow, "profile", "p", nil,
		"use only this profile (repeatable; default: all that you may use)")
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		return cmp.Or(run.CheckFlags(c), f.Resolve(p, products))
	}
	root.AddCommand(newBoard(p, products, f), newPlan(p, products, f), newApply(p, products, f),
		newOrders(p, products, f), newAudit(p, products, f),
		newRenewals(p, products, f))
	for _, c := range root.Commands() {
		if c.Name() == "plan" || c.Name() == "apply" { // a file of the server is none of theirs: - is the default
			c.Args = usageArgs(cobra.MaximumNArgs(1))
			do := c.RunE
			c.RunE = func(c *cobra.Command, args []string) error {
				if len(args) == 0 {
					args = []string{"-"}
				}
				return do(c, args)
			}
		}
	}
	withHelp(root, p, products, f)
	return root
}
