package order

import (
	"errors"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
)

// TestCloseNamesItsBatches closes the batch that a person has seen the evidence of, and no other one.
func TestCloseNamesItsBatches(t *testing.T) {
	t.Parallel()
	v := newCloud(t, strike{{Do: sim.Drop}}, strike{{Do: sim.Drop}})
	w := v.bmc(t, nil)
	id := w.place(t, w.confirmed(t, 1))
	w.drive(t, 20*time.Minute)
	token := w.order(t, id).Batches[0].Token
	if err := w.As("").Do(t.Context(), BuyAgain{ID: id, N: 1, Token: token, Checked: true}); err != nil {
		t.Fatal(err)
	}
	w.drive(t, 20*time.Minute)
	o := w.order(t, id)
	if open := Unresolved(o); len(open) != 2 || open[0].N != 2 || !IsBoughtAgain(o, 1) || IsBoughtAgain(o, 2) {
		t.Fatalf("Unresolved() = %+v, want batch 2, and batch 1, which was bought again", open)
	}
	second := CloseUnresolved{ID: id, Batches: []int{2}}
	if err := w.As("").Do(t.Context(), second); err != nil {
		t.Fatal(err)
	}
	if o = w.order(t, id); o.Batches[0].State != BatchUnresolved || o.Batches[1].State == BatchUnresolved {
		t.Errorf("the batches are %s and %s, want only the second one closed", o.Batches[0].State, o.Batches[1].State)
	}
	if err := w.As("").Do(t.Context(), second); !errors.Is(err, ErrUnresolved) {
		t.Errorf("CloseUnresolved() again = %v, want %v", err, ErrUnresolved)
	}
	if err := w.As("").Do(t.Context(), CloseUnresolved{ID: id}); err != nil {
		t.Errorf("CloseUnresolved() of the rest = %v, want nil", err)
	}
}
