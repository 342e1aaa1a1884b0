package order

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// watchEnv is what the parts of a watcher share: the vendor, within a budget, the journal, and the watch lock.
type watchEnv struct {
	key       journal.Key
	watchLock watchLock
	owners    *owners
	store     *journal.Store
	operator  func() provider.Operator
	limits    Limits
	budget    *budget
	now       func() time.Time
	after     func(time.Duration) <-chan time.Time
	point     func(string)
	log       *slog.Logger
	health    *health
}

// spend waits until the budget allows one request.
func (w *watchEnv) spend(ctx context.Context) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if wait, giveBack := w.budget.take(w.now()); wait > 0 {
		select {
		case <-w.after(wait):
		case <-ctx.Done():
			giveBack(w.now())
		}
	}
	switch {
	case ctx.Err() != nil:
	case !w.watchLock.held(): // the program was stopped meanwhile
		return errTakenOver
	case w.health.hopeless(w.now()):
		return errHopeless
	}
	return ctx.Err()
}

// errTakenOver ends a pass whose key another program may watch by now.
var errTakenOver = errors.New("another program may be watching")

// update is that of the journal. What was seen before another program took over may be older than what that one has
// written.
func (w *watchEnv) update(ctx context.Context, f func(*journal.Tx) error) error {
	if !w.watchLock.held() {
		return errTakenOver
	}
	return w.store.Update(ctx, f)
}

// clampDue corrects for a clock that was put back, so that no wait gets longer by it.
func (w *watchEnv) clampDue(tx *journal.Tx) error {
	now := w.now()
	deadline := now.Add(w.limits.Request + w.limits.Margin)
	return tx.ClampDue(w.key, journal.Times{
		Deadline: deadline, Settle: now.Add(settleWindow(w.operator().Product())), Look: deadline, Poll: now.Add(time.Minute),
		Check: now.Add(goneCheck),
	})
}

// request makes one request to the vendor, which the budget allows already, and notes the result.
func request[T any](ctx context.Context, w *watchEnv, ask func(context.Context) (T, error)) (T, error) {
	within, done := context.WithTimeout(ctx, askTime)
	defer done()
	at := w.now()
	v, err := ask(within)
	if e, ok := errors.AsType[*provider.Error](err); ok && e.Kind == provider.KindThrottled {
		w.budget.throttled(w.now())
	}
	if !ended(ctx) {
		w.health.asked(at, err)
	}
	return v, err
}
