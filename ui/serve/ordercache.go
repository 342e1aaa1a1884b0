package serve

import (
	"context"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

	"github.com/metalwright/metalwright/state/order"
)

const (
	// gap is the shortest time between two wakes: what changes in between is one frame on every screen.
	gap = 200 * time.Millisecond
	// fresh is how long a view may be shown again: how long ago something was depends on the clock.
	fresh = 5 * time.Second
	// unchanged is how long screens sleep while polls find nothing new. They say when the vendor was asked last.
	unchanged = 10 * time.Second
)

// orderCache reads the journal once for all sessions, and wakes them when it has changed.
type orderCache struct {
	from     Journal
	now      func() time.Time
	flight   singleflight.Group
	announce func(before, now []order.View) // of every change that was seen
	needed   func() bool                    // whether changes are looked at although no screen listens

	mu      sync.Mutex
	subs    map[chan struct{}]struct{}
	version uint64
	all     cached[[]order.View]
	one     map[order.ID]cached[order.View]
}

type cached[T any] struct {
	version uint64
	at      time.Time
	value   T
}

func newOrderCache(from Journal, now func() time.Time) *orderCache {
	return &orderCache{
		from: from, now: now, subs: map[chan struct{}]struct{}{}, version: 1,
		one: map[order.ID]cached[order.View]{},
	}
}

// run passes changes on until ctx ends.
func (h *orderCache) run(ctx context.Context) {
	changes, stop := h.from.Changes()
	defer stop()
	pause := time.NewTimer(0)
	defer pause.Stop()
	var last []order.View
	var woken time.Time
	for {
		select {
		case <-changes:
		case <-ctx.Done():
			return
		}
		started := h.now()
		h.forget()
		if h.watched() || h.needed() {
			now, err := h.orders(ctx)
			if err != nil || last == nil || started.Sub(woken) >= unchanged || !slices.EqualFunc(last, now, alike) {
				h.wake()
				woken = started
			}
			if err == nil {
				h.announce(last, now)
			}
			last = now
		} else {
			last = nil
		}
		pause.Reset(max(gap, 10*h.now().Sub(started))) // a large journal is read less often
		select {
		case <-pause.C:
		case <-ctx.Done():
			return
		}
	}
}

// alike reports whether two views show the same but for when the vendor was asked: a poll that found nothing new is no
// reason to draw hundreds of screens.
func alike(a, b order.View) bool {
	return reflect.DeepEqual(still(a), still(b))
}

// still is v without the times of asking.
func still(v order.View) order.View {
	v.Watch = order.Watch{Err: v.Watch.Err, Opened: v.Watch.Opened}
	v.Instances = slices.Clone(v.Instances)
	for i := range v.Instances {
		v.Instances[i].Seen = time.Time{}
	}
	return v
}

// bump forgets what was read and wakes everybody.
func (h *orderCache) bump() {
	h.forget()
	h.wake()
}

func (h *orderCache) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.version++
	clear(h.one)
	h.all = cached[[]order.View]{}
}

func (h *orderCache) watched() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.subs) > 0
}

// wake never waits.
func (h *orderCache) wake() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for c := range h.subs {
		select {
		case c <- struct{}{}:
		default: // woken already
		}
	}
}

func (h *orderCache) listen() (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	h.mu.Lock()
	defer h.mu.Unlock()
	h.subs[c] = struct{}{}
	return c, func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		delete(h.subs, c)
	}
}

// orders are all orders. The views are shared: nobody may change what they refer to.
func (h *orderCache) orders(ctx context.Context) ([]order.View, error) {
	h.mu.Lock()
	v, c := h.version, h.all
	h.mu.Unlock()
	if c.version == v && h.now().Sub(c.at) < fresh {
		return c.value, nil
	}
	return shared(ctx, h, "", v, func(ctx context.Context) ([]order.View, error) {
		got, err := h.from.Orders(ctx)
		if err == nil {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.all = cached[[]order.View]{v, h.now(), got}
			clear(h.one) // they may be older: who has seen something sees nothing from before it
		}
		return got, err
	})
}

// order is one of them.
func (h *orderCache) order(ctx context.Context, id order.ID) (order.View, error) {
	h.mu.Lock()
	v, c := h.version, h.one[id]
	h.mu.Unlock()
	if c.version == v && h.now().Sub(c.at) < fresh {
		return c.value, nil
	}
	return shared(ctx, h, id, v, func(ctx context.Context) (order.View, error) {
		got, err := h.from.Order(ctx, id)
		if err == nil {
			h.mu.Lock()
			defer h.mu.Unlock()
			h.one[id] = cached[order.View]{v, h.now(), got}
			if at := slices.IndexFunc(h.all.value, func(o order.View) bool { return o.ID == id }); at < 0 ||
				!alike(h.all.value[at], got) {
				h.all = cached[[]order.View]{} // the list is older
			}
		}
		return got, err
	})
}

// shared reads once for all who ask for the same at the same version. Who leaves ends the reading for nobody else.
func shared[T any](ctx context.Context, h *orderCache, id order.ID, version uint64, read func(context.Context) (T,
	error),
) (T, error) {
	key := string(id) + "\x00" + strconv.FormatUint(version, 10)
	done := h.flight.DoChan(key, func() (any, error) { return read(context.WithoutCancel(ctx)) })
	var none T
	select {
	case r := <-done:
		if r.Err != nil {
			return none, r.Err
		}
		return r.Val.(T), nil
	case <-ctx.Done():
		return none, context.Cause(ctx)
	}
}
