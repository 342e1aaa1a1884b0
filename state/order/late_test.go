package order

import (
	"context"
	"runtime"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// TestAnswerComesLast has another host find the machines, and see them RUNNING, while the sender stands still with the
// answer: nobody polls them again, so the answer itself has to close the batch.
func TestAnswerComesLast(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	var w *world
	w = v.bmc(t, func(o *Options) {
		o.Point = func(name string) {
			if name != "after answer" {
				return
			}
			err := w.opt.Store.Update(t.Context(), func(tx *journal.Tx) error {
				for n, m := range v.ledger(t).Machines {
					b, _, err := tx.Batches.ByToken(m.Token)
					if err != nil {
						return err
					}
					_, err = tx.Instances.Put(journal.Instance{
						Instance: provider.Instance{ID: m.ID, Zone: b.Zone, Status: provider.StatusRunning, Token: m.Token},
						Key:      b.Key, Batch: b.ID, Position: n, Source: journal.SourceFound,
					})
					if err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				t.Errorf("Update() = %v, want nil", err)
			}
		}
	})
	id := w.place(t, w.confirmed(t, 2))
	w.running.sending.Wait()
	settle(t, w)
	if got := w.order(t, id); got.Status != Done || got.Open {
		t.Errorf("Order() = %s, open %v, want DONE, closed", got.Status, got.Open)
	}
	w.check(t, v, 0)
}

// TestAnswerAfterOthersDecided has the sender stand still with the answer to the first of two batches until another
// program has given it up, and a person has ordered on: the answer is written down all the same, and nothing is
// ordered after it.
func TestAnswerAfterOthersDecided(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	clk, dir := newClock(start), t.TempDir()
	const id ID = "o-late000001"
	var w, other *world
	var once sync.Once
	tries := 0
	w = v.open(t, bmcID, dir, clk, func(o *Options) {
		o.After = func(d time.Duration) <-chan time.Time {
			if tries++; tries > 12 {
				runtime.Goexit() // the answer cannot be written down: never mind how often it is tried
			}
			return clk.after(d)
		}
		o.Point = func(name string) {
			if name == "after answer" {
				once.Do(func() { other.orderOn(t, id) })
			}
		}
	})
	other = v.open(t, bmcID, dir, clk, nil)
	other.Use(bmcID, accountName, forgetful{other.operator}, other.buys)
	c := w.confirmed(t, 3)
	c.ID = id
	w.place(t, c)
	w.running.sending.Wait()
	got := w.order(t, id)
	if tries > 0 || len(got.Batches) != 3 || v.requests() != 3 {
		t.Errorf(
			"the order has %d batches after %d requests, and its answer was written down after %d failures, want 3, 3, 0",
			len(got.Batches), v.requests(), tries)
	}
	if first := got.Batches[0]; first.State != BatchAccepted || first.Found != 2 || first.RequestID == "" {
		t.Errorf("the first batch is %s with %d machines, request %q, want it accepted with both, and its request id",
			first.State, first.Found, first.RequestID)
	}
	if machines := len(v.ledger(t).Machines); got.Bought != machines {
		t.Errorf("the journal has %d machines, the vendor %d", got.Bought, machines)
	}
}

// orderOn gives up what the order waits for, and orders the rest.
func (w *world) orderOn(t *testing.T, id ID) {
	t.Helper()
	w.clock.advance(5 * time.Minute)
	if err := advance(t.Context(), w.Service, w.clock, 30*time.Minute); err != nil {
		t.Errorf("advance() = %v, want nil", err)
	}
	if err := w.As("").Do(t.Context(), CloseUnresolved{ID: id}); err != nil {
		t.Errorf("CloseUnresolved() = %v, want nil", err)
	}
	secrets := provider.Access{Password: provider.NewSecret(marker), InitScript: provider.NewSecret(markerScript)}
	if err := w.As("").Do(t.Context(), BuyRest{ID: id, Secrets: secrets}); err != nil {
		t.Errorf("OrderRest() = %v, want nil", err)
	}
	w.running.sending.Wait()
}

// forgetful is a vendor whose lists lag: it finds no machines.
type forgetful struct{ provider.Operator }

func (forgetful) Find(context.Context, provider.Batch) ([]provider.Instance, error) { return nil, nil }

func (forgetful) Ours(context.Context) ([]provider.Instance, error) { return nil, nil }

func (forgetful) List(context.Context, provider.ZoneID) ([]provider.Instance, error) { return nil, nil }

// TestAnswerComesTooLate has something else happen to the order before the answer to the first of two batches is
// written down: what is left waits for a person, whom another program may have shown it to.
func TestAnswerComesTooLate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		happen func(tx *journal.Tx, of string, b BatchView) error
	}{
		{"it was given up", func(tx *journal.Tx, _ string, b BatchView) error {
			_, err := move(tx, b.Token, eventExpire, "no answer until the deadline", journal.Patch{})
			return err
		}},
		{"the order has its next batch", func(tx *journal.Tx, of string, b BatchView) error {
			err := tx.Batches.Add(journal.Batch{
				ID: "other", Order: of, N: b.N + 1, Key: journalKey(), Token: "other",
				First: 2, Wanted: 1,
			})
			if err != nil {
				return err
			}
			_, err = move(tx, "other", eventUnsent, "by hand", noLook())
			return err
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			var w *world
			var once sync.Once
			tries := 0
			w = v.bmc(t, func(o *Options) {
				o.After = func(d time.Duration) <-chan time.Time {
					if tries++; tries > 12 {
						runtime.Goexit()
					}
					return w.clock.after(d)
				}
				o.Point = func(name string) {
					if name != "after answer" {
						return
					}
					once.Do(func() {
						o := w.orders(t)[0]
						err := w.opt.Store.Update(t.Context(), func(tx *journal.Tx) error {
							return c.happen(tx,
								string(o.ID), o.Batches[0])
						})
						if err != nil {
							t.Errorf("Update() = %v, want nil", err)
						}
					})
				}
			})
			id := w.place(t, w.confirmed(t, 3))
			w.running.sending.Wait()
			if got := w.order(t, id); got.Batches[0].State != BatchAccepted || got.Rest != 1 || v.requests() != 1 {
				t.Errorf("the batch is %s, %d machines are left after %d requests, want it accepted, 1, 1",
					got.Batches[0].State, got.Rest, v.requests())
			}
		})
	}
}
