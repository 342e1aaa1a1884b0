package order

import (
	"context"
	"errors"
	"testing"

	"github.com/metalwright/metalwright/provider"
)

// patient is a buyer that becomes ready when the test says so.
type patient struct {
	provider.Buyer

	waiting, ready chan struct{}
	err            error
}

func (s patient) Ready(context.Context, provider.Batch) error {
	close(s.waiting)
	<-s.ready
	return s.err
}

// TestReadyBeforeSent has a purchase wait for the vendor's rate limit: the batch is not marked as sent meanwhile, and
// its deadline begins afterwards. A buyer that cannot report the limit leaves the wait to the purchase.
func TestReadyBeforeSent(t *testing.T) {
	t.Parallel()
	for name, err := range map[string]error{"ready": nil, "unknown": errors.New("no room")} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			w := v.bmc(t, nil)
			b := patient{w.buys, make(chan struct{}), make(chan struct{}), err}
			w.Use(bmcID, accountName, w.operator, b)
			id := w.place(t, w.confirmed(t, 1))
			<-b.waiting
			if got := w.order(t, id).Batches[0]; got.State != BatchIntent || v.requests() != 0 {
				t.Errorf("while it waits the batch is %s with %d requests, want an intent with none", got.State, v.requests())
			}
			w.clock.advance(readyTime)
			began := w.clock.now()
			close(b.ready)
			w.running.sending.Wait()
			got := w.order(t, id).Batches[0]
			if got.State != BatchAccepted || got.Sent.Before(began) || v.requests() != 1 {
				t.Errorf(
					"after it the batch is %s, sent at %v with %d requests, want it accepted, sent after %v with one",
					got.State, got.Sent, v.requests(), began)
			}
		})
	}
}

// TestStopWhileNotReady stops the program while a purchase waits for the vendor's rate limit: it is not sent, and a
// person may order it.
func TestStopWhileNotReady(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, nil)
	b := patient{w.buys, make(chan struct{}), make(chan struct{}), nil}
	w.Use(bmcID, accountName, w.operator, b)
	id := w.place(t, w.confirmed(t, 3))
	<-b.waiting
	w.StopStarting()
	close(b.ready)
	if err := w.Close(t.Context()); err != nil {
		t.Errorf("Close() = %v, want nil", err)
	}
	got := w.order(t, id)
	if len(got.Batches) != 1 || got.Batches[0].State != BatchNotSent || got.Rest != 3 || v.requests() != 0 {
		t.Errorf("Order() = %+v, rest %d, after %d requests, want its batch not sent, 3, 0", got.Batches, got.Rest,
			v.requests())
	}
}
