package order

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
)

// secretWords is a panic's value that quotes the secrets of the order.
const secretWords = "index out of range: " + marker + ", " + markerScript

// TestPanicWhileSending panics once at every place of a sending (three machines, batches of two): what may have left is
// never called unsent, the program continues, and an order placed after it is as good as any.
func TestPanicWhileSending(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name               string
		point              string // that panics
		client             string // "before" or "after": where the client panics
		log                string // the record whose handler panics
		first              State  // of the first batch, when all is over
		words              string // in the log
		rest, bought, buys int    // of the order; purchase requests
	}{
		{"before anything is sent", "before sent", "", "", BatchNotSent, "purchase panicked", 3, 0, 0},
		{"marked as sent", "after sent", "", "", BatchUnresolved, "purchase panicked", 1, 0, 0},
		{"while the mark is logged", "", "", "request marked", BatchNotSent, "purchase panicked", 3, 0, 0},
		{"in the client, before the request", "", "before", "", BatchUnresolved, "purchase panicked", 1, 0, 0},
		{"in the client, after the request", "", "after", "", BatchClosed, "purchase panicked", 1, 2, 1},
		{"while the answer is logged", "", "", "purchase answered", BatchClosed, "purchase panicked", 1, 2, 1},
		{"while the answer is logged, and the panic", "", "", "purchase", BatchClosed, "sending panicked", 1, 2, 1},
		{"with the answer", "after answer", "", "", BatchClosed, "purchase panicked", 1, 2, 1},
		{"with the outcome on disk", "after outcome", "", "", BatchClosed, "purchase panicked", 1, 2, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			var log lockedBuffer
			var repaired atomic.Bool // nothing panics any more
			w := v.bmc(t, func(o *Options) {
				o.Log = slog.New(brittle{slog.NewJSONHandler(&log, nil), c.log, &repaired})
				o.Point = func(name string) {
					if name == c.point && !repaired.Load() {
						panic(secretWords)
					}
				}
			})
			if c.client != "" {
				w.Use(bmcID, accountName, w.operator, buggy{w.buys, c.client == "before"})
			}
			order := w.confirmed(t, 3)
			id := w.place(t, order)
			w.running.sending.Wait()
			if n := w.inFlight.Load(); n != 0 {
				t.Errorf("inFlight after the panic = %d, want 0", n)
			}
			if b := w.order(t, id).Batches[0]; v.requests() > 0 && (b.State == BatchNotSent || b.State == BatchRejected) {
				t.Errorf("first batch after the panic = %s, but a request has left", b.State)
			}
			w.drive(t, time.Hour)
			got := w.order(t, id)
			if got.Batches[0].State != c.first || got.Rest != c.rest || got.Bought != c.bought || v.requests() != c.buys {
				t.Errorf("Order() = %s, first batch %s, rest %d, bought %d after %d requests; want %s, %d, %d after %d", got.Status,
					got.Batches[0].State, got.Rest, got.Bought, v.requests(), c.first, c.rest, c.bought, c.buys)
			}
			if text := log.text(); !strings.Contains(text, c.words) || planted(text) {
				t.Errorf("log = %s, want %q and no secret", text, c.words)
			}
			repaired.Store(true)
			w.use(t)
			next := w.place(t, order)
			settle(t, w)
			if got := w.order(t, next); got.Status != Done {
				t.Errorf("the next Order() = %s, want DONE", got.Status)
			}
			w.check(t, v, 0)
		})
	}
}

// TestPanicBeforeSending panics in the caller's own goroutine: nothing is claimed for ever.
func TestPanicBeforeSending(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"before intent", "after intent"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			var repaired atomic.Bool
			var hidden atomic.Int64
			w := v.bmc(t, func(o *Options) {
				o.Point = func(name string) {
					if name == point && !repaired.Load() {
						panic(secretWords)
					}
				}
				o.Hide = func(...provider.Secret) func() {
					hidden.Add(1)
					return func() { hidden.Add(-1) }
				}
			})
			order := w.confirmed(t, 3)
			func() {
				defer func() { _ = recover() }() // as the program does with what a session panics
				w.place(t, order)
			}()
			repaired.Store(true)
			id := w.place(t, order)
			w.drive(t, time.Hour)
			if got := w.order(t, id); got.Status != Done || v.requests() != 2 || hidden.Load() != 0 {
				t.Errorf("Order() = %s after %d requests, %d hide secrets, want DONE after 2, and none", got.Status, v.requests(),
					hidden.Load())
			}
			if err := w.Close(t.Context()); err != nil {
				t.Errorf("Close() = %v, want nil", err)
			}
			w.check(t, v, 0)
		})
	}
}

// TestPanicWhileWatching: a pass that panics is one that failed.
func TestPanicWhileWatching(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	var log lockedBuffer
	w := v.bmc(t, func(o *Options) { o.Log = slog.New(slog.NewJSONHandler(&log, nil)) })
	id := w.place(t, w.confirmed(t, 1))
	w.running.sending.Wait()
	w.Use(bmcID, accountName, blind{w.operator}, nil)
	w.clock.advance(time.Minute)
	watch := w.accounts.all[journalKey()].watch
	if err := w.loop(watch).pass(t.Context()); !errors.Is(err, errPanic) ||
		!strings.Contains(log.text(), "watching panicked") {
		t.Errorf("pass() = %v, want %v; log = %s", err, errPanic, log.text())
	}
	w.use(t)
	w.drive(t, time.Hour)
	if got := w.order(t, id); got.Status != Done {
		t.Errorf("Order() = %s, want DONE", got.Status)
	}
	w.check(t, v, 0)
}

// odd panics at the list of zones.
type odd struct{ provider.Operator }

func (odd) Zones(context.Context) ([]provider.Zone, error) { panic("an odd answer") }

// TestPanicWhileTrying: a program that has not got the watch lock tries the vendor now and then, and outlives it.
func TestPanicWhileTrying(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	var log lockedBuffer
	w := v.bmc(t, func(o *Options) { o.Log = slog.New(slog.NewJSONHandler(&log, nil)) })
	w.Use(bmcID, accountName, odd{w.operator}, nil)
	watch := w.accounts.all[journalKey()].watch
	for range 2 { // it tries again
		w.loop(watch).try(t.Context())
		watch.trials.Wait()
		w.clock.advance(time.Hour)
	}
	if got := log.text(); strings.Count(got, `"msg":"panic"`) != 2 || strings.Contains(got, "an odd answer") {
		t.Errorf("log = %s, want two panics without their words", got)
	}
}

// TestSecretsAreHiddenWhileSending: from before the order is on disk until nothing of it is being sent, whatever
// becomes of it.
func TestSecretsAreHiddenWhileSending(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		strike strike
	}{{"accepted", nil}, {"refused", refuse(product(t, bmcID))}, {"dropped", strike{{Do: sim.Drop, After: true}}}} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t, c.strike)
			var mu sync.Mutex
			var hidden []provider.Secret
			points := map[string]int{} // secrets that were hidden there, at least
			w := v.bmc(t, func(o *Options) {
				o.Hide = func(s ...provider.Secret) func() {
					mu.Lock()
					defer mu.Unlock()
					hidden = s
					return func() {
						mu.Lock()
						defer mu.Unlock()
						hidden = nil
					}
				}
				o.Point = func(name string) {
					mu.Lock()
					defer mu.Unlock()
					points[name] = len(hidden)
				}
			})
			w.place(t, w.confirmed(t, 1))
			w.running.sending.Wait()
			for _, name := range []string{
				"before intent", "after intent", "before sent", "after sent", "after answer",
				"after outcome",
			} {
				if points[name] != 2 {
					t.Errorf("hidden at %q = %d, want password and script", name, points[name])
				}
			}
			if len(hidden) != 0 {
				t.Errorf("hidden in the end = %d, want none", len(hidden))
			}
		})
	}
}

// buggy is a client that panics once its request has left, or before.
type buggy struct {
	provider.Buyer
	before bool
}

func (b buggy) Create(ctx context.Context, batch provider.Batch) (provider.Receipt, error) {
	if b.before {
		panic(secretWords)
	}
	r, err := b.Buyer.Create(ctx, batch)
	panic(fmt.Sprintf("%s: %v, %v", secretWords, r, err))
}

// brittle panics when a record begins with word, unless word is empty.
type brittle struct {
	slog.Handler
	word     string
	repaired *atomic.Bool
}

func (b brittle) Handle(ctx context.Context, r slog.Record) error {
	if b.word != "" && strings.HasPrefix(r.Message, b.word) && !b.repaired.Load() {
		panic(secretWords)
	}
	return b.Handler.Handle(ctx, r)
}

// blind is a client that panics when it is to look.
type blind struct{ provider.Operator }

func (blind) Instances(context.Context, provider.ZoneID, []provider.InstanceID) ([]provider.Instance, error) {
	panic("no such field")
}
