package cli

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/notify"
)

// following gives c the flags of the commands that follow an order.
func following(f *flags, c *cobra.Command) *cobra.Command {
	f.registerNotify(c)
	c.Flags().DurationVar(&f.wait, "wait-timeout", 0, "end with code 9 when the order is not finished by then; 0 waits on")
	atLeast(c.Flags(), "wait-timeout", 0)
	return c
}

// watch follows an order.
func (h *program) watch(ctx context.Context, f *flags, id order.ID) error {
	tell, err := h.notifying(f.notify)
	if err != nil {
		return err
	}
	ctx, stop := limited(ctx, f.wait)
	defer stop()
	return h.follow(ctx, f, h.teller(f), id, tell, false)
}

// limited is ctx with the limit that was set on waiting; 0 is none.
func limited(ctx context.Context, wait time.Duration) (context.Context, context.CancelFunc) {
	if wait <= 0 {
		return ctx, func() {}
	}
	return context.WithTimeoutCause(ctx, wait, errWaited)
}

// follow waits until the order is finished or waits for a person, says each change on the error stream, and prints the
// result. With noWait it waits until everything is sent and no longer.
func (h *program) follow(ctx context.Context, f *flags, t *teller, id order.ID, tell notify.Options,
	noWait bool,
) error {
	v, err := h.until(ctx, t, id, nil, func(v order.View, _ bool) bool {
		return ended(v) || noWait && !slices.ContainsFunc(v.Batches, uncertain)
	})
	switch {
	case err != nil:
		return h.cutShort(f, t, v, err)
	case ended(v):
		if err := h.notice(context.WithoutCancel(ctx), tell, v); err != nil {
			warn(h.proc.Err, h.env.Text, err) // the order is as it is
		}
		return h.result(f, t, v, outcome(h.env, v))
	default:
		return h.result(f, t, v, accepted(h.env, v))
	}
}

// result prints the result and ends with err. What cannot be printed is an error of its own, whatever the machines do.
func (h *program) result(f *flags, t *teller, v order.View, err error) error {
	lost := t.end(v)
	if lost == nil || err != nil {
		return errors.Join(err, lost)
	}
	return followFailed(h.env, v, lost)
}

// cutShort ends the following of v, which is not finished, with err. Programs get the result as far as it is known,
// and so do those who waited for as long as they wanted to.
func (h *program) cutShort(f *flags, t *teller, v order.View, err error) error {
	if v.ID == "" || !f.format().structured() && !errors.Is(err, errWaited) {
		return err
	}
	return errors.Join(err, t.end(v))
}

// until tells each change of an order until enough says so; after late it is told that. With an error it returns the
// order as it was read last.
func (h *program) until(
	ctx context.Context, t *teller, id order.ID, late <-chan time.Time, enough func(order.View, bool) bool,
) (order.View, error) {
	ctx, end := h.interruptible(ctx)
	defer end()
	changes, stop := h.orders.Changes()
	defer stop()
	again := time.NewTicker(blindLook)
	defer again.Stop()
	tooLate := false
	s := sight{program: h, id: id}
	for {
		seen, err := s.look(ctx)
		if err != nil {
			return s.last, err
		}
		if seen {
			if err := t.tell(s.last); err != nil {
				return s.last, followFailed(h.env, s.last, err)
			}
			if enough(s.last, tooLate) {
				return s.last, nil
			}
		}
		if err := s.patience(seen); err != nil {
			return s.last, followFailed(h.env, s.last, err)
		}
		select {
		case <-changes:
		case <-again.C:
		case <-late:
			tooLate = true
		case <-ctx.Done():
			return s.last, h.left(ctx, id, s.last)
		}
	}
}

// left says what goes on when the operator leaves, or has waited for long enough.
func (h *program) left(ctx context.Context, id order.ID, v order.View) error {
	if errors.Is(context.Cause(ctx), errWaited) {
		return timedOut(h.env, id, v)
	}
	if h.proc.session == nil { // a session that ends leaves its order to the server
		h.service.StopStarting()
		if slices.Contains(h.service.Sending(), id) {
			h.leaving = id
			return context.Cause(ctx)
		}
	}
	if v.ID == "" {
		return errors.Join(context.Cause(ctx), errors.New(h.env.T("apply.unknown", "Order", id)))
	}
	err := lines(h.proc.Err, stateSentence(h.env, exitPartly, v))
	return errors.Join(context.Cause(ctx), err)
}
