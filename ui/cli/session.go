package cli

import (
	"bufio"
	"context"
	"errors"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/orderfile"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/state/rights"
	"github.com/metalwright/metalwright/state/textfile"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/serve"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/term"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

// session is somebody who is signed in over SSH: the server's program, as far as it is open to them.
type session struct {
	*serve.Session
	program *program // the server's
	words   func(lang string) (*text.Text, error)
}

// noFile refuses files to those who are elsewhere.
func (s *session) noFile(name string) error {
	return errors.New(s.Text.T("serve.no_file", "Name", name))
}

// interruptible ends when ctrl+c comes from the terminal of a session, where nobody makes a signal of it.
func (h *program) interruptible(ctx context.Context) (context.Context, func()) {
	if h.proc.session == nil || !h.proc.Terminal {
		return ctx, func() {}
	}
	ctx, cancel := context.WithCancelCause(ctx)
	keys := bufio.NewReader(h.proc.In)
	go func() { // ends with the session's input
		for {
			switch b, err := keys.ReadByte(); {
			case err != nil:
				return
			case b == 'C'-'@':
				cancel(&signalError{syscall.SIGINT})
				return
			}
		}
	}()
	return ctx, func() { cancel(nil) }
}

// run lets f use the program as this person may, with an environment that no other session shares.
func (s *session) run(ctx context.Context, p Process, f flags, run func(context.Context, *program) error) error {
	tx := s.Text
	if f.lang != "" {
		var err error
		if tx, err = s.words(f.lang); err != nil {
			return usage("cli.at", "Place", "--lang", "Why", err)
		}
	}
	h := *s.program
	h.proc, h.notify = p, config.Notify{}
	if f.ascii {
		tx = tx.ASCII()
	}
	h.run = newOrdering(s.Orders(tx))
	h.orders = h.run
	h.env = &step.Env{
		Ctx: ctx, Theme: theme.New(true, f.ascii), Text: tx, Now: p.Now, Products: s.program.env.Products,
		Accounts: func(id provider.ProductID) []step.Account { return s.accounts(id, f.narrow) }, Files: p.files(tx),
		Clashes: h.orders.Clashes,
	}
	for _, name := range f.narrow {
		if !slices.ContainsFunc(h.env.Products, func(p *provider.Product) bool {
			return len(s.accounts(p.ID, []string{name})) > 0
		}) {
			return worded(tx, h.noProfile(name))
		}
	}
	h.saySimulated(f)
	err := run(ctx, &h)
	h.look(ctx)
	return h.truth(ctx, worded(tx, err))
}

// accounts are those of the profiles that the person may use by now; narrow names those that are wanted, nil all.
func (s *session) accounts(id provider.ProductID, narrow []string) []step.Account {
	who := s.Person()
	var all []step.Account
	for _, a := range s.program.accounts[id] {
		profile := policy.ProfileOf(a.Profile, a.ID)
		wanted := slices.Contains(narrow, profile)
		if who.Uses(profile) && (wanted || len(narrow) == 0) {
			a.Named = a.Named || wanted
			all = append(all, a)
		}
	}
	return all
}

// mayOrder reports whether a new order can be started at all.
func (h *program) mayOrder() bool {
	return h.proc.session == nil || h.proc.session.Person().Ever(rights.Order)
}

// begin opens a new wizard; nil for those who may not order.
func (h *program) begin() func() app.Page {
	if !h.mayOrder() {
		return nil
	}
	return h.wizard
}

// watchers tells who else looks at an order; nil where nobody else can.
func (h *program) watchers() func(order.ID) (func() []string, func()) {
	if h.proc.session == nil {
		return nil
	}
	return h.proc.session.Watch
}

// sessionTick is how often a board's clocks go on over SSH: a changed frame costs a millisecond of the server's core.
const sessionTick = 2 * time.Second

// tick is how often a board's clocks go on; 0 is the board's own pace.
func (h *program) tick() time.Duration {
	if h.proc.session == nil {
		return 0
	}
	return sessionTick
}

// runSession is one session's run of the program: the same commands, with the session's streams and without the
// server's environment and files. It returns the exit code.
func (h *program) runSession(ctx context.Context, s *serve.Session, words func(string) (*text.Text, error)) int {
	p := Process{
		Args: s.Args, In: s.In, Out: s.Out, Err: s.Err, Env: s.Env, User: s.User, Host: h.proc.Host, PID: h.proc.PID,
		Now:    h.env.Now,
		Lookup: func(string) (string, bool) { return "", false }, Terminal: s.Terminal, Width: s.Width, Height: s.Height,
		session: &session{Session: s, program: h, words: words},
	}
	f := &flags{}
	p, end := p.shown(f)
	defer end()
	root := newSessionRoot(p, h.env.Products, f)
	root.SetArgs(append([]string{}, s.Args...)) // nil would be the server's own arguments
	root.SetIn(p.In)
	root.SetOut(p.help())
	root.SetErr(p.Err)
	var err error
	// What the library answers to shells that complete is no command here, whatever flags stand before it.
	if i := slices.IndexFunc(s.Args, func(a string) bool { return strings.HasPrefix(a, "__") }); i >= 0 {
		err = usage("serve.no_command", "Name", s.Args[i])
	} else if err = helpless(root, s.Args); err == nil {
		err = root.ExecuteContext(ctx)
	}
	if tooBig(err) {
		s.RefusedDocument()
	}
	if err = worded(s.Text, err); err != nil {
		complain(p.Err, err)
		f.fail(p, sessionCode(ctx, err), err)
	}
	return sessionCode(ctx, err)
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
func newSessionRoot(p Process, products []*provider.Product, f *flags) *cobra.Command {
	root := &cobra.Command{
		Use: "metalwright", Short: "Order servers and watch them come up", SilenceErrors: true, SilenceUsage: true,
		Version: version,
		Long:    "Without a command it shows the orders that are not finished, or asks for a new one.",
		Example: "ssh HOST\nssh HOST orders --json\nssh HOST plan - < web.yaml\nssh HOST apply --yes - < web.yaml\n" +
			"ssh HOST apply -p NAME --yes < web.yaml\nssh -t HOST -- -p NAME",
		Args: words(cobra.NoArgs),
		RunE: func(c *cobra.Command, _ []string) error { return runWizard(c.Context(), p, products, *f) },
	}
	root.SetFlagErrorFunc(mistyped)
	root.CompletionOptions.DisableDefaultCmd = true
	f.registerLooks(root)
	f.registerNotify(root)
	root.PersistentFlags().StringArrayVarP(&f.narrow, "profile", "p", nil,
		"use only this profile (repeatable; default: all that you may use)")
	root.PersistentPreRunE = func(c *cobra.Command, _ []string) error {
		return firstError(checkFlags(c), f.settle(p, products))
	}
	root.AddCommand(newBoard(p, products, f), newPlan(p, products, f), newApply(p, products, f),
		newOrders(p, products, f), newAudit(p, products, f))
	for _, c := range root.Commands() {
		if c.Name() == "plan" || c.Name() == "apply" { // a file of the server is none of theirs: - is the default
			c.Args = words(cobra.MaximumNArgs(1))
			run := c.RunE
			c.RunE = func(c *cobra.Command, args []string) error {
				if len(args) == 0 {
					args = []string{"-"}
				}
				return run(c, args)
			}
		}
	}
	withHelp(root)
	return root
}

// sessionCode is the exit code of a session.
func sessionCode(ctx context.Context, err error) int {
	if e, ok := errors.AsType[*exitError](err); ok {
		return e.code
	}
	if e, ok := serve.RefusalOf(err); ok {
		if e.Limit {
			return exitRefused
		}
		return exitAuth
	}
	if e, ok := errors.AsType[*signalError](err); ok {
		return e.code()
	}
	switch {
	case errors.Is(err, term.ErrPanic):
		return serve.ExitPanic
	case errors.Is(err, serve.ErrShutdown), errors.Is(context.Cause(ctx), serve.ErrShutdown):
		return (&signalError{syscall.SIGTERM}).code()
	case errors.Is(err, serve.ErrIdle), errors.Is(err, serve.ErrRevoked), errors.Is(err, serve.ErrRights):
		return (&signalError{syscall.SIGHUP}).code()
	}
	return code(ctx, err)
}
