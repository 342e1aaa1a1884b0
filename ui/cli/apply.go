package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
)

// applying are the flags of apply.
type applying struct {
	yes, again, noWait bool
	limit              time.Duration
	passwordOut        string
}

// newApply places an order file without the wizard.
func newApply(p Process, products []*provider.Product, f *flags) *cobra.Command {
	var a applying
	c := &cobra.Command{
		Use:   "apply FILE",
		Short: "Place an order file, and follow it until it is finished",
		Long: "Checks and prices the file as plan does, asks, and places the order. Applying the same file again buys nothing and\n" +
			"shows the order that it placed. FILE may be a plan; - is standard input.",
		Example: "metalwright apply web.yaml\nmetalwright apply web.yaml --yes --no-wait --json",
		Args:    words(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			return withHouse(c.Context(), p, products, *f, func(ctx context.Context, h *house) error { return h.apply(ctx, f, a, args[0]) })
		},
	}
	fl := c.Flags()
	fl.BoolVar(&a.yes, "yes", false, "place it without asking; needed without a terminal")
	fl.BoolVar(&a.again, "again", false, "order the same once more, although it was placed already")
	fl.BoolVar(&a.noWait, "no-wait", false, "end as soon as the vendor has accepted the order")
	fl.DurationVar(&a.limit, "wait-timeout", 0, "end with code 9 when the machines are not up by then; 0 waits on")
	fl.StringVar(&a.passwordOut, "password-out", "", "new file for a generated password")
	return c
}

func (h *house) apply(ctx context.Context, f *flags, a applying, path string) error {
	r, err := h.read(path)
	if err != nil {
		return err
	}
	id, there, err := h.slot(ctx, r.file.OrderID(r.account.ID), a.again)
	if err != nil {
		return err
	}
	if there != nil {
		return errors.Join(h.print(f, *there), &exitError{exitPlaced, fmt.Errorf("already placed as %s; nothing was bought", there.ID)})
	}
	if !a.yes && !h.proc.Terminal {
		return usage("without a terminal nothing is asked: --yes places the order")
	}
	if err := h.complete(ctx, r, func(s provider.Secret) error { return keepIn(a.passwordOut, s) }); err != nil {
		return err
	}
	if err := h.summary(h.proc.Err, r); err != nil {
		return err
	}
	if err := h.ask(ctx, a.yes); err != nil {
		return err
	}
	id, err = h.orders.Place(ctx, order.Confirmed{
		ID: id, Profile: r.account.Profile, Account: r.account.ID, Spec: r.spec, Quote: r.quote, By: h.proc.User,
	})
	if err != nil {
		return h.vendorError(r.file, err)
	}
	if a.limit > 0 {
		var stop context.CancelFunc
		ctx, stop = context.WithTimeoutCause(ctx, a.limit, errWaited)
		defer stop()
	}
	return h.follow(ctx, f, id, a.noWait)
}

// errWaited is the cause when the wait limit was reached.
var errWaited = errors.New("the machines are not up yet")

// ask wants an explicit yes; anything else buys nothing.
func (h *house) ask(ctx context.Context, yes bool) error {
	if yes {
		return nil
	}
	if _, err := fmt.Fprint(h.proc.Err, h.env.T("apply.question")+" "); err != nil {
		return err
	}
	answer := make(chan string, 1)
	go func() {
		line, err := bufio.NewReader(h.proc.In).ReadString('\n')
		if err != nil {
			line = ""
		}
		answer <- line
	}()
	select {
	case line := <-answer:
		if w := strings.ToLower(strings.TrimSpace(line)); w == "y" || w == "yes" {
			return nil
		}
		return &exitError{exitCancelled, errors.New("cancelled; nothing was bought")}
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
