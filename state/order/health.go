package order

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// A program that has the watch lock but gets nothing done would leave all programs without a view of the orders: it
// gives the watch lock up in less than a minute.
const (
	askTime    = 30 * time.Second // for one answer of the vendor, to watching
	fruitless  = 20 * time.Second // without a success, before the watch lock is given up
	lastHope   = 40 * time.Second // the same, when no other program wants the watch lock
	unwanted   = 4 * time.Second  // the watch lock stays free this long when unwanted: the others try every [retryLock]
	unwantable = 8 * time.Second  // the same, for one that could not do it now: who rests, and is well again, comes first
	firstRest  = 2 * time.Minute  // after the watch lock was given up while another program wants it; doubled each time
	lastRest   = 16 * time.Minute
	trialWell  = time.Minute      // between two trials of a program that has not got the watch lock
	trialUnfit = 20 * time.Second // of one that could not do it
)

// errHopeless ends a pass that gets nothing done.
var errHopeless = errors.New("this program cannot watch")

// health records whether this program can watch a key, and how it reacts. The zero value is for a program that can, as
// far as it knows. It is safe for concurrent use.
type health struct {
	mu sync.Mutex
	// vendor and store are the errors since the last success.
	vendor, store failure
	since         time.Time // it has the watch lock; zero when it has not
	alone         bool      // it took the watch lock because no other program wanted it
	rest          time.Duration
	until         time.Time // it leaves the watch lock to those who want it
	free          time.Time // since when no program has the watch lock while it is left to others; zero when one has
	tried         time.Time // the last trial
	trying        bool
}

// failure is the error that keeps the program from watching; its zero value means no error.
type failure struct {
	since time.Time
	err   error
}

// add keeps when it began.
func (t *failure) add(at time.Time, err error) {
	if t.err == nil || at.Before(t.since) {
		t.since = at
	}
	t.err = err
}

// asked notes the vendor's answer to a request that was made at the time.
func (h *health) asked(at time.Time, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	// which all programs are
	if e, ok := errors.AsType[*provider.Error](err); err == nil || ok && e.Kind == provider.KindThrottled {
		h.vendor = failure{}
		return
	}
	h.vendor.add(at, err)
}

// wrote notes the result of a pass, as far as the journal is concerned.
func (h *health) wrote(at time.Time, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if err != nil {
		h.store.add(at, err)
		return
	}
	h.store = failure{}
	if h.vendor.err == nil && !h.since.IsZero() {
		h.rest, h.until, h.alone = 0, time.Time{}, false
	}
}

// worst is the older of the failures.
func (h *health) worst() failure {
	if h.store.err != nil && (h.vendor.err == nil || h.store.since.Before(h.vendor.since)) {
		return h.store
	}
	return h.vendor
}

// hopeless reports whether this program has had the watch lock for too long without getting anything done.
func (h *health) hopeless(now time.Time) bool { return h.hope(now) <= 0 }

// hope is how long the watch lock is kept without a success.
func (h *health) hope(now time.Time) time.Duration {
	h.mu.Lock()
	defer h.mu.Unlock()
	limit := fruitless
	if h.alone {
		limit = lastHope
	}
	t := h.worst()
	switch {
	case t.err == nil || h.since.IsZero():
		return limit
	case t.since.Before(h.since):
		return limit - now.Sub(h.since)
	default:
		return limit - now.Sub(t.since)
	}
}

// took notes that this program has the watch lock.
func (h *health) took(now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.since.IsZero() {
		h.since, h.alone = now, !h.free.IsZero()
	}
	h.free = time.Time{}
}

// has reports whether this program has the watch lock, as far as it knows.
func (h *health) has() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return !h.since.IsZero()
}

// lost notes that it has not.
func (h *health) lost() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.since, h.free = time.Time{}, time.Time{}
}

// gaveUp notes that the program has given up the watch lock, and reports whether that was not reported before.
func (h *health) gaveUp(now time.Time) (why error, changed bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	changed = h.rest == 0
	h.rest = min(max(2*h.rest, firstRest), lastRest)
	h.since, h.free, h.until = time.Time{}, time.Time{}, now.Add(h.rest)
	return h.worst().err, changed
}

// unfit reports whether the watch lock is left to those who want it.
func (h *health) unfit(now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.since.IsZero() && (now.Before(h.until) || h.worst().err != nil)
}

// unwanted reports whether no other program wants the watch lock; taken says whether a program has it.
func (h *health) unwanted(now time.Time, taken bool) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if taken {
		h.free = time.Time{}
		return false
	}
	if h.free.IsZero() || now.Before(h.free) {
		h.free = now
	}
	limit := unwanted
	if h.worst().err != nil {
		limit = unwantable
	}
	return now.Sub(h.free) >= limit
}

// begin reports whether a trial is due, which is started then.
func (h *health) begin(now time.Time) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	every := trialWell
	if h.worst().err != nil {
		every = trialUnfit
	}
	if h.trying || !h.tried.IsZero() && now.Sub(h.tried) < every {
		return false
	}
	h.trying, h.tried = true, now
	return true
}

func (h *health) end() (store bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.trying = false
	return h.store.err != nil
}

// WatchError is why this program cannot watch the orders of an account at a product.
type WatchError struct {
	Product provider.ProductID
	Account string
	Since   time.Time
	Err     error // a [*provider.Error], a [*journal.Error], or whatever has ended a pass
}

// Reason is the cause as one word, for metrics.
func (t WatchError) Reason() string {
	if e, ok := errors.AsType[*journal.Error](t.Err); ok {
		return "journal_" + string(e.Reason)
	}
	if e, ok := errors.AsType[*provider.Error](t.Err); ok {
		return e.Kind.String()
	}
	if errors.Is(t.Err, context.DeadlineExceeded) {
		return provider.KindNetwork.String()
	}
	return provider.KindUnknown.String()
}

// Watching is how this program watches the orders of an account at a product.
type Watching struct {
	Product    provider.ProductID
	Account    string
	WatchLock  bool        // it is the one that does
	WatchError *WatchError // why it cannot; nil when it can, as far as it knows
}

// Watching returns the state of watching for every account, in order.
func (s *Service) Watching() []Watching {
	var all []Watching
	for _, a := range s.accounts.list() {
		all = append(all, a.watch.health.of(a.key))
	}
	slices.SortFunc(all, func(a, b Watching) int {
		return cmp.Or(cmp.Compare(a.Product, b.Product), cmp.Compare(a.Account, b.Account))
	})
	return all
}

func (h *health) of(k journal.Key) Watching {
	h.mu.Lock()
	defer h.mu.Unlock()
	w := Watching{Product: k.Product, Account: k.Account, WatchLock: !h.since.IsZero()}
	if t := h.worst(); t.err != nil {
		w.WatchError = &WatchError{Product: k.Product, Account: k.Account, Since: t.since, Err: t.err}
	}
	return w
}
