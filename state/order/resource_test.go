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

const (
	edgeID   provider.ProductID = "tencent-edgezone"
	edgeZone provider.ZoneID    = "ap-singapore-tez-sg-1" // it has no networks
)

// making is an order of machines that makes the networks and addresses that they need.
func (w vendorSide) making(t *testing.T, count int) Place {
	t.Helper()
	types, err := w.operator.Types(t.Context(), provider.Spec{Zone: edgeZone})
	if err != nil || len(types) == 0 {
		t.Fatalf("Types() = %v, %v, want some", types, err)
	}
	s := provider.Spec{
		Product: edgeID, Zone: edgeZone, Type: types[0].ID, Count: count, Name: "web",
		Billing: provider.Billing{Consent: true},
	}
	for _, m := range []provider.Making{
		{Kind: provider.ResourcePrivate, Name: "inner", Network: "10.0.0.0", Mask: 24},
		{Kind: provider.ResourcePublic, Name: "outer", Line: "BGP", Mode: "static"},
		{Kind: provider.ResourceIPv4, Count: count},
	} {
		m.Zone = edgeZone
		s.Network = s.Network.Makes(m)
	}
	if err := w.operator.Check(s, provider.Known{}); err != nil {
		t.Fatalf("Check(%+v) = %v, want nil", s, err)
	}
	return Place{Profile: "default", Account: accountName, Spec: s, Unpriced: true}
}

// resources are the networks and addresses that the vendor has in the zone.
func (w vendorSide) resources(t *testing.T) map[provider.ResourceKind][]string {
	t.Helper()
	lister, _ := provider.As[provider.ResourceLister](w.operator)
	all := map[provider.ResourceKind][]string{}
	list := func(m provider.Making) {
		listed, err := lister.Resources(t.Context(), edgeZone, m)
		if err != nil {
			t.Fatalf("Resources(%s) = %v", m.Kind, err)
		}
		for _, r := range listed {
			all[m.Kind] = append(all[m.Kind], r.ID)
		}
	}
	list(provider.Making{Kind: provider.ResourcePrivate})
	list(provider.Making{Kind: provider.ResourcePublic})
	for _, id := range all[provider.ResourcePublic] {
		list(provider.Making{Kind: provider.ResourceIPv4, In: id})
	}
	return all
}

// accounted fails the test unless the journal knows every network and address that the vendor has, and there is at most
// one network of each kind, and most addresses.
func (w *world) accounted(t *testing.T, most int) {
	t.Helper()
	orders, err := w.Views.Orders(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]int{}
	for _, o := range orders {
		for _, r := range o.Left() {
			known[r.ID]++
		}
	}
	for kind, ids := range w.resources(t) {
		limit := 1
		if kind.Address() {
			limit = most
		}
		if len(ids) > limit {
			t.Errorf("bought twice: %d of %s, want at most %d", len(ids), kind, limit)
		}
		for _, id := range ids {
			if known[id] != 1 {
				t.Errorf("%s %s stands %d times in the journal, want once", kind, id, known[id])
			}
			delete(known, id)
		}
	}
	if len(known) > 0 {
		t.Errorf("the journal has %v, which the vendor has not", known)
	}
}

// edge is a world of edge machines in a directory of its own.
func (c *cloud) edge(t *testing.T, change func(*Options)) *world {
	t.Helper()
	return c.open(t, edgeID, t.TempDir(), newClock(start), change)
}

// TestMaking buys networks, then addresses, then machines, one request each.
func TestMaking(t *testing.T) {
	t.Parallel()
	c := newCloud(t)
	w := c.edge(t, nil)
	id := w.place(t, w.making(t, 3))
	w.drive(t, time.Hour)
	o := w.order(t, id)
	if o.Status != Done || len(o.Resources) != 5 || len(o.Batches) != 5 || o.Attention != "" || len(o.LeftBehind()) != 0 {
		t.Fatalf("order = %s, %d resources, %d batches, attention %q, want DONE, 5, 5 and none", o.Status, len(o.Resources),
			len(o.Batches), o.Attention)
	}
	for n, kind := range []provider.ResourceKind{
		provider.ResourcePrivate, provider.ResourcePublic, provider.ResourceIPv4,
	} {
		if b := o.Batches[n]; b.Make == nil || b.Make.Kind != kind || b.State != BatchClosed || b.Wanted != 0 {
			t.Errorf("batch %d = %+v, want a closed one of %s", n+1, b, kind)
		}
	}
	w.accounted(t, 3)
	if err := w.As("").Do(t.Context(), ReleaseResources{ID: id}); !errors.Is(err, ErrInUse) {
		t.Errorf("ReleaseResources() under machines = %v, want %v", err, ErrInUse)
	}
	w.check(t, c, 0)
}

// TestMakingLeftBehind has the vendor refuse the machines: what was made for them is named, counts as bought, survives
// the removal of old orders, and can be released.
func TestMakingLeftBehind(t *testing.T) {
	t.Parallel()
	p := product(t, edgeID)
	c := newCloud(t, refuse(p))
	w := c.edge(t, nil)
	id := w.place(t, w.making(t, 3))
	w.drive(t, time.Hour)
	o := w.order(t, id)
	if o.Status != Failed || o.Attention != AttentionLeft || len(o.LeftBehind()) != 5 || o.Rest != 3 || !o.Unfinished() {
		t.Fatalf("order = %s, attention %q, %d left, %d to order, want FAILED, %s, 5, 3", o.Status, o.Attention,
			len(o.LeftBehind()), o.Rest, AttentionLeft)
	}
	if kinds := o.Left(); kinds[0].Kind != provider.ResourceIPv4 || kinds[4].Kind != provider.ResourcePrivate {
		t.Errorf("Left() = %+v, want addresses first and the private network last", kinds)
	}
	w.clock.advance(1000 * 24 * time.Hour)
	w.drive(t, time.Hour)
	w.order(t, id)
	if err := w.As("ann").Do(t.Context(), ReleaseResources{ID: id}); err != nil {
		t.Fatalf("ReleaseResources() = %v, want nil", err)
	}
	if there := w.resources(t); len(there) != 0 {
		t.Errorf("the vendor still has %v, want nothing", there)
	}
	o = w.order(t, id)
	if len(o.Left()) != 0 || o.Attention != "" {
		t.Errorf("left = %+v, attention %q, want none", o.Left(), o.Attention)
	}
	if err := w.As("").Do(t.Context(), ReleaseResources{ID: id}); !errors.Is(err, ErrNothing) {
		t.Errorf("ReleaseResources() again = %v, want %v", err, ErrNothing)
	}
	rows, err := w.Audit.Rows(t.Context(), id)
	released := func(e journal.Entry) bool { return e.What == "release" && e.Who == "ann" }
	if err != nil || !slices.ContainsFunc(rows, released) {
		t.Errorf("Audit() = %+v, %v, want the release", rows, err)
	}
}

// TestMakingUnresolved loses the answer of a request that was not carried out: nobody's is taken for it, another order
// waits for the decision, and a person may buy it again.
func TestMakingUnresolved(t *testing.T) {
	t.Parallel()
	c := newCloud(t)
	if err := c.Inject(sim.Fault{Do: sim.Drop, Action: "ApplyPublicIps"}); err != nil {
		t.Fatal(err)
	}
	w := c.edge(t, nil)
	first := w.making(t, 2)
	id := w.place(t, first)
	w.drive(t, time.Hour)
	o := w.order(t, id)
	if o.Status != Ambiguous || o.Attention != AttentionUndecided || o.Batches[2].State != BatchUnresolved {
		t.Fatalf("order = %s, attention %q, want AMBIGUOUS and a decision: %+v", o.Status, o.Attention, o.Batches)
	}
	second := w.making(t, 1)
	public := o.Left()[0].ID // networks alone are there, the public one is first
	second.Spec.Network = provider.Network{Private: o.Left()[1].ID, Public: public}.Makes(provider.Making{
		Kind: provider.ResourceIPv4, Zone: edgeZone, In: public, Count: 1,
	})
	other := w.place(t, second)
	w.drive(t, time.Minute)
	if v := w.order(t, other); v.Status != Rejected || v.Batches[0].State != BatchNotSent || v.Refusal() == nil {
		t.Errorf("another order = %s %+v, want it not sent while the outcome is unknown", v.Status, v.Batches)
	}
	if err := w.As("").Do(t.Context(), BuyAgain{ID: id, N: 3, Token: o.Batches[2].Token}); err != nil {
		t.Fatalf("BuyAgain() = %v, want nil", err)
	}
	w.drive(t, time.Hour)
	if err := w.As("").Do(t.Context(), CloseUnresolved{ID: id}); err != nil {
		t.Fatalf("CloseUnresolved() = %v, want nil", err)
	}
	if err := w.As("").Do(t.Context(), BuyRest{ID: id}); err != nil {
		t.Fatalf("OrderRest() = %v, want nil", err)
	}
	w.drive(t, time.Hour)
	if o = w.order(t, id); o.Status != Done {
		t.Errorf("order = %s, want DONE", o.Status)
	}
	w.accounted(t, 2)
	w.check(t, c, 0)
}
