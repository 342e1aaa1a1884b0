package order

import (
	"context"
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// TestReady asks machines that run, and none before, until each has answered; the first answer is in the journal, and
// nobody is asked again.
func TestReady(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	var mu sync.Mutex
	asked, open := map[provider.InstanceID]int{}, map[provider.InstanceID]bool{}
	w := v.bmc(t, func(o *Options) {
		o.Probe = func(_ context.Context, _ journal.Key, s provider.Spec, i provider.Instance) error {
			mu.Lock()
			defer mu.Unlock()
			asked[i.ID]++
			if i.Status != provider.StatusRunning || s.Zone == "" {
				t.Errorf("asked %s, which is %s, of an order in %q", i.ID, i.Status, s.Zone)
			}
			if open[i.ID] {
				return nil
			}
			return errors.New("connection refused")
		}
	})
	id := w.place(t, w.confirmed(t, 2))
	r := newReadiness(w.Service)
	if wait := r.ask(t.Context()); wait != 0 || len(asked) > 0 {
		t.Errorf("machines that come up are asked: %v, again in %v", asked, wait)
	}
	w.drive(t, 30*time.Minute)
	if wait := r.ask(t.Context()); wait != firstPause || len(asked) != 2 {
		t.Errorf("asked %v, again in %v", asked, wait)
	}
	if wait := r.ask(t.Context()); wait != firstPause || asked[w.order(t, id).Instances[0].ID] != 1 {
		t.Errorf("asked before the pause is over: %v, again in %v", asked, wait)
	}
	o := w.order(t, id)
	if o.Ready() != 0 || o.AllReady() || o.Instances[0].Ready() {
		t.Errorf("%d machines are ready before they answer", o.Ready())
	}
	open[o.Instances[0].ID] = true
	w.clock.advance(firstPause)
	r.ask(t.Context())
	o = w.order(t, id)
	if at := o.Instances[0].ReadyAt; o.Ready() != 1 || !at.Equal(w.clock.now()) || o.AllReady() {
		t.Errorf("%d machines are ready, the first since %v", o.Ready(), at)
	}
	w.drive(t, 5*time.Minute) // what the watcher writes leaves it alone
	open[o.Instances[1].ID] = true
	r.ask(t.Context())
	before := asked[o.Instances[0].ID]
	if wait := r.ask(t.Context()); wait != 0 || asked[o.Instances[0].ID] != before {
		t.Errorf("who has answered is asked again in %v", wait)
	}
	if o = w.order(t, id); !o.AllReady() || o.Instances[0].ReadyAt.After(o.Instances[1].ReadyAt) {
		t.Errorf("ready at %v and %v", o.Instances[0].ReadyAt, o.Instances[1].ReadyAt)
	}
}

// TestReadyGivesUp asks less and less often, and no machine any more that has been up for an hour.
func TestReadyGivesUp(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	asked := 0
	w := v.bmc(t, func(o *Options) {
		o.Probe = func(context.Context, journal.Key, provider.Spec, provider.Instance) error {
			asked++
			return errors.New("connection refused")
		}
	})
	w.place(t, w.confirmed(t, 1))
	w.drive(t, 15*time.Minute)
	r := newReadiness(w.Service)
	for range 500 {
		wait := r.ask(t.Context())
		if wait == 0 {
			break
		}
		w.clock.advance(wait)
	}
	if asked < 50 || asked > 80 {
		t.Errorf("asked %d times in an hour, want once a minute in the end", asked)
	}
	if len(r.next)+len(r.pause) > 0 {
		t.Errorf("%d machines are remembered that are not waited for any more", len(r.next))
	}
}
