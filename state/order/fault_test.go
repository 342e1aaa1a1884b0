package order

import (
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// TestFaults gives the first batch of an order for three machines (batches of two) every fault of the vendor's.
func TestFaults(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		fault     string
		first     State // of the first batch, in the end
		word      Word
		bought    int
		rest      int
		attention Attention
	}{
		{faultNone, BatchClosed, Done, 3, 0, ""},
		{faultRefuse, BatchRejected, Rejected, 0, 3, ""},
		{faultThrottle, BatchRejected, Done, 3, 0, ""},
		{faultUnsent, BatchNotSent, Rejected, 0, 3, ""},
		{faultBefore, BatchUnresolved, Ambiguous, 0, 1, AttentionUndecided},
		{faultAfter, BatchClosed, Partial, 2, 1, ""},
		{fault502, BatchClosed, Partial, 2, 1, ""},
		{faultTruncated, BatchClosed, Partial, 2, 1, ""},
		{faultNull, BatchClosed, Partial, 2, 1, ""},
		{faultEmpty, BatchClosed, Partial, 2, 1, ""},
		{faultLate, BatchClosed, Partial, 2, 1, ""},
		{faultVeryLate, BatchClosed, Partial, 2, 1, AttentionLate},
		{faultPart, BatchClosed, Partial, 2, 1, ""},
		{faultQuiet, BatchClosed, Partial, 1, 2, ""},
		{faultFewer, BatchClosed, Done, 3, 0, ""},
		{faultInvisible, BatchClosed, Done, 3, 0, ""},
		{faultVanish, BatchClosed, Partial, 3, 0, AttentionVanished},
		{faultFailed, BatchClosed, Partial, 3, 0, AttentionPaid},
		{faultRefuseBuy, BatchClosed, Partial, 1, 2, AttentionLate},
	} {
		t.Run(c.fault, func(t *testing.T) {
			t.Parallel()
			v := newVendor(t, c.fault)
			w := newWorld(t, t.TempDir(), v.server.URL, newClock(start), nil)
			id := w.place(t, confirmed(3))
			w.drive(t, 3*time.Hour)
			got := w.order(t, id)
			if got.Word != c.word || got.Bought != c.bought || got.Rest != c.rest || got.Attention != c.attention ||
				got.Batches[0].State != c.first {
				t.Errorf("Order() = %s, bought %d, rest %d, attention %q, first batch %s; want %s, %d, %d, %q, %s",
					got.Word, got.Bought, got.Rest, got.Attention, got.Batches[0].State,
					c.word, c.bought, c.rest, c.attention, c.first)
			}
			if c.first == BatchUnresolved {
				if err := w.CloseUnresolved(t.Context(), id); err != nil {
					t.Errorf("CloseUnresolved() = %v, want nil", err)
				}
				w.drive(t, time.Hour)
			}
			if got := w.score(t, v); got != (score{}) {
				t.Errorf("score = %+v, want bought twice 0, forgotten 0, left open 0", got)
			}
		})
	}
}

func TestRefusalIsRestored(t *testing.T) {
	t.Parallel()
	v := newVendor(t, faultRefuse)
	v.messages = "password " + marker + " is weak"
	dir, c := t.TempDir(), newClock(start)
	id := func() ID {
		w := newWorld(t, dir, v.server.URL, c, nil)
		id := w.place(t, confirmed(1))
		w.drive(t, time.Minute)
		return id
	}()
	w := newWorld(t, dir, v.server.URL, c, nil) // another program
	got := w.order(t, id).Refusal()
	if got == nil {
		t.Fatal("Refusal() = nil, want the vendor's refusal")
	}
	if got.Kind != provider.KindInvalid || got.At() != provider.FieldName || got.Code != "INVALID_NAME" || got.HTTP != 400 ||
		got.Advice != "name" || got.RequestID == "" || got.Outcome != provider.Refused {
		t.Errorf("Refusal() = %+v, want it as the provider made it", got)
	}
	if want := "refused: password •••••••• is weak"; got.Message != want || got.Err.Error() != want {
		t.Errorf("Refusal() = %q, %q, want %q", got.Message, got.Err, want)
	}
	if asks := w.order(t, id).Asks; len(asks) != 2 {
		t.Errorf("Asks = %v, want password and script in a program that never had them", asks)
	}
}

func TestThrottledThreeTimesAtMost(t *testing.T) {
	t.Parallel()
	v := newVendor(t, faultThrottle, faultThrottle, faultThrottle, faultThrottle, faultThrottle)
	w := newWorld(t, t.TempDir(), v.server.URL, newClock(start), nil)
	id := w.place(t, confirmed(1))
	w.drive(t, time.Hour)
	got := w.order(t, id)
	if got.Word != Rejected || len(got.Batches) != 4 || got.Batches[3].RetryOf != 3 {
		t.Errorf("Order() = %s with %d batches, want REJECTED after one try and three more", got.Word, len(got.Batches))
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
	v := newVendor(t, faultVanish)
	w := newWorld(t, t.TempDir(), v.server.URL, newClock(start), nil)
	id := w.place(t, confirmed(1))
	w.drive(t, 119*time.Second)
	if got := w.order(t, id); got.Word != Provisioning || got.Instances[0].Misses < missesToGone {
		t.Errorf("Order() before two minutes = %s with %d misses, want PROVISIONING", got.Word, got.Instances[0].Misses)
	}
	w.drive(t, 30*time.Second)
	got := w.order(t, id)
	if got.Instances[0].Status != provider.StatusVanished || !got.Open {
		t.Errorf("Order() after two minutes = %s, open %v, want VANISHED and open until a slower check agrees",
			got.Instances[0].Status, got.Open)
	}
	w.drive(t, 11*time.Minute)
	if got = w.order(t, id); got.Open || got.Word != Failed {
		t.Errorf("Order() after the check = %s, open %v, want FAILED and closed", got.Word, got.Open)
	}
}

func TestRequestsPerPass(t *testing.T) {
	t.Parallel()
	v := newVendor(t)
	w := newWorld(t, t.TempDir(), v.server.URL, newClock(start), nil)
	for range 2 {
		cl := newClient(v.server.URL, w.clock.now)
		cl.product.MaxBatch = 125
		w.Use("zenlayer-bmc", "acme", cl, buyer{cl})
		w.place(t, confirmed(125))
	}
	w.sending.Wait()
	w.drive(t, 0)
	if v.polls != 3 || v.largest != 100 {
		t.Errorf("a pass over 250 machines of two orders = %d requests of at most %d ids, want 3 of 100", v.polls, v.largest)
	}
}

// TestRefusalIsChecked has the vendor refuse a batch and buy a part of it: half a minute later it is found.
func TestRefusalIsChecked(t *testing.T) {
	t.Parallel()
	v := newVendor(t, faultRefuseBuy)
	w := newWorld(t, t.TempDir(), v.server.URL, newClock(start), nil)
	w.drive(t, 0) // the sweep of the start is over
	id := w.place(t, confirmed(2))
	w.drive(t, 29*time.Second)
	if got := w.order(t, id); got.Bought != 0 || got.Word != Rejected {
		t.Errorf("Order() after 29 s = %s, bought %d, want REJECTED, 0", got.Word, got.Bought)
	}
	w.drive(t, 2*time.Second)
	if got := w.order(t, id); got.Bought != 1 || got.Attention != AttentionLate {
		t.Errorf("Order() after 31 s = bought %d, attention %q, want 1, found_late", got.Bought, got.Attention)
	}
}

// TestSweepAtStart has a person close an order as "nothing was bought", and the next program find that it was.
func TestSweepAtStart(t *testing.T) {
	t.Parallel()
	v := newVendor(t, faultVeryLate)
	dir, c := t.TempDir(), newClock(start)
	w := newWorld(t, dir, v.server.URL, c, nil)
	id := w.place(t, confirmed(2))
	w.drive(t, 20*time.Minute)
	if err := w.CloseUnresolved(t.Context(), id); err != nil {
		t.Fatalf("CloseUnresolved() = %v, want nil", err)
	}
	if got := w.order(t, id); got.Open || got.Word != Rejected || got.Rest != 2 {
		t.Errorf("Order() = %s, open %v, rest %d, want REJECTED, false, 2", got.Word, got.Open, got.Rest)
	}
	c.advance(2 * 24 * time.Hour)
	w = newWorld(t, dir, v.server.URL, c, nil)
	w.drive(t, time.Minute)
	if got := w.order(t, id); got.Word != Done || got.Attention != AttentionLate {
		t.Errorf("Order() after the sweep = %s, attention %q, want DONE, found_late", got.Word, got.Attention)
	}
}
