package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/rights"
)

// deciding are the flags of approve and deny.
type deciding struct {
	yes    bool
	seal   string
	reason string
}

// newDecision says yes or no to an order that waits for somebody else.
func newDecision(p Process, products []*provider.Product, f *flags, yes bool) *cobra.Command {
	var d deciding
	c := &cobra.Command{
		Use: "approve ORDER", Short: "Say yes to an order of somebody else's",
		Long: "Shows exactly what was asked for and asks. Nothing is bought by it: its operator sends it. A yes is for " +
			"this order at this\n" +
			"price; when anything of it changes, or its time is over, it counts no more. --seal decides about nothing but " +
			"what has\n" +
			"that seal in `orders show --json`.",
		Example: "metalwright orders approve o-k7q2m9x4\nmetalwright orders approve o-k7q2m9x4 --yes",
	}
	if !yes {
		c.Use, c.Short = "deny ORDER", "Say no to an order of somebody else's, or take a yes back"
		c.Long, c.Example = "", "metalwright orders deny o-k7q2m9x4 --reason 'two will do'"
		c.Flags().StringVar(&d.reason, "reason", "", "why, for its operator")
	} else {
		c.Flags().BoolVar(&d.yes, "yes", false, "say yes without being asked; needed without a terminal")
	}
	c.Flags().StringVar(&d.seal, "seal", "", "what was looked at")
	c.Args = words(cobra.ExactArgs(1))
	c.RunE = func(c *cobra.Command, args []string) error {
		return withProgram(c.Context(), p, products, *f, func(ctx context.Context, h *program) error {
			return withOrder(args[0], func(id order.ID) error { return h.decide(ctx, f, id, yes, d) })
		})
	}
	return c
}

func (h *program) decide(ctx context.Context, f *flags, id order.ID, yes bool, d deciding) error {
	v, err := h.orders.Order(ctx, id)
	if err != nil {
		return err
	}
	if v.Approval == nil {
		return fmt.Errorf("%w: %s", order.ErrDecided, id)
	}
	verdict := order.Verdict{Yes: yes, Seal: v.Approval.Seal, Reason: d.reason}
	if d.seal != "" {
		verdict.Seal = d.seal
	}
	if yes {
		if err := h.confirmYes(ctx, v, d.yes); err != nil {
			return err
		}
	}
	if err := h.orders.Decide(ctx, id, verdict); err != nil {
		return err
	}
	if v, err = h.orders.Order(ctx, id); err != nil {
		return err
	}
	return h.printer().result(h.proc.Out, f.format(), v)
}

// confirmYes shows all that is said yes to.
func (h *program) confirmYes(ctx context.Context, v order.View, yes bool) error {
	if err := h.printer().order(h.proc.Err, v); err != nil {
		return err
	}
	spec, err := json.MarshalIndent(v.Spec, "", "  ")
	if err != nil {
		return err
	}
	if err := h.printScript(ctx, v); err != nil {
		return err
	}
	if err := lines(h.proc.Err, string(provider.CleanJSON(spec, false)), h.env.T("approve.price", "Price", h.price(v),
		"Name", v.Approval.By)); err != nil {
		return err
	}
	if yes {
		return nil
	}
	if !h.proc.Terminal {
		return usage("approve.no_terminal")
	}
	return h.agreed(ctx, h.env.T("approve.question"), "approve.cancelled")
}

// printScript shows the first-boot script of an order to those who may read it, and says so to others.
func (h *program) printScript(ctx context.Context, v order.View) error {
	if v.Script == nil {
		return nil
	}
	text, shown, err := h.orders.Script(ctx, v.ID)
	if err != nil {
		return err
	}
	if !shown {
		return lines(h.proc.Err, h.env.T("approve.no_script", "Name", v.Approval.By))
	}
	out := []string{h.env.T("approve.script")}
	for line := range strings.Lines(text.Reveal()) {
		out = append(out, "    "+h.env.Clean(strings.TrimRight(line, "\r\n")))
	}
	return lines(h.proc.Err, out...)
}

func (h *program) price(v order.View) string {
	if !v.Quote.Known() {
		return h.env.T("review.unpriced")
	}
	return h.env.Total(v.Quote, v.Spec.Billing.Months)
}

// newSend sends an order that somebody else has approved.
func newSend(p Process, products []*provider.Product, f *flags) *cobra.Command {
	var yes, noWait bool
	c := &cobra.Command{
		Use:   "send ORDER",
		Short: "Send an order that somebody else has approved, and follow it until it is finished",
		Long: "Asks the vendor for the price once more and sends the order, exactly as it was approved. A password or " +
			"script that the\n" +
			"program no longer holds is given by applying the same file again, or on the board.",
		Example: "metalwright orders send o-k7q2m9x4 --yes",
		Args:    words(cobra.ExactArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			return withProgram(c.Context(), p, products, *f, func(ctx context.Context, h *program) error {
				id := order.ID(args[0])
				if err := withOrder(args[0], func(id order.ID) error { return h.confirmSend(ctx, id, yes) }); err != nil {
					return err
				}
				tell, err := h.notifying(f.notify)
				if err != nil {
					return err
				}
				if err := h.orders.Send(ctx, id, order.Dispatch{}); err != nil {
					return refusal(h.env, err)
				}
				return h.follow(ctx, f, h.teller(f), id, tell, noWait)
			})
		},
	}
	c.Flags().BoolVar(&yes, "yes", false, "send it without asking; needed without a terminal")
	c.Flags().BoolVar(&noWait, "no-wait", false, "end as soon as the vendor has accepted the order")
	f.registerNotify(c)
	return c
}

func (h *program) confirmSend(ctx context.Context, id order.ID, yes bool) error {
	v, err := h.orders.Order(ctx, id)
	if err != nil || yes {
		return err
	}
	if !h.proc.Terminal {
		return usage("apply.no_terminal")
	}
	if err := h.printer().order(h.proc.Err, v); err != nil {
		return err
	}
	return h.agreed(ctx, h.env.T("apply.question"), "apply.cancelled")
}

// send sends an order that waits, by the file that it was asked for with: what is in it now is what is meant.
func (h *program) send(ctx context.Context, r *prepared, v order.View, a applying) error {
	return h.keeping(ctx, a, func(keep func(provider.Secret) error) error {
		if err := h.complete(ctx, r, keep); err != nil {
			return err
		}
		defer h.log.hide(r.spec.Access.Secrets()...)() // the service hides them while it sends
		if err := h.summary(h.proc.Err, r); err != nil {
			return err
		}
		if err := h.ask(ctx, r, a.yes || v.Approval.State != order.AskedGiven); err != nil {
			return err
		}
		if err := h.orders.Send(ctx, v.ID, order.Dispatch{Secrets: r.spec.Access, Spec: &r.spec}); err != nil {
			return vendorError(h.env, r.file, err)
		}
		return nil
	})
}

// may tells what the one who runs this may do with an order. Who runs the program themselves is bound by no role, but
// says yes to no order of their own.
func (h *program) may(v order.View, a rights.Action) bool {
	mine := v.By == h.proc.User || v.Approval != nil && v.Approval.By == h.proc.User
	if mine && (a == rights.Approve || a == rights.Deny) {
		return false
	}
	return h.proc.session == nil || h.proc.session.Person().May(a, v.By)
}
