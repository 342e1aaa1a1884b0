package order

import (
	"context"
	"errors"
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
