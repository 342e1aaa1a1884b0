package order

import (
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/policy"
)

// TestRefusalsHaveARow wants one row for each decision, with its outcome: what was refused is never there as if it had
// happened.
func TestRefusalsHaveARow(t *testing.T) {
	t.Parallel()
	v := newCloud(t, strike{{Do: sim.Drop}})
	w := v.bmc(t, nil)
	ann, mallory := w.As("ann"), w.As("mallory")
	c := w.confirmed(t, 1)
	c.ID = NewID()
	dear := c
	dear.Quote.Hour.Micros, dear.Quote.Month.Micros = 1, 1
	if _, err := place(t.Context(), ann, dear); err == nil {
		t.Error("Place() for less than it costs = nil, want an error")
	}
	id, err := place(t.Context(), ann, c)
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
	refused("BuyAgain() with a wrong token", mallory.Do(t.Context(), BuyAgain{ID: id, N: 1, Token: "wrong " + marker}))
	refused("BuyAgain() of another batch", mallory.Do(t.Context(), BuyAgain{ID: id, N: 7, Token: "mwaaaaaaaa"}))
	refused("Forget() of an open order", mallory.Do(t.Context(), Forget{ID: id}))
	nobodys := []provider.InstanceID{"1001000000000009999"}
	refused("Adopt() of nobody's", mallory.Do(t.Context(), Adopt{ID: id, N: 1, IDs: nobodys}))
	secrets := provider.Access{Password: provider.NewSecret(marker)}
	refused("OrderRest()", mallory.Do(t.Context(), BuyRest{ID: id, Secrets: secrets}))
	refused("RetryFailed()", mallory.Do(t.Context(), RetryFailed{ID: id}))
	refused("Release()", mallory.Do(t.Context(), Release{ID: id}))
	refused("Decide()", mallory.Do(t.Context(), Decide{ID: id, Yes: true}))
	refused("Decide()", mallory.Do(t.Context(), Decide{ID: id}))
	refused("Send()", mallory.Do(t.Context(), Send{ID: id}))
	refused("an order that does not exist", mallory.Do(t.Context(), Forget{ID: "o-nothing1"}))
	if err := ann.Do(t.Context(), CloseUnresolved{ID: id}); err != nil {
		t.Errorf("CloseUnresolved() = %v, want nil", err)
	}
	refused("CloseUnresolved() again", ann.Do(t.Context(), CloseUnresolved{ID: id}))
	w.audited(t, id,
		"quote: ann", "order: ann refused", "quote: ann", "order: ann", "buy_again: mallory refused",
		"buy_again: mallory refused",
		"forget: mallory refused", "adopt: mallory refused", "order_rest: mallory refused", "retry_failed: mallory refused",
		"release: mallory refused", "approve: mallory refused", "deny: mallory refused", "send: mallory refused",
		"close_unresolved: ann", "close_unresolved: ann refused")
	w.noSecretInAudit(t)
}

// TestRefusalsByLimitsHaveARow wants a row when a limit refuses a purchase, be it one of everybody's or a person's own.
func TestRefusalsByLimitsHaveARow(t *testing.T) {
	t.Parallel()
	little := policy.Limits{PerOrder: map[string]provider.Money{"USD": provider.Amount(1, "USD")}}
	none := policy.Limits{}
	for name, c := range map[string]struct {
		all, own policy.Limits
		limit    policy.Name
	}{
		"of everybody, on money":  {little, none, policy.PerOrder},
		"of a person, on money":   {none, little, policy.PerOrder},
		"of a person, on numbers": {none, policy.Limits{InstancesPerDay: 1}, policy.InstancesPerDay},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			w := v.bmc(t, func(o *Options) { o.Spending = c.all })
			ann, order := w.As("ann").within(c.own), w.confirmed(t, 2)
			order.ID = NewID()
			_, err := place(t.Context(), ann, order)
			if limit, _ := refusedBy(err); limit != c.limit {
				t.Fatalf("Place() = %v, want a refusal by %s", err, c.limit)
			}
			w.bought(t, v, 0)
			w.audited(t, order.ID, "quote: ann", "order: ann refused")
		})
	}
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
		if err := w.As("ann").Do(t.Context(), Release{ID: id, Machines: all}); err == nil {
			t.Error("Release() = nil, want what the vendor said")
		}
	}
	if err := w.As("ann").Do(t.Context(), Release{ID: id, Machines: all}); err != nil {
		t.Errorf("Release() = %v, want nil", err)
	}
	w.audited(t, id, "quote: ann", "order: ann", "release: ann asked", "release: ann refused", "release: ann asked",
		"release: ann unknown", "release: ann asked")
}

// noSecretInAudit searches all rows for what was planted.
func (w records) noSecretInAudit(t *testing.T) {
	t.Helper()
	all, err := w.Audit.Rows(t.Context(), "")
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
