package cli

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/notify"
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

// unsteady is a journal with one order, which cannot always be read.
type unsteady struct {
	allOrders
	changes     chan struct{}
	fails, done *atomic.Bool
}

func (u unsteady) Changes() (<-chan struct{}, func()) { return u.changes, func() {} }

func (u unsteady) Orders(context.Context) ([]order.View, error) {
	if u.fails.Load() {
		return nil, errors.New("disk I/O error")
	}
	v := order.View{ID: "o-web", Status: order.Provisioning, Open: true}
	if u.done.Load() {
		v.Status, v.Open = order.Done, false
	}
	return []order.View{v}, nil
}

// TestNotifyAfterError wants an order that ends after the journal could not be read for a while to be reported, and
// the error once.
func TestNotifyAfterError(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]bool{"at the first look": true, "later": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				tx, err := text.New("en")
				if err != nil {
					t.Fatal(err)
				}
				o := unsteady{changes: make(chan struct{}), fails: &atomic.Bool{}, done: &atomic.Bool{}}
				o.fails.Store(first)
				rt := &run.Runtime{
					Env: &step.Env{Theme: theme.New(true, false), Text: tx}, Orders: o,
					Log: run.NewLog(io.Discard, run.Flags{}), Process: run.Process{Now: time.Now},
				}
				ctx, stop := context.WithCancel(t.Context())
				var bell strings.Builder
				failed, end := 0, make(chan struct{})
				go func() {
					defer close(end)
					notifyChanges(ctx, rt, notify.Options{Out: &bell, Bell: true, Now: time.Now}, func(error) { failed++ })
				}()
				synctest.Wait()
				o.fails.Store(true)
				o.changes <- struct{}{}
				time.Sleep(3*readAgain + readAgain/2) // between two looks
				o.fails.Store(false)
				if first { // what had ended before the first look is not reported
					time.Sleep(readAgain)
				}
				o.done.Store(true)
				if first {
					o.changes <- struct{}{}
				}
				time.Sleep(readAgain)
				stop()
				<-end
				if n := strings.Count(bell.String(), "\a"); n != 1 || failed != 1 {
					t.Errorf("%d bells and %d errors, want one of each", n, failed)
				}
			})
		})
	}
}

// TestNotifyOfReleases notifies once before an order is released, while nothing in the journal changes.
func TestNotifyOfReleases(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tx, err := text.New("en")
		if err != nil {
			t.Fatal(err)
		}
		later := order.Later{At: time.Now().Add(100 * time.Hour), By: "ann", Set: time.Now()}
		rt := &run.Runtime{
			Env: &step.Env{Theme: theme.New(true, false), Text: tx}, Orders: releasing{later: &later},
			Log: run.NewLog(io.Discard, run.Flags{}), Process: run.Process{Now: time.Now},
		}
		ctx, stop := context.WithCancel(t.Context())
		var bell bells
		end := make(chan struct{})
		go func() {
			defer close(end)
			notifyChanges(ctx, rt, notify.Options{Out: &bell, Bell: true, Now: time.Now}, func(err error) { t.Error(err) })
		}()
		time.Sleep(75 * time.Hour)
		synctest.Wait()
		if n := int(bell.Load()); n != 0 {
			t.Errorf("%d bells a day and an hour before, want none", n)
		}
		time.Sleep(2 * time.Hour)
		stop()
		<-end
		if n := int(bell.Load()); n != 1 {
			t.Errorf("%d bells within a day, want one", n)
		}
	})
}

// bells counts what is written.
type bells struct{ atomic.Int64 }

func (b *bells) Write(p []byte) (int, error) {
	b.Add(1)
	return len(p), nil
}

// releasing is a journal with one order that is released at a time.
type releasing struct {
	allOrders
	later *order.Later
}

func (releasing) Changes() (<-chan struct{}, func()) { return nil, func() {} }

func (r releasing) Orders(context.Context) ([]order.View, error) {
	return []order.View{{ID: "o-web", Status: order.Done, Later: r.later}}, nil
}
