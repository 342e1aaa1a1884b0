package cli

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
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

// errWaited is the cause when the wait limit was reached.
var errWaited = errors.New("the machines are not up yet")

// limited is ctx with the limit that was set on waiting; 0 is none.
func limited(ctx context.Context, wait time.Duration) (context.Context, context.CancelFunc) {
	if wait <= 0 {
		return ctx, func() {}
	}
	return context.WithTimeoutCause(ctx, wait, errWaited)
}

// follow waits until the order is finished or waits for a person, says each change on the error stream, and prints the
// result. With accepted it waits until everything is sent and no longer.
func (h *program) follow(ctx context.Context, f *flags, t *teller, id order.ID, tell notify.Options,
	accepted bool,
) error {
	v, err := h.until(ctx, t, id, nil, func(v order.View, _ bool) bool {
		return ended(v) || accepted && !slices.ContainsFunc(v.Batches, uncertain)
	})
	switch {
	case err != nil:
		return h.cutShort(f, t, v, err)
	case ended(v):
		if err := h.notice(context.WithoutCancel(ctx), tell, v); err != nil {
			h.say(err) // the order is as it is
		}
		return h.result(f, t, v, h.verdict(v))
	default:
		return h.result(f, t, v, h.acceptance(v))
	}
}

// result prints the result and ends with err. What cannot be printed is an error of its own, whatever the machines do.
func (h *program) result(f *flags, t *teller, v order.View, err error) error {
	lost := t.end(f, v)
	if lost == nil || err != nil {
		return errors.Join(err, lost)
	}
	return h.broken(v, lost)
}

// cutShort ends the following of v, which is not finished, with err. Programs get the result as far as it is known,
// and so do those who waited for as long as they wanted to.
func (h *program) cutShort(f *flags, t *teller, v order.View, err error) error {
	if v.ID == "" || !f.structured() && !errors.Is(err, errWaited) {
		return err
	}
	return errors.Join(err, t.end(f, v))
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
				return s.last, h.broken(s.last, err)
			}
			if enough(s.last, tooLate) {
				return s.last, nil
			}
		}
		if err := s.patience(seen); err != nil {
			return s.last, h.broken(s.last, err)
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
		return h.waited(id, v)
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
	err := lines(h.proc.Err, h.sentence(exitPartly, v))
	return errors.Join(context.Cause(ctx), err)
}

// waited is the exit code of an order that was not finished within the wait limit.
func (h *program) waited(id order.ID, v order.View) error {
	end := func(code int, text string) error { return &exitError{code, &wordedError{text, errWaited}} }
	switch {
	case v.ID == "":
		return end(exitUnknown, h.env.T("apply.unknown", "Order", id))
	case slices.ContainsFunc(v.Batches, uncertain):
		return end(exitUnknown, h.with(v, h.env.T("apply.unknown", "Order", id)))
	case v.Count(provider.StatusFailed)+v.Count(provider.StatusVanished)+v.Lost+v.Rest > 0:
		text := h.with(v, h.env.T("apply.partly", "Count", v.Wanted, "Running", v.Count(provider.StatusRunning), "Wanted",
			v.Wanted))
		return end(exitPartly, text+"\n"+h.env.T("apply.waited", "Order", id))
	default:
		return end(exitWaited, h.env.T("apply.waited", "Order", id))
	}
}

// broken is the end of what followed v because of err, which is no matter of the order's: its exit code says what is
// known of that.
func (h *program) broken(v order.View, err error) error {
	code := exitPartly
	switch {
	case v.ID == "" || slices.ContainsFunc(v.Batches, uncertain):
		code = exitUnknown
	case v.Bought == 0:
		return err
	}
	return &exitError{code, &wordedError{said(h.env.Text, err) + "\n" + h.sentence(code, v), err}}
}

// acceptance is the exit code of an order that is not waited for.
func (h *program) acceptance(v order.View) error {
	if v.Bought == v.Wanted {
		return nil
	}
	return h.verdict(v)
}

// ended reports whether there is nothing to wait for but a person.
func ended(v order.View) bool { return !v.Open || undecided(v) || v.Word == order.Waiting }

// undecided reports whether the order goes on only when a person says how. It does not while another of its requests
// is on its way or its machines come up.
func undecided(v order.View) bool {
	asked := false
	for _, b := range v.Batches {
		switch b.State {
		case order.BatchUnresolved:
			asked = true
		case order.BatchIntent, order.BatchSent, order.BatchAmbiguous, order.BatchAccepted:
			return false
		case order.BatchRejected, order.BatchNotSent, order.BatchClosed:
		}
	}
	return asked
}

// verdict is the exit code of an order that has ended, or waits for a person.
func (h *program) verdict(v order.View) error {
	end := func(code int, text string) error { return &exitError{code, errors.New(h.with(v, text))} }
	if err := h.unapproved(v); err != nil {
		return err
	}
	switch v.Word {
	case order.Done:
		return nil
	case order.Rejected:
		return end(exitRefused, h.env.T("apply.nothing"))
	case order.Ambiguous:
		return end(exitUnknown, h.env.T("apply.unknown", "Order", v.ID))
	default:
		return end(exitPartly, h.env.T("apply.partly", "Count", v.Wanted, "Running", v.Count(provider.StatusRunning),
			"Wanted", v.Wanted))
	}
}

// with adds to a sentence what the vendor said against the requests of v, a line each.
func (h *program) with(v order.View, text string) string {
	return strings.Join(append([]string{text}, h.against(v)...), "\n")
}

// against is what the vendor said against the requests of v that nothing has made good: its words, code and request id.
func (h *program) against(v order.View) []string {
	var lines []string
	for _, b := range v.Batches {
		again := slices.ContainsFunc(v.Batches, func(o order.BatchView) bool { return o.RetryOf == b.N })
		if b.Err == nil || again || b.State == order.BatchAccepted {
			continue
		}
		if line := h.said(b); !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	return lines
}

// said is what the vendor said against a request. What to do about it is said where it is certain that nothing was
// bought: nobody should try again what may have been.
func (h *program) said(b order.BatchView) string {
	if b.State == order.BatchRejected || b.State == order.BatchNotSent {
		return vendorWords(h.env, b.Err)
	}
	s := h.env.WhyInFile(b.Err)
	if trace := h.env.Trace(b.Err); trace != "" {
		s += " (" + trace + ")"
	}
	return s
}
