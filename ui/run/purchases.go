package run

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/report"
	"github.com/metalwright/metalwright/ui/step"
)

// bought is what is known of the purchases of a run. Its zero value is that it bought nothing, for certain.
type bought int

const (
	boughtNothing bought = iota
	boughtSome
	boughtUnknown
)

// allOrders may be embedded: it has a method of the name of its type.
type allOrders = step.Orders

// Purchases is the orders as one run has them. It notes which orders the run has bought for, or tried to.
// [trueError] makes the exit code of that.
type Purchases struct {
	allOrders
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

func newPurchases(of step.Orders) *Purchases {
	return &Purchases{allOrders: of, placed: map[order.ID]*attempt{}}
}

// Has reports whether the run has bought for the order, or tried to.
func (o *Purchases) Has(id order.ID) bool {
	if o == nil {
		return false
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.placed[id] != nil
}

func (o *Purchases) add(id order.ID, before int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.placed[id] == nil {
		o.placed[id] = &attempt{before: before}
	}
}

// Order keeps what is seen of an order that the run has bought for.
func (o *Purchases) Order(ctx context.Context, id order.ID) (order.View, error) {
	v, err := o.allOrders.Order(ctx, id)
	if err == nil {
		o.mu.Lock()
		defer o.mu.Unlock()
		if a := o.placed[id]; a != nil {
			a.seen = v
		}
	}
	return v, err
}

// Do carries a command out, and notes the order when the command buys for it.
func (o *Purchases) Do(ctx context.Context, c order.Command) error {
	what, id := order.Describe(c)
	if !what.Buys() {
		return o.allOrders.Do(ctx, c)
	}
	defer o.begin()()
	before := 0
	if what != policy.Order { // one that is there
		v, err := o.allOrders.Order(ctx, id)
		if err != nil {
			return err
		}
		before = len(v.Batches)
	}
	if err := o.allOrders.Do(ctx, c); err != nil {
		return err
	}
	o.add(id, before)
	return nil
}

// begin counts a call until the function that it returns is called.
func (o *Purchases) begin() (done func()) {
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
func (o *Purchases) wait(ctx context.Context) {
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
func (o *Purchases) ids() []order.ID {
	if o == nil {
		return nil
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Sorted(maps.Keys(o.placed))
}

// record adds what is known of one order. current says that it was read just now, sending that a request may be on
// its way.
func (o *Purchases) record(id order.ID, current, sending bool, answers []order.Unwritten) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.known = max(o.known, o.placed[id].bought(current, sending, answers))
}

// seen is an order that the run has bought for, as it was read last.
func (o *Purchases) seen(id order.ID) order.View {
	o.mu.Lock()
	defer o.mu.Unlock()
	v := o.placed[id].seen
	v.ID = id
	return v
}

// firstBuyer reports whether nothing was bought, or may have been, for any order of the run before it.
func (o *Purchases) firstBuyer() bool {
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
	pending := map[string]bought{} // by what the journal does not have yet
	for _, u := range answers {
		pending[u.Token] = answered(u)
	}
	for _, b := range a.seen.Batches {
		if b.N <= a.before {
			continue
		}
		is, ok := pending[b.Token]
		if !ok || is == boughtNothing && b.Found > 0 {
			is = settled(b)
		}
		if !ok && !current && is == boughtNothing { // it may have been sent since
			is = boughtUnknown
		}
		delete(pending, b.Token)
		all = append(all, is)
	}
	all = slices.AppendSeq(all, maps.Values(pending))
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

// saysNothingBought reports whether an exit code says that nothing was bought, or not by this run.
func saysNothingBought(code int) bool {
	switch code {
	case report.ExitOther, report.ExitUsage, report.ExitAuth, report.ExitRefused, report.ExitStale,
		report.ExitUnapproved, report.ExitCancelled, report.ExitPlaced:
		return true
	default:
		return false
	}
}

// trueCode is the exit code of a run that would end with was. first says that nothing is bought, or may be, of its
// orders but by this run; waited that it reached its wait limit.
func trueCode(was int, known bought, first, waited bool) int {
	switch {
	case !saysNothingBought(was) && was != report.ExitWaited && was != report.ExitUnknown:
		return was
	case known == boughtUnknown:
		return report.ExitUnknown
	case known == boughtNothing && (saysNothingBought(was) || !first),
		known == boughtSome && !saysNothingBought(was) && !first:
		return was
	case known == boughtNothing: // the answer came when it was not waited for any more
		return report.ExitRefused
	case waited:
		return report.ExitWaited
	default:
		return report.ExitPartly
	}
}

func idList(ids []provider.InstanceID) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = string(id)
	}
	return strings.Join(names, " ")
}
