package cli

import (
	"bufio"
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
)

// releasing are the flags of release.
type releasing struct {
	yes   bool
	limit time.Duration
}

// newRelease gives the machines of an order back.
func newRelease(p Process, products []*provider.Product, f *flags) *cobra.Command {
	var r releasing
	c := &cobra.Command{
		Use:   "release ORDER [INSTANCE...]",
		Short: "Give the machines of an order back to the vendor",
		Long: "Says what the vendor does with them, asks for the order's name, gives them back, and looks until they are " +
			"gone.\n" +
			"Without INSTANCE that is all machines of the order.",
		Example: "metalwright orders release o-k7q2m9x4\nmetalwright orders release o-k7q2m9x4 1001000000000000002 --yes",
		Args:    words(cobra.MinimumNArgs(1)),
		RunE: func(c *cobra.Command, args []string) error {
			return withProgram(c.Context(), p, products, *f, func(ctx context.Context, h *program) error {
				ids := make([]provider.InstanceID, 0, len(args)-1)
				for _, a := range args[1:] {
					ids = append(ids, provider.InstanceID(a))
				}
				return withOrder(args[0], func(id order.ID) error { return h.release(ctx, f, id, ids, r) })
			})
		},
	}
	c.Flags().BoolVar(&r.yes, "yes", false, "release without asking; needed without a terminal")
	c.Flags().DurationVar(&r.limit, "wait-timeout", 30*time.Minute,
		"end with code 9 when the machines are not gone by then")
	atLeast(c.Flags(), "wait-timeout", 0)
	return c
}

func (h *program) release(ctx context.Context, f *flags, id order.ID, ids []provider.InstanceID, r releasing) error {
	v, err := h.orders.Order(ctx, id)
	if err != nil {
		return err
	}
	if len(ids) == 0 {
		ids = there(v)
	}
	if len(ids) == 0 {
		err := lines(h.proc.Err, h.env.T("release.none", "Order", id))
		return errors.Join(err, h.print(f, v))
	}
	for _, i := range ids {
		if !slices.ContainsFunc(v.Instances, func(m order.InstanceView) bool { return m.ID == i }) {
			return usage("release.unknown", "Machine", string(i), "Order", id)
		}
	}
	if err := h.warn(v, ids); err != nil {
		return err
	}
	if err := h.confirmRelease(ctx, id, r.yes); err != nil {
		return err
	}
	asked := h.env.Now()
	if err := h.orders.Release(ctx, id, ids); err != nil {
		return h.refused(err)
	}
	ctx, stop := context.WithTimeoutCause(ctx, r.limit, errWaited)
	defer stop()
	return h.verify(ctx, f, v, ids, asked)
}

// there are the machines that are not known to be gone.
func there(v order.View) []provider.InstanceID {
	var ids []provider.InstanceID
	for _, i := range v.There() {
		ids = append(ids, i.ID)
	}
	return ids
}

// warn lists the machines, and says what the vendor does with them.
func (h *program) warn(v order.View, ids []provider.InstanceID) error {
	for _, i := range v.Instances {
		if !slices.Contains(ids, i.ID) {
			continue
		}
		if err := line(h.proc.Err, cmp.Or(i.Name, string(i.ID)), i.Status, i.ID); err != nil {
			return err
		}
	}
	return lines(h.proc.Err, h.env.Releasing(v))
}

// confirmRelease wants the order's name typed.
func (h *program) confirmRelease(ctx context.Context, id order.ID, yes bool) error {
	if yes {
		return nil
	}
	if !h.proc.Terminal {
		return usage("release.no_terminal")
	}
	if err := question(h.proc.Err, h.env.T("release.question", "Order", id)); err != nil {
		return err
	}
	typed, err := h.line(ctx)
	if err != nil {
		return err
	}
	if typed != string(id) {
		return &exitError{exitCancelled, errors.New(h.env.T("release.cancelled"))}
	}
	return nil
}

// line reads what is typed, until ctx ends; "" at the end of the input.
func (h *program) line(ctx context.Context) (string, error) {
	return readLine(ctx, bufio.NewReader(h.proc.In))
}

// readLine is line, from a reader that may be asked again.
func readLine(ctx context.Context, in *bufio.Reader) (string, error) {
	answer := make(chan string, 1)
	go func() { // ends with the input: reading a terminal cannot be taken back
		line, err := in.ReadString('\n')
		if err != nil && line == "" {
			answer <- ""
			return
		}
		answer <- strings.TrimSpace(line)
	}()
	select {
	case line := <-answer:
		return line, nil
	case <-ctx.Done():
		return "", context.Cause(ctx)
	}
}

// refused is what the vendor said against what was asked of it.
func (h *program) refused(err error) error {
	all := provider.All(err)
	if len(all) == 0 {
		return err
	}
	lines := make([]string, 0, len(all))
	for _, e := range all {
		lines = append(lines, vendorWords(h.env, e))
	}
	return &exitError{codeOf(all), &wordedError{strings.Join(lines, "\n"), err}}
}

// verify waits until the vendor lists the machines no more. Prepaid ones that run on to the end of their term are seen
// once more.
func (h *program) verify(ctx context.Context, f *flags, v order.View, ids []provider.InstanceID,
	asked time.Time,
) error {
	changes, stop := h.orders.Changes()
	defer stop()
	t := h.teller(f)
	for {
		now, err := h.orders.Order(context.WithoutCancel(ctx), v.ID)
		if err != nil {
			return err
		}
		if err := t.tell(now); err != nil {
			return err
		}
		left := slices.DeleteFunc(slices.Clone(ids), func(id provider.InstanceID) bool {
			return !slices.Contains(there(now), id)
		})
		if len(left) == 0 {
			err := lines(h.proc.Err, h.env.T("release.gone", "Count", len(ids)))
			return errors.Join(err, t.end(f, now))
		}
		if v.Spec.Billing.Charge == provider.Prepaid && now.Watch.PolledAt.After(asked) && runningOn(now, left) {
			err := lines(h.proc.Err, h.env.T("release.runs_on", "Count", len(left)))
			return errors.Join(err, t.end(f, now))
		}
		select {
		case <-changes:
		case <-ctx.Done():
			if errors.Is(context.Cause(ctx), errWaited) {
				err := &exitError{exitWaited, errors.New(h.env.T("release.not_gone", "Count", len(left), "Order", v.ID))}
				return errors.Join(err, t.end(f, now))
			}
			return context.Cause(ctx)
		}
	}
}

// runningOn reports whether the machines are as before.
func runningOn(v order.View, ids []provider.InstanceID) bool {
	for _, i := range v.Instances {
		if slices.Contains(ids, i.ID) && i.Status != provider.StatusRunning {
			return false
		}
	}
	return true
}
