package order

import (
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
)

// TestRefusalsHaveARow wants one row for each decision, with its outcome: what was refused is never there as if it had
// happened.
func TestRefusalsHaveARow(t *testing.T) {
	t.Parallel()
	v := newCloud(t, strike{{Do: sim.Drop}})
	w := v.bmc(t, nil)
	ann, mallory := w.As("ann"), w.As("mallory")
	c := w.confirmed(t, 1)
	dear := c
	dear.Quote.Hour.Micros, dear.Quote.Month.Micros = 1, 1
	if _, err := ann.Place(t.Context(), dear); err == nil {
		t.Error("Place() for less than it costs = nil, want an error")
	}
	id, err := ann.Place(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	w.drive(t, 20*time.Minute)
	refused := func(what string, err error) {
		t.Helper()
		if err == nil {
			t.Errorf("%s = nil, want a refusal", what)
		}
	}
	refused("BuyAgain() with a wrong token", mallory.BuyAgain(t.Context(), id, Again{N: 1, Token: "wrong " + marker}))
	refused("BuyAgain() of another batch", mallory.BuyAgain(t.Context(), id, Again{N: 7, Token: "mwaaaaaaaa"}))
	refused("Forget() of an open order", mallory.Forget(t.Context(), id))
	refused("Adopt() of nobody's", mallory.Adopt(t.Context(), id, 1, []provider.InstanceID{"1001000000000009999"}))
	refused("OrderRest()", mallory.OrderRest(t.Context(), id, provider.Access{Password: provider.NewSecret(marker)}))
	refused("RetryFailed()", mallory.RetryFailed(t.Context(), id, provider.Access{}))
	refused("Release()", mallory.Release(t.Context(), id, nil))
	refused("Decide()", mallory.Decide(t.Context(), id, Verdict{Yes: true}))
	refused("Decide()", mallory.Decide(t.Context(), id, Verdict{}))
	refused("Send()", mallory.Send(t.Context(), id, Dispatch{}))
	refused("an order that does not exist", mallory.Forget(t.Context(), "o-nothing1"))
	if err := ann.CloseUnresolved(t.Context(), id); err != nil {
		t.Errorf("CloseUnresolved() = %v, want nil", err)
	}
	refused("CloseUnresolved() again", ann.CloseUnresolved(t.Context(), id))
	w.audited(t, id,
		"quote: ann", "order: ann refused", "quote: ann", "order: ann", "buy_again: mallory refused",
		"buy_again: mallory refused",
		"forget: mallory refused", "adopt: mallory refused", "order_rest: mallory refused", "retry_failed: mallory refused",
		"release: mallory refused", "approve: mallory refused", "deny: mallory refused", "send: mallory refused",
		"close_unresolved: ann", "close_unresolved: ann refused")
	w.noSecretInAudit(t)
}

// TestReleaseHasItsOutcome releases a machine that the vendor keeps, one that it may have heard of, and one that it
// takes back.
func TestReleaseHasItsOutcome(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, nil)
	id := w.place(t, w.confirmed(t, 1))
	w.drive(t, time.Hour)
	all := machinesIn(w.order(t, id), provider.StatusRunning)
	for _, f := range []sim.Fault{
		{Do: sim.Refuse, Code: newCode, Status: 400, Action: "TerminateInstance"},
		{Do: sim.Drop, Action: "TerminateInstance"},
	} {
		if err := v.Inject(f); err != nil {
			t.Fatal(err)
		}
		if err := w.As("ann").Release(t.Context(), id, all); err == nil {
			t.Error("Release() = nil, want what the vendor said")
		}
	}
	if err := w.As("ann").Release(t.Context(), id, all); err != nil {
		t.Errorf("Release() = %v, want nil", err)
	}
	w.audited(t, id, "order: ann", "release: ann asked", "release: ann refused", "release: ann asked",
		"release: ann unknown", "release: ann asked")
}

// noSecretInAudit searches all rows for what was planted.
func (w *world) noSecretInAudit(t *testing.T) {
	t.Helper()
	all, err := w.Audit(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range all {
		for k, text := range e.Detail {
			if strings.Contains(text, marker) || strings.Contains(text, markerScript) {
				t.Errorf("%s: %s = %q has a secret", e.What, k, text)
			}
		}
	}
}
