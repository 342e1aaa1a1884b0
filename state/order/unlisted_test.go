package order

import (
	"net/http"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
)

const (
	newCode     = "A_CODE_OF_NEXT_YEAR"
	newSentence = "the type is on holiday"
)

// newRefusal is a refusal of the product's own with a code that it does not document.
func newRefusal(p *provider.Product) sim.Fault {
	f := sim.Fault{Do: sim.Refuse, Code: newCode, Message: newSentence, Status: http.StatusBadRequest}
	if !p.Tagged { // Tencent refuses with status 200
		f.Status = http.StatusOK
	}
	return f
}

// TestUnlistedRefusal refuses with a code that is not documented: it is looked up for two minutes, and then a person
// decides, with the vendor's words. The program itself never calls it refused.
func TestUnlistedRefusal(t *testing.T) {
	t.Parallel()
	for _, p := range products() {
		t.Run(string(p.ID), func(t *testing.T) {
			t.Parallel()
			v := newCloud(t, strike{newRefusal(p)})
			dir, clk := t.TempDir(), newClock(start)
			w := v.open(t, p.ID, dir, clk, nil)
			id := w.place(t, w.confirmed(t, 1))
			w.running.sending.Wait()
			sent := clk.now()
			w.drive(t, refusedWindow-time.Second)
			if got := w.order(t, id).Batches[0]; got.State != BatchAmbiguous || !got.Settles.Equal(sent.Add(refusedWindow)) {
				t.Errorf("batch before the time is over = %s, decided at %v, want %s, %v", got.State, got.Settles,
					BatchAmbiguous, sent.Add(refusedWindow))
			}
			w.drive(t, 2*time.Second)
			got := v.open(t, p.ID, dir, clk, nil).order(t, id) // another program
			b := got.Batches[0]
			if b.State != BatchUnresolved || got.Status != Ambiguous || got.Attention != AttentionUndecided {
				t.Errorf("after the time = %s, order %s, attention %q, want %s, %s, %q", b.State, got.Status,
					got.Attention, BatchUnresolved, Ambiguous, AttentionUndecided)
			}
			if e := b.Err; e == nil || !e.Unlisted || e.Code != newCode || e.Message != newSentence ||
				e.RequestID == "" || e.Outcome != provider.Ambiguous {
				t.Errorf("Err = %+v, want the vendor's code, message and request id", e)
			}
			w.drive(t, 48*time.Hour)
			if got := w.order(t, id).Status; got != Ambiguous {
				t.Errorf("Order() days later = %s, want %s: nobody has decided", got, Ambiguous)
			}
			if err := w.As("").Do(t.Context(), CloseUnresolved{ID: id}); err != nil {
				t.Errorf("CloseUnresolved() = %v, want nil", err)
			}
			if got := w.order(t, id); got.Status != Rejected || got.Batches[0].Err == nil {
				t.Errorf("Order() after a person's word = %s, %v, want %s with the vendor's words", got.Status,
					got.Batches[0].Err, Rejected)
			}
		})
	}
}

// TestOddRefusals have a code, or a status, of a refusal and yet are not the vendor's own, or are its server's fault:
// they are looked up for as long as any other unknown outcome.
func TestOddRefusals(t *testing.T) {
	t.Parallel()
	for _, p := range products() {
		for name, f := range map[string]sim.Fault{
			"a server's fault": {Do: sim.Refuse, Code: newCode, Status: http.StatusInternalServerError},
			"a gateway's page": {Do: sim.HTML, Status: http.StatusForbidden},
			"half an answer":   {Do: sim.Truncate},
			"null":             {Do: sim.Null},
			"no answer":        {Do: sim.Drop},
			"a status of another vendor": {Do: sim.Refuse, Code: newCode, Status: map[bool]int{
				true:  http.StatusOK,
				false: http.StatusBadRequest,
			}[p.Tagged]},
		} {
			t.Run(string(p.ID)+", "+name, func(t *testing.T) {
				t.Parallel()
				faults := strike{f}
				if f.Do == sim.Truncate { // it was bought, and is seen late
					faults = append(faults, sim.Fault{Do: sim.Hide, For: time.Hour})
				}
				v := newCloud(t, faults)
				w := v.open(t, p.ID, t.TempDir(), newClock(start), nil)
				id := w.place(t, w.confirmed(t, 1))
				w.running.sending.Wait()
				w.drive(t, settleWindow(p)-time.Minute)
				if got := w.order(t, id).Batches[0]; got.State != BatchAmbiguous || got.Err != nil && got.Err.Unlisted {
					t.Errorf("batch = %s, %+v, want %s", got.State, got.Err, BatchAmbiguous)
				}
			})
		}
	}
}

// TestUnlistedAndYetBought finds the machine of a purchase that was refused with a code that is not documented.
func TestUnlistedAndYetBought(t *testing.T) {
	t.Parallel()
	for _, p := range products() {
		t.Run(string(p.ID), func(t *testing.T) {
			t.Parallel()
			f := newRefusal(p)
			f.Do, f.For = sim.Late, 30*time.Second
			v := newCloud(t, strike{f})
			w := v.open(t, p.ID, t.TempDir(), newClock(start), nil)
			id := w.place(t, w.confirmed(t, 1))
			w.drive(t, time.Hour)
			if got := w.order(t, id); got.Status != Done {
				t.Errorf("Order() = %s, want DONE", got.Status)
			}
			w.check(t, v, 0)
		})
	}
}

// TestLookUps reads the log of look-ups: what was found, and that the vendor could not be asked.
func TestLookUps(t *testing.T) {
	t.Parallel()
	v := newCloud(t, strike{{Do: sim.Drop}})
	w := v.bmc(t, nil)
	id := w.place(t, w.confirmed(t, 2))
	w.running.sending.Wait()
	w.drive(t, 30*time.Second)
	if err := v.Inject(sim.Fault{Do: sim.Unavailable, Count: -1}); err != nil {
		t.Fatal(err)
	}
	w.drive(t, time.Minute)
	v.Clear()
	got := w.order(t, id)
	looks := got.Batches[0].LookUps
	if len(looks) < 3 || looks[0].At.IsZero() || looks[0].Err != "" || looks[0].Found != 0 ||
		looks[len(looks)-1].Err == "" {
		t.Errorf("LookUps = %+v, want some that found nothing, and then some that failed", looks)
	}
	for n := 1; n < len(looks); n++ {
		if looks[n].At.Before(looks[n-1].At) {
			t.Errorf("LookUps = %+v, want them in order", looks)
		}
	}
	if LastLook(got).IsZero() || NextLook(got).IsZero() {
		t.Errorf("LastLook() = %v, NextLook() = %v, want both", LastLook(got), NextLook(got))
	}
	all, err := w.Views.Orders(t.Context())
	if err != nil || len(all) != 1 || len(all[0].Batches[0].LookUps) != len(looks) {
		t.Errorf("Orders() = %+v, %v, want the same look-ups", all, err)
	}
	w.drive(t, 100*time.Hour)
	if got := len(w.order(t, id).Batches[0].LookUps); got != looksShown {
		t.Errorf("LookUps after days = %d, want %d", got, looksShown)
	}
}
