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

// brokenOff is an order whose release has begun, by a program that has ended in the middle of it: no request has left.
func brokenOff(t *testing.T, w *world) ID {
	t.Helper()
	id := planned(t, w)
	w.clock.advance(48 * time.Hour)
	err := w.opt.Store.Update(t.Context(), func(tx *journal.Tx) error {
		l, _, err := tx.Releases.Get(string(id))
		if err != nil {
			return err
		}
		l.State, l.Owner, l.Started = journal.LaterStarted, w.opt.Owner, w.clock.now()
		return putLater(w.Service, tx, journalKey(), l, "ann")
	})
	if err != nil {
		t.Fatal(err)
	}
	w.clock.advance(settleTime)
	return id
}

// TestReleaseLeavesNoneBehind continues with a release that broke off with every machine that the vendor lists, in
// whatever state: one that is stopped costs money like one that runs, and the release is not done without it.
func TestReleaseLeavesNoneBehind(t *testing.T) {
	t.Parallel()
	for _, status := range []provider.Status{provider.StatusUnknown, provider.StatusFailed, provider.StatusCreating} {
		t.Run(string(status), func(t *testing.T) {
			t.Parallel()
			w := newCloud(t).bmc(t, nil)
			id := brokenOff(t, w)
			setStatus(t, w, id, status)
			newLater(w.Service).step(t.Context())
			w.drive(t, time.Hour)
			if o := w.order(t, id); !o.Later.Done || len(o.There()) != 0 {
				t.Errorf("the release is %+v with %d machines, want it done without any", o.Later, len(o.There()))
			}
		})
	}
}

// TestReleaseOutOfTime ends a release between two requests when its time is over, and continues it later: a request
// that is on its way is waited for, so that no answer is lost and no machine stays.
func TestReleaseOutOfTime(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, nil)
	id := planned(t, w)
	w.clock.advance(48 * time.Hour)
	var was journal.Later
	w.read(t, func(j *snapshot) (err error) {
		was, _, err = j.Releases.Get(string(id))
		return err
	})
	ctx, over := context.WithCancel(t.Context())
	v.ending = over // with the first request at the vendor
	c := releaseNow{was}
	err := w.Do(ctx, Actor{Name: "ann"}, c)
	if !transient(err) || c.outcome(err) != "" || !errors.Is(err, context.Canceled) {
		t.Errorf("a release without time = %v, held as %q, want it tried again", err, c.outcome(err))
	}
	if got := v.terminated(); got != 1 {
		t.Errorf("the vendor was asked %d times to release, want once", got)
	}
	if err := w.opt.Store.Update(t.Context(), func(tx *journal.Tx) error { return c.again(tx, w.Service) }); err != nil {
		t.Fatal(err)
	}
	w.clock.advance(settleTime)
	newLater(w.Service).step(t.Context())
	w.drive(t, time.Hour)
	if o := w.order(t, id); !o.Later.Done || len(o.There()) != 0 {
		t.Errorf("the release is %+v with %d machines, want it done without any", o.Later, len(o.There()))
	}
}

// TestReleaseHeldIsShown lists an order again that someone has taken off the lists, when its release is held: its
// machines cost money, and nobody would see that.
func TestReleaseHeldIsShown(t *testing.T) {
	t.Parallel()
	w := newCloud(t).bmc(t, nil)
	id := planned(t, w)
	if err := w.As("ben").Do(t.Context(), Forget{ID: id}); err != nil {
		t.Fatal(err)
	}
	w.later(t, 40*time.Hour)
	if views, err := w.Views.Orders(t.Context()); err != nil || len(views) != 0 {
		t.Errorf("before its time %d orders are listed, %v, want none", len(views), err)
	}
	w.later(t, 8*time.Hour)
	views, err := w.Views.Orders(t.Context())
	if err != nil || len(views) != 1 || views[0].Attention != AttentionRelease || views[0].CountThere() != 3 {
		t.Errorf("Orders() = %+v, %v, want the order with %s", views, err, AttentionRelease)
	}
	if _, err := w.Audit.Verify(t.Context(), journal.Head{}); err != nil {
		t.Errorf("Verify() = %v, want nil", err)
	}
}

// TestReleaseOfTheOthers releases, at its time, what an order still has when it was scheduled: others of its machines
// had been released before, or had never come up and were replaced.
func TestReleaseOfTheOthers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		before func(*testing.T, *world, ID)
		charge provider.Charge
		asked  int // requests to release at the time
		there  int // after it
	}{
		{"one was released", releaseOne, provider.Postpaid, 2, 0},
		{"the renewal of one was cancelled", releaseOne, provider.Prepaid, 2, 3},
		{"one was replaced", replaceOne, provider.Postpaid, 3, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			w := v.bmc(t, nil)
			p := w.confirmed(t, 3)
			if c.charge == provider.Prepaid {
				p.Spec.Billing = provider.Billing{Charge: provider.Prepaid, Months: 1}
				var err error
				if p.Quote, err = w.operator.Quote(t.Context(), p.Spec); err != nil {
					t.Fatal(err)
				}
			}
			id := w.place(t, p)
			w.drive(t, time.Hour)
			c.before(t, w, id)
			at := w.clock.now().Add(48 * time.Hour)
			if err := w.As("ann").Do(t.Context(), ReleaseLater{ID: id, At: at}); err != nil {
				t.Fatal(err)
			}
			before := v.terminated()
			w.later(t, 49*time.Hour)
			o := w.order(t, id)
			if got := v.terminated() - before; !o.Later.Done || got != c.asked || len(o.There()) != c.there {
				t.Errorf("the release is %+v after %d requests with %d machines, want it done after %d with %d", o.Later, got,
					len(o.There()), c.asked, c.there)
			}
		})
	}
}

func releaseOne(t *testing.T, w *world, id ID) {
	t.Helper()
	one := Release{ID: id, Machines: []provider.InstanceID{w.order(t, id).Instances[0].ID}}
	if err := w.As("ben").Do(t.Context(), one); err != nil {
		t.Fatal(err)
	}
	w.drive(t, time.Hour)
}

// replaceOne has a machine of the order never come up, and another one bought in its place.
func replaceOne(t *testing.T, w *world, id ID) {
	t.Helper()
	i := w.machines(t, id)[0]
	i.Status, i.Running, i.CheckAt = provider.StatusVanished, time.Time{}, time.Time{}
	err := w.opt.Store.Update(t.Context(), func(tx *journal.Tx) error {
		_, err := tx.Instances.Put(i)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.As("ann").Do(t.Context(), RetryFailed{ID: id, Secrets: w.confirmed(t, 1).Spec.Access}); err != nil {
		t.Fatal(err)
	}
	w.running.sending.Wait()
	w.drive(t, 2*time.Hour)
	if v := w.order(t, id); v.Status != Done || v.CountThere() != 3 {
		t.Fatalf("the order is %s with %d machines, want it done with three", v.Status, v.CountThere())
	}
}

// TestReleaseByTwoAtOnce has two programs begin the same release at the same moment: one of them makes it, and the
// vendor is asked once for each machine.
func TestReleaseByTwoAtOnce(t *testing.T) {
	t.Parallel()
	v, dir, clk := newCloud(t), t.TempDir(), newClock(start)
	id := planned(t, v.open(t, bmcID, dir, clk, nil))
	var both, made sync.WaitGroup
	both.Add(2)
	var all []*world
	for _, owner := range []string{"one", "two"} {
		all = append(all, v.open(t, bmcID, dir, clk, func(o *Options) {
			o.Owner = owner
			o.Point = func(name string) {
				if name == "before release" {
					both.Done()
					both.Wait()
				}
			}
		}))
	}
	clk.advance(48 * time.Hour)
	for _, w := range all {
		made.Go(func() { newLater(w.Service).step(t.Context()) })
	}
	made.Wait()
	all[0].drive(t, time.Hour)
	o := all[0].order(t, id)
	if got := v.terminated(); got != 3 || !o.Later.Done || len(o.There()) != 0 {
		t.Errorf("the vendor was asked %d times, the release is %+v with %d machines, want 3 times and it done", got, o.Later,
			len(o.There()))
	}
}
