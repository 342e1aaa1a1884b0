package order

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/journal"
)

// TestAdoptEvidence lets an operator adopt only machines that a request may have made, and no more than are missing;
// an admin may adopt more, and the audit says so.
func TestAdoptEvidence(t *testing.T) {
	t.Parallel()
	v := newCloud(t, nil, strike{{Do: sim.Drop}}) // the first is made by hand
	w := v.bmc(t, nil)
	c := w.confirmed(t, 1)
	other := c.Spec.Clone()
	other.Type = w.anotherType(t, c.Spec)
	old := w.byHand(t, c.Spec)
	w.clock.advance(time.Hour)
	c = w.confirmed(t, 1)
	id := w.place(t, c)
	w.running.sending.Wait()
	possible := slices.Concat(w.byHand(t, c.Spec), w.byHand(t, c.Spec))
	wrong := w.byHand(t, other)
	w.drive(t, 20*time.Minute)
	if got := w.order(t, id).Batches[0]; got.State != BatchUnresolved || len(got.Evidence) != 2 {
		t.Fatalf("batch = %s, evidence %+v, want it unresolved with two machines", got.State, got.Evidence)
	}
	w.clock.advance(time.Hour)
	late := w.byHand(t, c.Spec)
	operator := w.As("ann").under(&rules{})
	for name, ids := range map[string][]provider.InstanceID{
		"made before it was sent": old, "another type": wrong, "made long after": late, "more than are missing": possible,
		"one of two": {possible[0], old[0]},
	} {
		if err := operator.Do(t.Context(), Adopt{ID: id, N: 1, IDs: ids}); !errors.Is(err, ErrBeyond) {
			t.Errorf("%s: Adopt() by an operator = %v, want %v", name, err, ErrBeyond)
		}
	}
	if got := w.order(t, id); len(got.Instances) != 0 {
		t.Fatalf("the order has %d machines, want none", len(got.Instances))
	}
	if err := operator.Do(t.Context(), Adopt{ID: id, N: 1, IDs: possible[:1]}); err != nil {
		t.Errorf("Adopt() of what it may have made = %v, want nil", err)
	}
	w.rows(t, id, "adopt", func(e journal.Entry) bool { return e.Detail["beyond_evidence"] == "" })
}

func TestAdoptBeyondEvidence(t *testing.T) {
	t.Parallel()
	v := newCloud(t, nil, strike{{Do: sim.Drop}}) // the first is made by hand
	w := v.bmc(t, nil)
	c := w.confirmed(t, 1)
	old := w.byHand(t, c.Spec)
	w.clock.advance(time.Hour)
	c = w.confirmed(t, 1)
	id := w.place(t, c)
	w.drive(t, 20*time.Minute)
	if err := w.For(Actor{Name: "root"}).Do(t.Context(), Adopt{ID: id, N: 1, IDs: old}); err != nil {
		t.Fatalf("Adopt() by an admin = %v, want nil", err)
	}
	w.rows(t, id, "adopt", func(e journal.Entry) bool {
		return e.Who == "root" && e.Detail["outcome"] == outcomeDone && e.Detail["beyond_evidence"] == string(old[0])
	})
}

// rows checks the last row of the audit about an order and an action.
func (w records) rows(t *testing.T, id ID, what string, good func(journal.Entry) bool) {
	t.Helper()
	all, err := w.Audit.Rows(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var last journal.Entry
	for _, e := range all {
		if e.What == what {
			last = e
		}
	}
	if !good(last) {
		t.Errorf("the audit has %+v", last)
	}
}

// anotherType is one that the zone sells, too.
func (w vendorSide) anotherType(t *testing.T, s provider.Spec) provider.TypeID {
	t.Helper()
	types, err := w.operator.Types(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range types {
		if x.ID != s.Type && x.Stock != provider.StockSoldOut && (x.Left == nil || *x.Left > 0) {
			return x.ID
		}
	}
	t.Fatal("the zone sells one type only")
	return ""
}
