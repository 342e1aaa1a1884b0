package order

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

func TestStopStarting(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	var w *world
	w = v.bmc(t, func(o *Options) {
		o.Point = func(name string) {
			if name == "after sent" {
				if w.inFlight.Load() != 1 {
					t.Errorf("inFlight = %d, want 1", w.inFlight.Load())
				}
				w.StopStarting()
			}
		}
	})
	id := w.place(t, w.confirmed(t, 4))
	w.running.sending.Wait()
	if err := w.Close(t.Context()); err != nil {
		t.Errorf("Close() = %v, want nil", err)
	}
	w.drive(t, time.Hour)
	if got := w.order(t, id); got.Bought != 2 || got.Rest != 2 || got.Status != Partial {
		t.Errorf("Order() = %s, bought %d, rest %d, want PARTIAL, 2, 2", got.Status, got.Bought, got.Rest)
	}
	w.check(t, v, 0)
}

// TestStartAgain has the user press ctrl+c while the first of two requests is on its way, and stay.
func TestStartAgain(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		point  string // when they decide to stay
		rest   int    // machines that a person has to order then
		orders int    // requests, in the end
	}{
		{"before the answer", "after answer", 0, 2},
		{"after the answer", "after outcome", 2, 2},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			var w *world
			w = v.bmc(t, func(o *Options) {
				o.Point = func(name string) {
					switch name {
					case "after sent":
						if len(w.Sending()) != 1 {
							t.Errorf("Sending() = %v, want the order", w.Sending())
						}
						if len(w.order(t, w.Sending()[0]).Batches) == 1 {
							w.StopStarting()
						}
					case c.point:
						w.StartAgain()
					}
				}
			})
			id := w.place(t, w.confirmed(t, 4))
			w.running.sending.Wait()
			if got := w.order(t, id); got.Rest != c.rest {
				t.Errorf("Order() = rest %d, want %d", got.Rest, c.rest)
			}
			if c.rest > 0 {
				if err := w.As("").Do(t.Context(), BuyRest{ID: id}); err != nil {
					t.Errorf("OrderRest() after staying = %v, want nil", err)
				}
			}
			w.drive(t, time.Hour)
			if got := w.order(t, id); got.Status != Done || v.requests() != c.orders {
				t.Errorf("Order() = %s after %d requests, want DONE after %d", got.Status, v.requests(), c.orders)
			}
			if err := w.Close(t.Context()); err != nil {
				t.Errorf("Close() = %v, want nil", err)
			}
			w.StartAgain() // nobody reopens what is closed
			if _, err := place(t.Context(), w.As("ann"), w.confirmed(t, 1)); !errors.Is(err, ErrStopping) {
				t.Errorf("Place() after Close() = %v, want %v", err, ErrStopping)
			}
			w.check(t, v, 0)
		})
	}
}

// TestAfterRestart reads an order in another program before its first poll.
func TestAfterRestart(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	dir, c := t.TempDir(), newClock(start)
	w := v.open(t, bmcID, dir, c, nil)
	id := w.place(t, w.confirmed(t, 2))
	w.drive(t, time.Hour)
	want := w.order(t, id)
	got := v.open(t, bmcID, dir, c, nil).order(t, id)
	if got.Status != Done || len(got.Instances) != 2 || got.Batches[0].OrderNumber == "" || got.Finished.IsZero() ||
		got.Instances[0].Name != want.Instances[0].Name ||
		got.Instances[0].Elapsed(c.now()) != want.Instances[0].Elapsed(c.now()) {
		t.Errorf("Order() after a restart = %+v, want %+v", got, want)
	}
}

// TestOutcomeIsWrittenWhenTheJournalIsBack takes the journal away at a point of sending and brings it back later.
func TestOutcomeIsWrittenWhenTheJournalIsBack(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		point    string
		word     Status
		requests int
	}{
		{"before sent", Rejected, 0}, // not on disk: not sent
		{"after answer", Done, 1},
	} {
		t.Run(c.point, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			dir, clk := t.TempDir(), newClock(start)
			file, away := filepath.Join(dir, journal.File), filepath.Join(dir, "away")
			move := func(from, to string) {
				if err := os.Rename(from, to); err != nil {
					t.Errorf("Rename() = %v, want nil", err)
				}
			}
			pauses := 0
			w := v.open(t, bmcID, dir, clk, func(o *Options) {
				o.Point = func(name string) {
					if name == c.point {
						move(file, away)
					}
				}
				o.After = func(d time.Duration) <-chan time.Time {
					if pauses++; pauses == 3 {
						move(away, file)
					}
					return clk.after(d)
				}
			})
			id := w.place(t, w.confirmed(t, 1))
			w.running.sending.Wait()
			w.drive(t, time.Hour)
			if got := w.order(t, id); got.Status != c.word || v.requests() != c.requests || pauses < 3 {
				t.Errorf("Order() = %s after %d requests, want %s after %d", got.Status, v.requests(), c.word, c.requests)
			}
			w.check(t, v, 0)
		})
	}
}

// byHand buys a machine as a user of the vendor's console would: without a token of metalwright.
func (w vendorSide) byHand(t *testing.T, s provider.Spec) []provider.InstanceID {
	t.Helper()
	s = s.Clone()
	s.Count, s.Name, s.Hostname = 1, "by-hand", ""
	s.Access = provider.Access{Login: provider.LoginPassword, Password: provider.NewSecret(marker)}
	receipt, err := w.buys.Create(t.Context(), provider.Batch{Spec: s})
	if err != nil || len(receipt.IDs) != 1 {
		t.Fatalf("Create() = %+v, %v, want one machine", receipt, err)
	}
	return receipt.IDs
}
