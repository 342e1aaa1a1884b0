package cli

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
)

// lastLook is how long the end of a run waits for the journal to say what the run has bought.
const lastLook = 5 * time.Second

// bought is what is known of the purchases of a run. Its zero value is that it bought nothing, for certain.
type bought int

const (
	boughtNothing bought = iota
	boughtSome
	boughtUnknown
)

// anyOrders may be embedded: it has a method of the name of its type.
type anyOrders = step.Orders

// ordering is the orders as one run has them. It notes which orders the run has bought for, or tried to.
// [program.truth] makes the exit code of that.
type ordering struct {
	anyOrders
	mu     sync.Mutex
	calls  int           // that are on their way
	idle   chan struct{} // closed by the last of them; nil while nobody waits
	placed map[order.ID]*attempt
	known  bought
}

// attempt is an order that a run has bought for.
type attempt struct {
	before int        // requests that the order had before
	seen   order.View // as it was read last; without an ID: never
}

func newOrdering(of step.Orders) *ordering {
	return &ordering{anyOrders: of, placed: map[order.ID]*attempt{}}
}

// has reports whether the run has bought for the order, or tried to.
func (o *ordering) has(id order.ID) bool {
	if o == nil {
		return false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.placed[id] != nil
}

func (o *ordering) note(id order.ID, before int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.placed[id] == nil {
		o.placed[id] = &attempt{before: before}
	}
}

// Order keeps what is seen of an order that the run has bought for.
func (o *ordering) Order(ctx context.Context, id order.ID) (order.View, error) {
	v, err := o.anyOrders.Order(ctx, id)
	if err == nil {
		o.mu.Lock()
		defer o.mu.Unlock()
		if a := o.placed[id]; a != nil {
			a.seen = v
		}
	}
	return v, err
}

// Place places an order.
func (o *ordering) Place(ctx context.Context, c order.Confirmed) (order.ID, error) {
	defer o.call()()
	id, err := o.anyOrders.Place(ctx, c)
	if err == nil {
		o.note(id, 0)
	}
	return id, err
}

// Send sends an order that somebody else has approved.
func (o *ordering) Send(ctx context.Context, id order.ID, d order.Dispatch) error {
	return o.more(ctx, id, func() error { return o.anyOrders.Send(ctx, id, d) })
}

// OrderRest orders what was not bought.
func (o *ordering) OrderRest(ctx context.Context, id order.ID, secrets provider.Access) error {
	return o.more(ctx, id, func() error { return o.anyOrders.OrderRest(ctx, id, secrets) })
}

// RetryFailed orders what failed once more.
func (o *ordering) RetryFailed(ctx context.Context, id order.ID, secrets provider.Access) error {
	return o.more(ctx, id, func() error { return o.anyOrders.RetryFailed(ctx, id, secrets) })
}

// BuyAgain sends a request once more.
func (o *ordering) BuyAgain(ctx context.Context, id order.ID, a order.Again) error {
	return o.more(ctx, id, func() error { return o.anyOrders.BuyAgain(ctx, id, a) })
}

// more buys more for an order that is there.
func (o *ordering) more(ctx context.Context, id order.ID, do func() error) error {
	defer o.call()()
	v, err := o.anyOrders.Order(ctx, id)
	if err != nil {
		return err
	}
	if err := do(); err != nil {
		return err
	}
	o.note(id, len(v.Batches))
	return nil
}

// look reads what became of what the run has bought for. It is asked when nothing more is sent, and before the
// journal is closed.
func (h *program) look(ctx context.Context) {
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), lastLook)
	defer done()
	h.run.wait(ctx)
	sending, unwritten := h.service.Sending(), h.service.Unwritten()
	for _, id := range h.run.ids() {
		_, err := h.run.Order(ctx, id)
		var answers []order.Unwritten
		for _, u := range unwritten {
			if u.Order == id {
				answers = append(answers, u)
			}
		}
		h.run.settle(id, err == nil, slices.Contains(sending, id), answers)
	}
}

// call counts a call until the function that it returns is called.
func (o *ordering) call() (done func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.calls++
	return func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.calls--
		if o.calls == 0 && o.idle != nil {
			close(o.idle)
			o.idle = nil
		}
	}
}

// wait waits for the calls that are on their way, until ctx ends.
func (o *ordering) wait(ctx context.Context) {
	o.mu.Lock()
	if o.calls == 0 {
		o.mu.Unlock()
		return
	}
	if o.idle == nil {
		o.idle = make(chan struct{})
	}
	idle := o.idle
	o.mu.Unlock()
	select {
	case <-idle:
	case <-ctx.Done():
	}
}

// ids are the orders that the run has bought for.
func (o *ordering) ids() []order.ID {
	if o == nil {
		return nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Sorted(maps.Keys(o.placed))
}

// settle adds what is known of one order. current says that it was read just now, sending that a request may be on
// its way.
func (o *ordering) settle(id order.ID, current, sending bool, answers []order.Unwritten) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.known = max(o.known, o.placed[id].bought(current, sending, answers))
}

// seen is an order that the run has bought for, as it was read last.
func (o *ordering) seen(id order.ID) order.View {
	o.mu.Lock()
	defer o.mu.Unlock()
	v := o.placed[id].seen
	v.ID = id
	return v
}

// first reports whether nothing was bought, or may have been, for any order of the run before it.
func (o *ordering) first() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, a := range o.placed {
		for _, b := range a.seen.Batches {
			if b.N <= a.before && settled(b) != boughtNothing {
				return false
			}
		}
	}
	return true
}

// bought is what is known of one order. current says that it was read just now, sending that a request may be on its
// way.
func (a *attempt) bought(current, sending bool, answers []order.Unwritten) bought {
	var all []bought
	told := map[string]bought{} // by what the journal does not have yet
	for _, u := range answers {
		told[u.Token] = answered(u)
	}
	for _, b := range a.seen.Batches {
		if b.N <= a.before {
			continue
		}
		is, ok := told[b.Token]
		if !ok || is == boughtNothing && b.Found > 0 {
			is = settled(b)
		}
		if !ok && !current && is == boughtNothing { // it may have been sent since
			is = boughtUnknown
		}
		delete(told, b.Token)
		all = append(all, is)
	}
	all = slices.AppendSeq(all, maps.Values(told))
	if sending && len(answers) == 0 || !current && len(all) == 0 {
		all = append(all, boughtUnknown)
	}
	return slices.Max(append(all, boughtNothing))
}

// answered is what is known of a request whose answer the journal does not have yet.
func answered(u order.Unwritten) bought {
	switch {
	case u.Nothing:
		return boughtNothing
	case len(u.IDs) > 0 && u.Err == nil:
		return boughtSome
	default:
		return boughtUnknown
	}
}

// settled is what is known of one request.
func settled(b order.BatchView) bought {
	switch b.State {
	case order.BatchAccepted:
		return boughtSome
	// this run sends nothing any more, and nobody else does
	case order.BatchRejected, order.BatchNotSent, order.BatchIntent:
		return boughtNothing
	case order.BatchClosed:
		if b.Found > 0 {
			return boughtSome
		}
		return boughtUnknown
	case order.BatchSent, order.BatchAmbiguous, order.BatchUnresolved:
	}
	return boughtUnknown
}

// denies reports whether an exit code says that nothing was bought, or not by this run.
func denies(code int) bool {
	switch code {
	case exitOther, exitUsage, exitAuth, exitRefused, exitStale, exitUnapproved, exitCancelled, exitPlaced:
		return true
	default:
		return false
	}
}

// truth is the error of a run as it may end with it: the one place where what is known of the run's purchases meets
// what went wrong. Once an order was placed, no exit code says that nothing was bought unless that is known.
func (h *program) truth(ctx context.Context, err error) error {
	ids := h.run.ids()
	if err == nil || len(ids) == 0 {
		return err
	}
	was := h.code(ctx, err)
	now := trueCode(was, h.run.known, h.run.first(), errors.Is(err, errWaited))
	lines := h.unwritten()
	if now == was && len(lines) == 0 {
		return err
	}
	if now == was || denies(was) { // otherwise it said what was not known yet
		lines = append([]string{err.Error()}, lines...)
	}
	if now != was {
		for _, id := range ids {
			lines = append(lines, stateSentence(h.env, now, h.run.seen(id)))
		}
	}
	return exitWith(now, &wordedError{strings.Join(lines, "\n"), err})
}

// unwritten names the machines that the run has bought and the journal does not have.
func (h *program) unwritten() []string {
	var lines []string
	for _, u := range h.service.Unwritten() {
		if h.run.has(u.Order) && len(u.IDs) > 0 {
			lines = append(lines, h.env.T("apply.unwritten", "Order", u.Order, "Token", u.Token, "Machines", idList(u.IDs)))
		}
	}
	return lines
}

// trueCode is the exit code of a run that would end with was. first says that nothing is bought, or may be, of its
// orders but by this run; waited that it reached its wait limit.
func trueCode(was int, known bought, first, waited bool) int {
	switch {
	case !denies(was) && was != exitWaited && was != exitUnknown:
		return was
	case known == boughtUnknown:
		return exitUnknown
	case known == boughtNothing && (denies(was) || !first), known == boughtSome && !denies(was) && !first:
		return was
	case known == boughtNothing: // the answer came when it was not waited for any more
		return exitRefused
	case waited:
		return exitWaited
	default:
		return exitPartly
	}
}

// code is the exit code of err by itself.
func (h *program) code(ctx context.Context, err error) int {
	if h.proc.session != nil {
		return sessionCode(ctx, err)
	}
	return code(ctx, err)
}

func idList(ids []provider.InstanceID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
	}
	return strings.Join(names, " ")
}
