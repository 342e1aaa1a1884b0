package run

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/report"
)

// lastLook is how long the end of a run waits for the journal to say what the run has bought.
const lastLook = 5 * time.Second

// settlePurchases reads the outcome of what the run has bought. It is asked when nothing more is sent, and before
// the journal is closed.
func settlePurchases(ctx context.Context, rt *Runtime) {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), lastLook)
	defer done()
	rt.Purchases.wait(ctx)
	sending, unwritten := rt.Service.Sending(), rt.Service.Unwritten()
	for _, id := range rt.Purchases.ids() {
		_, err := rt.Purchases.Order(ctx, id)
		var answers []order.Unwritten
		for _, u := range unwritten {
			if u.Order == id {
				answers = append(answers, u)
			}
		}
		rt.Purchases.record(id, err == nil, slices.Contains(sending, id), answers)
	}
}

// trueError is the error of a run as it may end with it: the one place where what is known of the run's purchases meets
// what went wrong. Once an order was placed, no exit code says that nothing was bought unless that is known.
func trueError(ctx context.Context, rt *Runtime, err error) error {
	ids := rt.Purchases.ids()
	if err == nil || len(ids) == 0 {
		return err
	}
	was := exitCode(ctx, rt.Process, err)
	now := trueCode(was, rt.Purchases.known, rt.Purchases.firstBuyer(), errors.Is(err, report.ErrWaitTimeout))
	lines := unwritten(rt)
	if now == was && len(lines) == 0 {
		return err
	}
	if now == was || saysNothingBought(was) { // otherwise it said what was not known yet
		lines = append([]string{err.Error()}, lines...)
	}
	if now != was {
		for _, id := range ids {
			lines = append(lines, report.StateSentence(rt.Env, now, rt.Purchases.seen(id)))
		}
	}
	return report.Exit(now, &report.LocalizedError{Text: strings.Join(lines, "\n"), Err: err})
}

// unwritten names the machines that the run has bought and the journal does not have.
func unwritten(rt *Runtime) []string {
	var lines []string
	for _, u := range rt.Service.Unwritten() {
		if rt.Purchases.Has(u.Order) && len(u.IDs) > 0 {
			lines = append(lines, rt.Env.T("apply.unwritten", "Order", u.Order, "Token", u.Token, "Machines", idList(u.IDs)))
		}
	}
	return lines
}

// exitCode is the exit code of err by itself.
func exitCode(ctx context.Context, p Process, err error) int {
	if p.Session != nil {
		return SessionExitCode(ctx, err)
	}
	return ExitCode(ctx, err)
}
