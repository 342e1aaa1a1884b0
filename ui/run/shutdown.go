package run

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider/together"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/report"
)

// drain is how long a run that ends waits for requests in flight.
const drain = 3 * time.Minute

const (
	// JournalRetry is how often who follows an order looks whether the journal can be read, and written, again.
	JournalRetry = time.Second
	// JournalRead is how long one look may take.
	JournalRead = 10 * time.Second
	// JournalPatience is for how long a journal that is damaged, lost or full is waited for. One that does not answer,
	// or is busy, is waited for as long as the wait limit allows: nothing is wrong with what it has.
	JournalPatience = 10 * time.Second
)

// tearDown waits for the requests in flight, then ends the watchers and the simulated cloud. What is waited for is
// said, and one more ctrl+c ends the waiting: the requests are looked up at the next start.
func tearDown(ctx context.Context, rt *Runtime, stop context.CancelFunc, g *together.Group) error {
	rt.Service.StopStarting()
	waited := rt.Service.Sending()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	if ctx.Err() == nil { // otherwise this what the ctrl+c was about; the next one ends the process
		var leave context.CancelCauseFunc
		last, leave = context.WithCancelCause(last)
		defer leave(nil)
		defer context.AfterFunc(ctx, func() { leave(errLeft) })()
	}
	for _, id := range unanswered(last, rt, waited) {
		report.Note(rt.Process.Err, rt.Env.T("exit_summary.in_flight", "Order", id, "Minutes", int(drain/time.Minute)))
	}
	err := closeService(last, rt)
	if rt.Leaving != "" && !slices.Contains(waited, rt.Leaving) { // its answer has come meanwhile
		waited = append(waited, rt.Leaving)
	}
	for _, id := range waited {
		if err != nil {
			report.Note(rt.Process.Err, rt.Env.T("exit_summary.left", "Order", id))
		} else if v, err := rt.Service.Views.Order(last, id); err == nil {
			report.Note(rt.Process.Err, report.ExitSummary(rt.Env, v))
		}
	}
	if errors.Is(err, errLeft) {
		err = report.Exit(signalCode(ctx), errors.New(rt.Env.T("exit_summary.not_waited")))
	} else if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, errUnwritten) {
		err = report.Exit(report.ExitUnknown, errors.New(rt.Env.T("exit_summary.not_waited")))
	}
	settlePurchases(ctx, rt)
	stop()
	return cmp.Or(err, g.Wait())
}

// closeService ends the sending of orders. An answer that is here is waited for no longer than a journal may fail, all
// in all: the next run looks its request up.
func closeService(ctx context.Context, rt *Runtime) error {
	ctx, leave := context.WithCancelCause(ctx)
	defer leave(nil)
	ended, blind := make(chan struct{}), rt.JournalFailed
	defer close(ended)
	go func() {
		look := time.NewTicker(JournalRetry)
		defer look.Stop()
		var since time.Time
		for {
			select {
			case <-ended:
				return
			case now := <-look.C:
				switch {
				case len(rt.Service.Unwritten()) < len(rt.Service.Sending()) || rt.Service.Refused() == nil:
					since = time.Time{}
				case blind:
					leave(errUnwritten)
				case since.IsZero():
					since = now
				case now.Sub(since) >= JournalPatience:
					leave(errUnwritten)
				}
			}
		}
	}()
	return rt.Service.Close(ctx)
}

// errUnwritten is the cause when the journal does not take an answer.
var errUnwritten = errors.New("the journal does not take the answer to a request")

// errLeft is the cause when someone does not wait for a request in flight.
var errLeft = errors.New("a request in flight was left")

// unanswered are those of the orders of whose requests no answer is here. One whose answer is written down is sent no
// more, though who has sent it may not have ended yet.
func unanswered(ctx context.Context, rt *Runtime, ids []order.ID) []order.ID {
	answers := rt.Service.Unwritten()
	return slices.DeleteFunc(slices.Clone(ids), func(id order.ID) bool {
		v, err := rt.Service.Views.Order(ctx, id)
		if err == nil && v.Status != order.Sending && !slices.ContainsFunc(v.Batches, report.Uncertain) {
			return true
		}
		return slices.ContainsFunc(answers, func(u order.Unwritten) bool { return u.Order == id })
	})
}
