//go:build unix

package order

import (
	"context"
	"os"
	"syscall"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// releasing makes the releases that are due, until it kills itself at its point.
func releasing(l life) error {
	ctx, clk := context.Background(), newClock(time.UnixMilli(l.Now))
	s, store, err := l.service(ctx, Options{
		Now: clk.now, After: clk.after, Limits: Limits{Request: l.Request},
		Point: func(name string) {
			if name == l.Point {
				_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
				select {} // the signal is on its way
			}
		},
	})
	if err != nil {
		return err
	}
	if err := s.SignApprovalsWith(l.Order.Spec.Product, accountName, provider.NewSecret(l.Secret)); err != nil {
		return err
	}
	newLater(s).step(ctx)
	return store.Close()
}

// TestReleaseSurvivesKills kills a program at each point of a release, with its journal in a file and on a server:
// another one goes on. Every machine is released by one request that the vendor carries out, and none is forgotten; of
// prepaid machines a person is asked where nobody can know.
func TestReleaseSurvivesKills(t *testing.T) {
	t.Parallel()
	for _, charge := range []provider.Charge{provider.Postpaid, provider.Prepaid} {
		for _, point := range []string{
			"before release", "before release request", "after release", "before release is over",
		} {
			for _, engine := range []string{"file", "server"} {
				if engine == "server" && (charge == provider.Prepaid || point == "before release") {
					continue // each takes a database of its own
				}
				t.Run(string(charge)+" "+point+" "+engine, func(t *testing.T) {
					t.Parallel()
					j := journal.Options{Dir: t.TempDir()}
					if engine == "server" {
						j = timeless(postgres.Database(t))
						j.Dir = t.TempDir()
					}
					c := newCloud(t)
					w := c.openOn(t, bmcID, j, newClock(start), nil)
					id := chargedOrder(t, w, charge)
					w.clock.advance(48 * time.Hour)
					l := c.life("release", j.Dir, Place{Spec: provider.Spec{Product: bmcID}})
					l.Server, l.Lease, l.OwnClock = j.Server, j.Lease, j.OwnClock
					l.Now, l.Point = w.clock.now().UnixMilli(), point
					if !l.killed(t) {
						t.Fatalf("the program was not killed at %q", point)
					}
					if j.Server != "" {
						free(t, j)
					}
					loop := newLater(w.Service)
					for range 3 {
						loop.step(t.Context())
						w.drive(t, time.Hour)
					}
					checkReleasedOnce(t, c, w, id, charge, point)
				})
			}
		}
	}
}

// chargedOrder is [planned] with machines that are paid so.
func chargedOrder(t *testing.T, w *world, charge provider.Charge) ID {
	t.Helper()
	c := w.confirmed(t, 3)
	c.Spec.Billing = provider.Billing{Charge: charge}
	if charge == provider.Prepaid {
		c.Spec.Billing.Months = 1
	}
	var err error
	if c.Quote, err = w.operator.Quote(t.Context(), c.Spec); err != nil {
		t.Fatal(err)
	}
	c.ReleaseAt = w.clock.now().Add(48 * time.Hour)
	id := w.place(t, c)
	w.drive(t, time.Hour)
	return id
}

// checkReleasedOnce compares what the vendor was asked with what the journal says came of it.
func checkReleasedOnce(t *testing.T, c *cloud, w *world, id ID, charge provider.Charge, point string) {
	t.Helper()
	v := w.order(t, id)
	want := 3
	unsure := charge == provider.Prepaid && point != "before release"
	if unsure && point == "before release request" {
		want = 0
	}
	if n := c.terminated(); n != want {
		t.Errorf("the vendor was asked %d times to give a machine back, want %d", n, want)
	}
	switch {
	case unsure:
		if v.Later.Held != heldUnknown || v.Attention != AttentionRelease {
			t.Errorf("the release is %+v, %q, want a person asked", v.Later, v.Attention)
		}
	case !v.Later.Done:
		t.Errorf("the release is %+v, want it done", v.Later)
	case charge == provider.Postpaid && len(v.There()) > 0:
		t.Errorf("%d machines are there, want none", len(v.There()))
	}
	w.check(t, c, 0)
}
