package cli

import (
	"context"
	"time"

	"github.com/metalwright/metalwright/state/order"
)

const (
	// unsentList is how long a list of orders waits for the word that a request which nobody sends was never sent.
	unsentList = 5 * time.Second
	// unsentApply is how long apply waits for it: longer than it takes to count a request as never sent.
	unsentApply = 90 * time.Second
)

// current are the orders as they are once the watching has settled what nobody sends, which does not take long.
func (h *program) current(ctx context.Context, views []order.View) []order.View {
	if h.proc.session != nil { // the server has done that
		return views
	}
	ctx, done := context.WithTimeout(ctx, unsentList)
	defer done()
	for i, v := range views {
		if now, err := h.whileUnsent(ctx, v, h.printer().overdue); err == nil {
			views[i] = now
		}
	}
	return views
}

// unsent waits, within limits, until the requests of v that were written down are sent or count as never sent, and
// says so.
func (h *program) unsent(ctx context.Context, v order.View) (order.View, error) {
	for _, b := range intended(v) {
		note(h.proc.Err, waitingFor(h.env, v, b))
	}
	limited, done := context.WithTimeout(ctx, unsentApply)
	defer done()
	now, err := h.whileUnsent(limited, v, func(v order.View) bool { return len(intended(v)) > 0 })
	if ctx.Err() != nil {
		return now, context.Cause(ctx)
	}
	return now, err
}

// whileUnsent waits until v is not so any more, or ctx ends, which is no error.
func (h *program) whileUnsent(ctx context.Context, v order.View, so func(order.View) bool) (order.View, error) {
	if !so(v) {
		return v, nil
	}
	changes, stop := h.orders.Changes()
	defer stop()
	for {
		now, err := h.orders.Order(context.WithoutCancel(ctx), v.ID)
		if err != nil || !so(now) {
			return now, err
		}
		select {
		case <-changes:
		case <-ctx.Done():
			return now, nil
		}
	}
}
