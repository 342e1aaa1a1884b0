package cli

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider/together"
	"github.com/metalwright/metalwright/state/order"
)

// drain is how long a run that ends waits for requests in flight.
const drain = 3 * time.Minute

// mostParting is how many orders are named when the screens are left.
const mostParting = 5

// part says in the shell what goes on when the screens have been left.
func (h *program) part(ctx context.Context) {
	views, err := h.orders.Orders(ctx)
	if err != nil {
		return // the screens have shown what there is
	}
	sending := h.service.Sending() // the end of the run tells of those
	views = slices.DeleteFunc(views, func(v order.View) bool { return !v.Unfinished() || slices.Contains(sending, v.ID) })
	for _, v := range views[:min(len(views), mostParting)] {
		note(h.proc.Err, exitSummary(h.env, v))
	}
	if n := len(views) - mostParting; n > 0 {
		note(h.proc.Err, h.env.T("parting.more", "Count", n))
	}
}

// unanswered are those of the orders of whose requests no answer is here.
func (h *program) unanswered(ids []order.ID) []order.ID {
	answers := h.service.Unwritten()
	return slices.DeleteFunc(slices.Clone(ids), func(id order.ID) bool {
		return slices.ContainsFunc(answers, func(u order.Unwritten) bool { return u.Order == id })
	})
}

// errUnwritten is the cause when the journal does not take an answer.
var errUnwritten = errors.New("the journal does not take the answer to a request")

// errLeft is the cause when somebody does not wait for a request in flight.
var errLeft = errors.New("a request in flight was left")

// close ends the sending of orders. An answer that is here is waited for no longer than a journal may fail, all in
// all: the next run looks its request up.
func (h *program) close(ctx context.Context) error {
	ctx, leave := context.WithCancelCause(ctx)
	defer leave(nil)
	ended, blind := make(chan struct{}), h.blind
	defer close(ended)
	go func() {
		look := time.NewTicker(blindLook)
		defer look.Stop()
		var since time.Time
		for {
			select {
			case <-ended:
				return
			case now := <-look.C:
				switch {
				case len(h.service.Unwritten()) < len(h.service.Sending()) || h.service.Refused() == nil:
					since = time.Time{}
				case blind:
					leave(errUnwritten)
				case since.IsZero():
					since = now
				case now.Sub(since) >= blindFor:
					leave(errUnwritten)
				}
			}
		}
	}()
	return h.service.Close(ctx)
}

// tearDown waits for the requests in flight, then ends the watchers and the simulated cloud. What is waited for is
// said, and one more ctrl+c ends the waiting: the requests are looked up at the next start.
func (h *program) tearDown(ctx context.Context, stop context.CancelFunc, g *together.Group) error {
	h.service.StopStarting()
	waited := h.service.Sending()
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), drain)
	defer cancel()
	if ctx.Err() == nil { // otherwise this is what the ctrl+c was about; the next one ends the process
		var leave context.CancelCauseFunc
		last, leave = context.WithCancelCause(last)
		defer leave(nil)
		defer context.AfterFunc(ctx, func() { leave(errLeft) })()
	}
	for _, id := range h.unanswered(waited) {
		note(h.proc.Err, h.env.T("parting.in_flight", "Order", id, "Minutes", int(drain/time.Minute)))
	}
	err := h.close(last)
	if h.leaving != "" && !slices.Contains(waited, h.leaving) { // its answer has come meanwhile
		waited = append(waited, h.leaving)
	}
	for _, id := range waited {
		if err != nil {
			note(h.proc.Err, h.env.T("parting.left", "Order", id))
		} else if v, err := h.service.Order(last, id); err == nil {
			note(h.proc.Err, exitSummary(h.env, v))
		}
	}
	if errors.Is(err, errLeft) {
		err = exitWith(signalCode(ctx), errors.New(h.env.T("parting.not_waited")))
	} else if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, errUnwritten) {
		err = exitWith(exitUnknown, errors.New(h.env.T("parting.not_waited")))
	}
	h.look(ctx)
	stop()
	return cmp.Or(err, g.Wait())
}
