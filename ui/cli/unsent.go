package cli

import (
	"context"
	"time"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/run"
)

const (
	// unsentList is how long a list of orders waits for the word that a request which nobody sends was never sent.
	unsentList = 5 * time.Second
	// unsentApply is how long apply waits for it: longer than it takes to count a request as never sent.
	unsentApply = 90 * time.Second
)

// currentOrders are the orders as they are once the watching has settled what nobody sends, which does not take long.
func currentOrders(ctx context.Context, rt *run.Runtime, views []order.View) []order.View {
	if rt.Process.Session != nil { // the server has done that
		return views
	}
	ctx, done := context.WithTimeout(ctx, unsentList)
	defer done()
	for i, v := range views {
		if now, err := whileUnsent(ctx, rt, v, rt.Printer().Overdue); err == nil {
			views[i] = now
		}
	}
	return views
}

// waitForUnsent waits, within limits, until the requests of v that were written down are sent or count as never sent,
// and says so.
func waitForUnsent(ctx context.Context, rt *run.Runtime, v order.View) (order.View, error) {
	for _, b := range report.Intended(v) {
		report.Note(rt.Process.Err, report.WaitingFor(rt.Env, v, b))
	}
	limited, done := context.WithTimeout(ctx, unsentApply)
	defer done()
	now, err := whileUnsent(limited, rt, v, func(v order.View) bool { return len(report.Intended(v)) > 0 })
	if ctx.Err() != nil {
		return now, context.Cause(ctx)
	}
	return now, err
}

// whileUnsent waits until v is not so any more, or ctx ends, which is no error.
func whileUnsent(ctx context.Context, rt *run.Runtime, v order.View, so func(order.View) bool) (order.View, error) {
	if !so(v) {
		return v, nil
	}
	changes, stop := rt.Orders.Changes()
	defer stop()
	for {
		now, err := rt.Orders.Order(context.WithoutCancel(ctx), v.ID)
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
