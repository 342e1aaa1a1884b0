package cli

import (
	"context"
	"errors"
	"slices"

	"github.com/charmbracelet/colorprofile"
	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/rights"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/board"
	"github.com/metalwright/metalwright/ui/orders"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/steps"
	"github.com/metalwright/metalwright/ui/term"
	"github.com/metalwright/metalwright/ui/wizard"
)

// runWizard asks all questions on a terminal.
func runWizard(ctx context.Context, p Process, products []*provider.Product, f flags) error {
	if !p.Terminal {
		return usage("cli.wizard_terminal")
	}
	p.screen = !f.plain || p.session != nil
	return withProgram(ctx, p, products, f, func(ctx context.Context, h *program) error {
		if f.plain && h.proc.session == nil { // over SSH nobody makes lines of keys
			return h.plainWizard(ctx, &f)
		}
		views, err := h.orders.Orders(ctx)
		if err != nil {
			return err
		}
		return h.show(ctx, f, h.begins(func() app.Page {
			// What is not finished comes before anything new.
			if slices.ContainsFunc(views, order.View.Unfinished) || !h.mayOrder() {
				return h.list()
			}
			return h.wizard()
		}))
	})
}

func newBoard(p Process, products []*provider.Product, f *flags) *cobra.Command {
	c := &cobra.Command{
		Use:   "board [ORDER]",
		Short: "Show one order or all of them, live",
		Long: "Shows what the journal knows and goes on watching. Machines come up whether the board is open or not.\n" +
			"--plain writes a line for each change instead, until nothing is left to wait for; it needs no terminal.",
		Example: "metalwright board\nmetalwright board o-k7q2m9x4 --notify desktop\nmetalwright board --plain",
		Args:    words(cobra.MaximumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			asLines, p := f.plain || f.output == "ndjson", p
			if !p.Terminal && !asLines {
				return usage("cli.board_terminal")
			}
			p.screen = !asLines
			return withProgram(c.Context(), p, products, *f, func(ctx context.Context, h *program) error {
				var id order.ID
				if len(args) > 0 {
					id = order.ID(args[0])
					err := withOrder(args[0], func(id order.ID) error {
						_, err := h.orders.Order(ctx, id)
						return err
					})
					if err != nil {
						return err
					}
				}
				if asLines {
					return h.lines(ctx, f, id)
				}
				return h.show(ctx, *f, h.board(id, provider.Secret{}))
			})
		},
	}
	f.registerNotify(c)
	return c
}

// wizard is a new wizard page with nothing answered.
func (h *program) wizard() app.Page {
	return wizard.New(h.env, steps.All(), step.Draft{}, h.ordering())
}

// boardOpener opens the board of an order.
func boardOpener(h *program) func(order.ID, provider.Secret) app.Page {
	return func(id order.ID, made provider.Secret) app.Page { return h.board(id, made) }
}

// ordering is where orders of this run go.
func (h *program) ordering() wizard.Options {
	return wizard.Options{Orders: h.orders, By: h.proc.User, Board: boardOpener(h)}
}

// board shows an order, and once the password that was made for it.
func (h *program) board(id order.ID, made provider.Secret) app.Page {
	o := h.boarding()
	o.Password = made
	return board.New(h.env, h.orders, id, o)
}

// boarding is what every board of this run needs.
func (h *program) boarding() board.Options {
	return board.Options{
		Simulated: h.simulatedAccount, Again: h.begin(), List: func() app.Page { return h.list() }, Watch: h.watchers(), Tick: h.tick(), May: func(v order.View, a rights.Action) bool { return h.may(v, a) },
	}
}

func (h *program) list() app.Page {
	return orders.New(h.env, h.orders, orders.Options{
		Board: func(id order.ID) app.Page { return h.board(id, provider.Secret{}) }, New: h.begin(), Simulated: h.simulatedAccount,
		Decide: func(id order.ID) app.Page {
			o := h.boarding()
			o.Decide = true
			return board.New(h.env, h.orders, id, o)
		},
	})
}

// show runs the screens until they are left.
func (h *program) show(ctx context.Context, f flags, first app.Page) error {
	o := term.Options{
		In: h.proc.In, Out: terminal(h.proc.Out), Env: h.proc.Env, Width: h.proc.Width,
		Height: h.proc.Height,
	}
	switch f.color {
	case "never":
		o.Profile = new(colorprofile.Ascii)
	case "always":
		o.Profile = new(colorprofile.TrueColor)
	case "auto":
	default:
		return unknownColor(f.color)
	}
	tell, err := h.notifying(f.notify)
	if err != nil {
		return err
	}
	defer h.besides(ctx, tell, &o)()
	if s := h.proc.session; s != nil { // leaving a session stops nothing that the server does
		m := app.New(h.env, first, app.Options{ASCII: f.ascii})
		err := s.Show(ctx, m, o)
		if errors.Is(err, term.ErrPanic) {
			h.keepOpen(m.Page()) // the server has logged it
		}
		return err
	}
	// The first ctrl+c starts no further request; who stays goes on.
	m := app.New(h.env, first, app.Options{
		ASCII: f.ascii, OnLeave: h.service.StopStarting, OnStay: h.service.StartAgain,
	})
	err = term.Run(ctx, m, o)
	h.part(context.WithoutCancel(ctx))
	if e, ok := errors.AsType[*term.PanicError](err); ok {
		return h.panicked(e, m.Page())
	}
	return err
}
