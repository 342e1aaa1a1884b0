package order

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
)

// TestFaults gives the first batch of an order for three machines (batches of two) every fault of the vendor's.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		strike    strike
		first     State // of the first batch, in the end
		word      Status
		bought    int
		rest      int
		attention Attention
	}{
		{"none", nil, BatchClosed, Done, 3, 0, ""},
		{
			"refused",
			strike{{Do: sim.Refuse, Code: "INVALID_PARAMETER_INSTANCE_NAME_EXCEED"}},
			BatchRejected, Rejected,
			0, 3, "",
		},
		{"throttled", strike{{Do: sim.Throttle}}, BatchRejected, Done, 3, 0, ""},
		{"dropped before", strike{{Do: sim.Drop}}, BatchUnresolved, Ambiguous, 0, 1, AttentionUndecided},
		{"broken before", strike{{Do: sim.Broken}}, BatchUnresolved, Ambiguous, 0, 1, AttentionUndecided},
		{"dropped after", strike{{Do: sim.Drop, After: true}}, BatchClosed, Partial, 2, 1, ""},
		{"gateway's page after", strike{{Do: sim.HTML, After: true}}, BatchClosed, Partial, 2, 1, ""},
		{"broken after", strike{{Do: sim.Broken, After: true}}, BatchClosed, Partial, 2, 1, ""},
		{"truncated", strike{{Do: sim.Truncate}}, BatchClosed, Partial, 2, 1, ""},
		{"null after", strike{{Do: sim.Null, After: true}}, BatchClosed, Partial, 2, 1, ""},
		{"hangs after", strike{{Do: sim.Hang, After: true}}, BatchClosed, Partial, 2, 1, ""},
		{"late", strike{{Do: sim.Late, For: 30 * time.Second}}, BatchClosed, Partial, 2, 1, ""},
		{"later than the settle window", veryLate(), BatchClosed, Partial, 2, 1, ""},
		{"in part", strike{{Do: sim.Partial, Keep: 1}}, BatchClosed, Partial, 2, 1, ""},
		{"in part, dropped", strike{{Do: sim.Partial, Keep: 1}, {Do: sim.Drop, After: true}}, BatchClosed, Partial, 1, 2, ""},
		{"invisible", strike{{Do: sim.Hide, For: 20 * time.Second}}, BatchClosed, Done, 3, 0, ""},
		{"one vanishes", strike{{Do: sim.Vanish, Nth: 2}}, BatchClosed, Partial, 3, 0, AttentionVanished},
		{"one fails", strike{{Do: sim.InstallFailed, Nth: 2}}, BatchClosed, Partial, 3, 0, AttentionPaid},
		{
			"odd status for a while",
			strike{{Do: sim.OddStatus, Word: "POLISHING", For: time.Minute}},
			BatchClosed,
			Done, 3, 0, "",
		},
		{"refused, and yet one", strike{
			{Do: sim.Late, Code: "INVALID_PARAMETER_INSTANCE_NAME_EXCEED", For: time.Second}, {Do: sim.Partial, Keep: 1},
		}, BatchClosed, Partial, 1, 2, attentionLate},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t, c.strike)
			w := v.bmc(t, func(o *Options) {
				if c.strike != nil && c.strike[0].Do == sim.Hang {
					o.Limits.Request = 300 * time.Millisecond
				}
			})
			id := w.place(t, w.confirmed(t, 3))
			w.drive(t, 3*time.Hour)
			got := w.order(t, id)
			if got.Status != c.word || got.Bought != c.bought || got.Rest != c.rest || got.Attention != c.attention ||
				got.Batches[0].State != c.first {
				t.Errorf("Order() = %s, bought %d, rest %d, attention %q, first batch %s (%v); want %s, %d, %d, %q, %s",
					got.Status, got.Bought, got.Rest, got.Attention, got.Batches[0].State, got.Batches[0].Err,
					c.word, c.bought, c.rest, c.attention, c.first)
			}
			if c.first == BatchUnresolved {
				if err := w.As("").Do(t.Context(), CloseUnresolved{ID: id}); err != nil {
					t.Errorf("CloseUnresolved() = %v, want nil", err)
				}
				w.drive(t, time.Hour)
			}
			w.check(t, v, 0)
		})
	}
}

// TestUnsent cannot connect to the vendor: it is certain that nothing was bought.
func TestUnsent(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, nil)
	order := w.confirmed(t, 3)
	w.unplug(t)
	id := w.place(t, order)
	w.drive(t, time.Hour)
	if got := w.order(t, id); got.Status != Rejected || got.Batches[0].State != BatchNotSent || got.Rest != 3 {
		t.Errorf("Order() = %s, first batch %s, rest %d, want REJECTED, not_sent, 3", got.Status, got.Batches[0].State,
			got.Rest)
	}
	w.use(t)
	if err := w.As("").Do(t.Context(), BuyRest{ID: id}); err != nil {
		t.Errorf("OrderRest() = %v, want nil", err)
	}
	w.drive(t, time.Hour)
	if got := w.order(t, id); got.Status != Done {
		t.Errorf("Order() after OrderRest() = %s, want DONE", got.Status)
	}
	w.check(t, v, 0)
}

func TestRefusalIsRestored(t *testing.T) {
	t.Parallel()
	const code = "INVALID_PARAMETER_INSTANCE_NAME_EXCEED"
	v := newCloud(t, strike{{Do: sim.Refuse, Code: code, Message: "password " + marker + " is weak"}})
	dir, c := t.TempDir(), newClock(start)
	id := func() ID {
		w := v.open(t, bmcID, dir, c, nil)
		id := w.place(t, w.confirmed(t, 1))
		w.drive(t, time.Minute)
		return id
	}()
	w := v.open(t, bmcID, dir, c, nil) // another program
	got := w.order(t, id).Refusal()
	if got == nil {
		t.Fatal("Refusal() = nil, want the vendor's refusal")
	}
	if got.Kind != provider.KindInvalid || got.At() != provider.FieldName || got.Code != code || got.HTTP == 0 ||
		got.Advice == "" || got.RequestID == "" || got.Outcome != provider.Refused {
		t.Errorf("Refusal() = %+v, want it as the provider made it", got)
	}
	if want := "password •••••••• is weak"; got.Message != want {
		t.Errorf("Refusal() = %q, want %q", got.Message, want)
	}
	if asks := w.order(t, id).Asks; len(asks) != 2 {
		t.Errorf("Asks = %v, want password and script in a program that never had them", asks)
	}
}

func TestThrottledThreeTimesAtMost(t *testing.T) {
	t.Parallel()
	throttle := strike{{Do: sim.Throttle}}
	v := newCloud(t, throttle, throttle, throttle, throttle, throttle)
	w := v.bmc(t, nil)
	id := w.place(t, w.confirmed(t, 1))
	w.drive(t, time.Hour)
	got := w.order(t, id)
	if got.Status != Rejected || len(got.Batches) != 4 || got.Batches[3].RetryOf != 3 {
		t.Errorf("Order() = %s with %d batches, want REJECTED after one try and three more", got.Status, len(got.Batches))
	}
	tokens := map[string]bool{}
	for _, b := range got.Batches {
		tokens[b.Token] = true
	}
	if len(tokens) != 4 {
		t.Errorf("tokens = %v, want a new one for each batch", tokens)
	}
}

func TestVanishedNeedsFourMissesAndTwoMinutes(t *testing.T) {
	t.Parallel()
	v := newCloud(t, strike{{Do: sim.Vanish}})
	w := v.bmc(t, nil)
	id := w.place(t, w.confirmed(t, 1))
	w.drive(t, 119*time.Second)
	if got := w.order(t, id); got.Status != Provisioning || got.Instances[0].Misses < missesToGone {
		t.Errorf("Order() before two minutes = %s with %d misses, want PROVISIONING", got.Status, got.Instances[0].Misses)
	}
	w.drive(t, 30*time.Second)
	got := w.order(t, id)
	if got.Instances[0].Status != provider.StatusVanished || !got.Open || got.Lost != 0 {
		t.Errorf("Order() after two minutes = %s, open %v, lost %d, want VANISHED and open until a slower check agrees",
			got.Instances[0].Status, got.Open, got.Lost)
	}
	w.drive(t, 11*time.Minute)
	if got = w.order(t, id); got.Open || got.Status != Failed || got.Lost != 1 {
		t.Errorf("Order() after the check = %s, open %v, lost %d, want FAILED, closed, 1", got.Status, got.Open, got.Lost)
	}
}

// TestRequestsPerPass has many people look at two orders and ask for a look: the vendor is asked for a hundred machines
// at a time, once, however many there are.
func TestRequestsPerPass(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, nil)
	w.product.MaxBatch = 100
	for range 2 {
		w.place(t, w.confirmed(t, 125))
		w.running.sending.Wait()
	}
	before := v.ledger(t).Requests("bmc", "DescribeInstances")
	for n := range 50 {
		by := w.As(fmt.Sprint("viewer-", n))
		for _, o := range w.orders(t) {
			_, err := by.Order(t.Context(), o.ID)
			if err = errors.Join(err, by.Do(t.Context(), Refresh{ID: o.ID})); err != nil {
				t.Fatal(err)
			}
		}
	}
	watch := w.accounts.all[journalKey()].watch
	for range 2 {
		if err := watch.poller.poll(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if got := v.ledger(t).Requests("bmc", "DescribeInstances") - before; got != 3 || v.largest != 100 {
		t.Errorf("250 machines of two orders, seen by 50 people = %d requests of at most %d ids, want 3 of 100", got,
			v.largest)
	}
}

// TestLookUpsAreMadeTogether has many purchases of unknown outcome: they cost no request each.
func TestLookUpsAreMadeTogether(t *testing.T) {
	t.Parallel()
	const orders = 12
	var strikes []strike
	for range orders {
		strikes = append(strikes, strike{{Do: sim.Drop}})
	}
	v := newCloud(t, strikes...)
	w := v.bmc(t, nil)
	for range orders {
		w.place(t, w.confirmed(t, 1))
		w.running.sending.Wait()
	}
	before := v.ledger(t).Requests("bmc", "DescribeInstances")
	w.clock.advance(30 * time.Second)
	if err := w.accounts.all[journalKey()].watch.lookups.lookAll(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, o := range w.orders(t) {
		if b := o.Batches[0]; b.State != BatchAmbiguous || b.Looks != 1 {
			t.Errorf("batch %s = %s after %d look-ups, want ambiguous after 1", b.Token, b.State, b.Looks)
		}
	}
	if got := v.ledger(t).Requests("bmc", "DescribeInstances") - before; got != 1 {
		t.Errorf("requests for %d look-ups = %d, want 1", orders, got)
	}
	settle(t, w)
	w.check(t, v, 0)
}

// TestRefusalIsChecked has the vendor refuse a batch and buy a part of it: half a minute later it is found.
func TestRefusalIsChecked(t *testing.T) {
	t.Parallel()
	v := newCloud(t, strike{
		{Do: sim.Late, Code: "INVALID_PARAMETER_INSTANCE_NAME_EXCEED", For: time.Second}, {Do: sim.Partial, Keep: 1},
	})
	w := v.bmc(t, nil)
	w.drive(t, 0) // the sweep of the start is over
	id := w.place(t, w.confirmed(t, 2))
	w.drive(t, 29*time.Second)
	if got := w.order(t, id); got.Bought != 0 || got.Status != Rejected {
		t.Errorf("Order() after 29 s = %s, bought %d, want REJECTED, 0", got.Status, got.Bought)
	}
	w.drive(t, 2*time.Second)
	if got := w.order(t, id); got.Bought != 1 || got.Attention != attentionLate {
		t.Errorf("Order() after 31 s = bought %d, attention %q, want 1, found_late", got.Bought, got.Attention)
	}
}

// settle drives until nothing changes any more, and makes the decisions that a person is asked for.
func settle(t *testing.T, w *world) {
	t.Helper()
	w.drive(t, 80*time.Minute)
	orders, err := w.Views.Orders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range orders {
		if err := w.As("").Do(t.Context(), CloseUnresolved{ID: o.ID}); err != nil && !errors.Is(err, ErrUnresolved) {
			t.Errorf("CloseUnresolved(%s) = %v, want nil", o.ID, err)
		}
	}
	w.drive(t, 30*time.Minute)
}
