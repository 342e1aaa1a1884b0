package order

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
)

// TestHistory reads what happened to an order that came up: its request from intent to closed, and each machine from
// its acceptance to RUNNING, in the order of time.
func TestHistory(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, nil)
	id := w.place(t, w.confirmed(t, 2))
	w.drive(t, 2*time.Hour)
	h, err := w.Views.History(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	var kinds []string
	for _, x := range h.Happenings {
		if x.Batch != 1 || x.At.IsZero() {
			t.Errorf("%+v is not of request 1, or has no time", x)
		}
		if x.Kind != KindStatus {
			kinds = append(kinds, x.Kind)
		}
	}
	if want := []string{"intent", "sent", "accepted", "closed"}; !slices.Equal(kinds, want) {
		t.Errorf("the request went through %v, want %v", kinds, want)
	}
	if !slices.IsSortedFunc(h.Happenings, func(a, b Happening) int { return a.At.Compare(b.At) }) {
		t.Errorf("Happenings = %+v, want them in the order of time", h.Happenings)
	}
	order := w.order(t, id)
	for _, i := range order.Instances {
		stages := h.Stages[i.ID]
		if n := len(stages); n < 3 || stages[n-1].Status != provider.StatusRunning || !stages[n-1].At.Equal(i.Running) ||
			!stages[0].At.Equal(i.Accepted) || stages[0].VendorStatus == "" || stages[1].Status == stages[0].Status {
			t.Errorf("machine %s accepted at %v, running at %v went through %+v", i.ID, i.Accepted, i.Running, stages)
		}
	}
	if len(h.Stages) != 2 {
		t.Errorf("Stages = %+v, want those of 2 machines", h.Stages)
	}
	if _, err := w.Views.History(t.Context(), "o-nothing"); !errors.Is(err, ErrNotFound) {
		t.Errorf("History() of an order that is not there = %v, want %v", err, ErrNotFound)
	}
}
