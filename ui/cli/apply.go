package cli

import (
	"context"
	"errors"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
)

// applying are the flags of apply.
type applying struct {
	yes, again   bool
	wait, noWait bool
	limit        time.Duration
	passwordOut  string
	set          []string
}

// newApply places an order file without the wizard.
func newApply(p Process, products []*provider.Product, f *flags) *cobra.Command {
	var a applying
	c := &cobra.Command{
		Use:   "apply FILE",
		Short: "Place an order file, and follow it until it is finished",
		Long: "Checks and prices the file as plan does, asks, and places the order. Applying the same file again buys " +
			"nothing and\n" +
			"shows the order that it placed. FILE may be a plan; - is standard input.",
		Example: "metalwright apply web.yaml\nmetalwright apply web.yaml --yes --no-wait --json\n" +
			"metalwright apply web.yaml --set count=5 --notify desktop --notify https://example.com/hook",
		Args: words(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			if c.Flags().Changed("wait") && c.Flags().Changed("no-wait") {
				return mistyped(c, phrased("apply.wait_both"))
			}
			a.noWait = a.noWait || !a.wait
			return withProgram(c.Context(), p, products, *f, func(ctx context.Context, h *program) error {
				return h.apply(ctx, f, a, args[0])
			})
		},
	}
	fl := c.Flags()
	fl.BoolVarP(&a.yes, "yes", "y", false, "place it without asking; needed without a terminal")
	fl.BoolVar(&a.again, "again", false, "order the same once more, although it was placed already")
	fl.BoolVar(&a.wait, "wait", true, "follow the order until it is finished")
	fl.BoolVar(&a.noWait, "no-wait", false, "end as soon as the vendor has accepted the order")
	fl.DurationVar(&a.limit, "wait-timeout", 0, "end with code 9 when the machines are not up by then; 0 waits on")
	fl.StringVar(&a.passwordOut, "password-out", "", "new file for a generated password")
	fl.StringArrayVar(&a.set, "set", nil, "an answer instead of the file's: KEY=VALUE (repeatable)")
	atLeast(fl, "wait-timeout", 0)
	paths(fl, p.Home, "password-out")
	f.registerNotify(c)
	return c
}

func (h *program) apply(ctx context.Context, f *flags, a applying, path string) error {
	tell, err := h.notifying(f.notify)
	if err != nil {
		return err
	}
	r, err := h.read(path, buying, a.set...)
	if err != nil {
		return err
	}
	again := a.again && r.plan == nil // a plan is placed once
	names, err := h.fileNames(r)
	if err != nil {
		return err
	}
	_, there, err := h.slot(ctx, r.account, append(names, r.former()...), again)
	if err != nil {
		return err
	}
	if !a.yes && !h.proc.Terminal && (there == nil || there.Word == order.Waiting) {
		return usage("apply.no_terminal")
	}
	var id order.ID
	switch {
	case there == nil:
		if id, there, err = h.place(ctx, r, a, again); there != nil {
			return h.placedAlready(f, *there)
		}
	case there.Word == order.Waiting:
		if id, err = there.ID, h.send(ctx, r, *there, a); errors.Is(err, order.ErrWaiting) {
			err = nil // what it waits for is said with the order
		}
	default:
		return h.placedAlready(f, *there)
	}
	if err != nil {
		return err
	}
	ctx, stop := limited(ctx, a.limit)
	defer stop()
	return h.follow(ctx, f, h.teller(f), id, tell, a.noWait)
}

// placedAlready shows the order that the file has been placed by, and says so.
func (h *program) placedAlready(f *flags, v order.View) error {
	if err := unapproved(h.env, v); err != nil {
		return err
	}
	t := h.teller(f)
	var err error
	if t.format.events() {
		err = t.tell(v)
	}
	return errors.Join(h.already(v), err, t.end(v))
}

// keeping runs what needs a password that may have to be made, and kept. When it fails nothing was bought.
func (h *program) keeping(ctx context.Context, a applying,
	do func(keep func(provider.Secret) error) error,
) (err error) {
	kept := "" // the file of a password that was made
	defer func() {
		if err == nil {
			return
		}
		if kept != "" {
			err = errors.Join(err, os.Remove(kept)) // the password is nobody's
		}
		if ctx.Err() != nil {
			err = exitWith(exitCancelled, errors.New(h.env.T("apply.cancelled")))
		}
	}()
	show := func() {}
	defer func() { show() }()
	return do(func(s provider.Secret) error {
		show = h.log.hide(s)
		if err := keepIn(h.proc, a.passwordOut, s); err != nil {
			return err
		}
		kept = a.passwordOut
		return nil
	})
}

// errPlaced says that the completed order has been placed already, so that nothing is kept for it.
var errPlaced = errors.New("placed already")

// place checks and prices the file, asks, and places it, unless there is an order that sends the same: only now is it
// known what is sent. When it returns an error nothing was bought.
func (h *program) place(ctx context.Context, r *prepared, a applying, again bool) (placed order.ID, there *order.View,
	err error,
) {
	err = h.keeping(ctx, a, func(keep func(provider.Secret) error) error {
		if err := h.complete(ctx, r, keep); err != nil {
			return err
		}
		names, err := h.names(r)
		if err != nil {
			return err
		}
		if err := h.discover(ctx, r, names); err != nil {
			return err
		}
		var free slot
		if free, there, err = h.slot(ctx, r.account, names, again); err != nil {
			return err
		}
		if there != nil {
			return errPlaced
		}
		defer h.log.hide(r.spec.Access.Secrets()...)() // the service hides them while it sends
		placed, err = h.confirm(ctx, r, free, a.yes)
		return err
	})
	return placed, there, err
}

// confirm shows the order and its price, asks, and places it. When it returns an error nothing was bought.
func (h *program) confirm(ctx context.Context, r *prepared, s slot, yes bool) (order.ID, error) {
	if err := h.summary(h.proc.Err, r); err != nil {
		return "", err
	}
	if err := h.ask(ctx, r, yes); err != nil {
		return "", err
	}
	placed, err := h.orders.Place(ctx, order.Confirmed{
		ID: s.id, Names: s.names, After: s.after, Profile: r.account.Profile, Account: r.account.ID, Spec: r.spec,
		Quote: r.quote,
		By:    h.proc.User, Unpriced: !r.quote.Known(), // the summary said so
	})
	if errors.Is(err, order.ErrPlaced) { // by another program, just now
		return "", h.alreadyBy(ctx, r, s)
	}
	if err != nil {
		return "", vendorError(h.env, r.file, err)
	}
	return placed, nil
}

// already is the exit code of a file that was placed before as v. That this run bought nothing says nothing of v.
func (h *program) already(v order.View) error {
	id := "apply.placed"
	switch {
	case v.Word == order.Ambiguous || v.InFlight():
		id = "apply.placed_unknown"
	case v.Open:
		id = "apply.placed_open"
	}
	return exitWith(exitPlaced, errors.New(withVendorErrors(h.env, v, h.env.T(id, "Order", v.ID, "State", v.Word))))
}

// alreadyBy is [program.already] of an order that another program has placed just now, where s was free.
func (h *program) alreadyBy(ctx context.Context, r *prepared, s slot) error {
	_, v, err := h.slot(ctx, r.account, s.names, false)
	if err != nil || v == nil {
		v = &order.View{ID: s.id, Word: order.Sending, Open: true}
	}
	return h.already(*v)
}

// ask wants an explicit yes; anything else buys nothing. While the person thought the price may have moved.
func (h *program) ask(ctx context.Context, r *prepared, yes bool) error {
	if yes {
		return nil
	}
	if err := h.agreed(ctx, h.env.T("apply.question"), "apply.cancelled"); err != nil {
		return err
	}
	if _, err := h.orders.Requote(ctx, r.account.ID, r.spec, r.quote); err != nil {
		return vendorError(h.env, r.file, err)
	}
	return nil
}

// agreed asks the sentence and wants a yes; anything else is the error that nothing was done.
func (h *program) agreed(ctx context.Context, asked, cancelled string) error {
	if err := question(h.proc.Err, asked); err != nil {
		return err
	}
	typed, err := h.line(ctx)
	if err != nil {
		return err
	}
	if w := strings.ToLower(typed); w != "y" && w != "yes" {
		return exitWith(exitCancelled, errors.New(h.env.T(cancelled)))
	}
	return nil
}
