package board

import (
	"slices"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
)

// undecidedOrder is v with requests that wait for a decision, each with a machine that it may have bought.
func undecidedOrder(v order.View, states ...order.State) order.View {
	v.Status, v.Attention, v.Batches = order.Ambiguous, order.AttentionUndecided, nil
	for i, s := range states {
		id := provider.InstanceID("found-" + string(rune('1'+i)))
		v.Batches = append(v.Batches, order.BatchView{
			N: i + 1, State: s, Token: "mw0000000" + string(rune('1'+i)), Wanted: 1,
			Evidence: []provider.Instance{{ID: id}}, EvidenceAt: v.Created, Sent: v.Created,
		})
	}
	return v
}

// TestOpenQuestionKeepsItsSubject has the order change behind an open question: the cursor does not move to the machine
// that has failed, and the question does not show the evidence of another request than the one that it is about.
func TestOpenQuestionKeepsItsSubject(t *testing.T) {
	t.Parallel()
	b, v := filled(t, 3)
	b.show([]order.View{undecidedOrder(v, order.BatchUnresolved, order.BatchSent)})
	before := b.list.grid.Key()
	b.dialogs.openMenu()
	b.dialogs.menu.at = slices.IndexFunc(b.dialogs.menu.list, func(a action) bool { return a.id == "adopt" })
	b.dialogs.menu.update(tea.KeyPressMsg{Code: tea.KeyEnter})
	changed := undecidedOrder(v, order.BatchAccepted, order.BatchUnresolved)
	changed.Instances = slices.Clone(changed.Instances)
	changed.Instances[2].Status = provider.StatusFailed
	b.show([]order.View{changed})
	if got := b.list.grid.Key(); got != before {
		t.Errorf("the cursor is on %q, want %q as when the question was asked", got, before)
	}
	a := b.dialogs.menu.list[b.dialogs.menu.at]
	if c, ok := a.command(given{}).(order.Adopt); !ok || c.N != 1 {
		t.Fatalf("the question is about %+v, want request 1", a.command(given{}))
	}
	if said := strings.Join(a.note, " "); !strings.Contains(said, "found-1") || strings.Contains(said, "found-2") {
		t.Errorf("the question about request 1 says %q", said)
	}
}

// TestEachRequestIsDecided offers decisions for every request of which nobody knows what it bought, each with its own
// evidence; one that was bought again cannot be bought once more.
func TestEachRequestIsDecided(t *testing.T) {
	t.Parallel()
	b, v := filled(t, 1)
	v = undecidedOrder(v, order.BatchUnresolved, order.BatchUnresolved)
	v.Batches[1].RetryOf = 1
	var got []string
	for _, a := range b.offers.decisions(v) {
		got = append(got, a.title(b.env))
		if c, ok := a.command(given{}).(order.CloseUnresolved); ok && len(c.Batches) != 1 {
			t.Errorf("%s closes %v, want the one request whose evidence is shown", a.title(b.env), c.Batches)
		}
	}
	var want []string
	for _, x := range []struct {
		id string
		n  int
	}{{"adopt", 2}, {"close", 2}, {"again", 2}, {"adopt", 1}, {"close", 1}} {
		want = append(want, action{id: x.id, request: x.n}.title(b.env))
	}
	if got = slices.DeleteFunc(got, func(s string) bool { return s == b.env.T("action.look") }); !slices.Equal(got, want) {
		t.Errorf("the decisions are %q, want %q", got, want)
	}
}

// TestRisenPriceWaits does not take the keys of a box that is open: the question about a price that has risen comes
// when the box is closed.
func TestRisenPriceWaits(t *testing.T) {
	t.Parallel()
	b, v := filled(t, 1)
	b.show([]order.View{undecidedOrder(v, order.BatchUnresolved)})
	b.dialogs.openMenu()
	open := b.dialogs.menu
	if open == nil {
		t.Fatal("nothing can be done about an order that waits for a decision, want a menu")
	}
	b.Update(dearer{of: v.ID, stale: &order.Stale{}})
	if b.dialogs.menu != open {
		t.Error("the question takes the place of the menu")
	}
	b.Back()
	if b.dialogs.menu == nil || b.dialogs.menu == open || b.dialogs.menu.list[0].id != "dearer" {
		t.Error("the menu was closed, and the question did not come")
	}
}
