package serve_test

import (
	"context"
	"slices"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/serve"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
)

// willing does whatever it is asked.
type willing struct {
	*shop
	adopts bool   // whoever came last may adopt what no evidence speaks for
	key    string // of whoever came last
}

func (w *willing) as(who order.Actor) step.Orders {
	w.adopts, w.key = who.Adopts, who.Key
	return w
}

func (w *willing) LookAgain(context.Context, order.ID) error       { return nil }
func (w *willing) CloseUnresolved(context.Context, order.ID) error { return nil }
func (w *willing) Forget(context.Context, order.ID) error          { return nil }
func (w *willing) Refresh(context.Context, order.ID) error         { return nil }
func (w *willing) Place(context.Context, order.Confirmed) (order.ID, error) {
	return "o-new", nil
}
func (w *willing) Decide(context.Context, order.ID, order.Verdict) error { return nil }
func (w *willing) Adopt(context.Context, order.ID, int, []provider.InstanceID) error {
	return nil
}
func (w *willing) Release(context.Context, order.ID, []provider.InstanceID) error { return nil }
func (w *willing) ReleaseResources(context.Context, order.ID) error               { return nil }

func (w *willing) Destroy(context.Context, order.ID, []provider.InstanceID) error { return nil }
func (w *willing) Requote(context.Context, string, provider.Spec, provider.Quote) (provider.Quote, error) {
	return provider.Quote{}, nil
}

// doing is how each action is done by way of the server.
func doing(w *willing) map[policy.Action]func(context.Context, step.Orders) error {
	const id = "o-wait"
	ids := []provider.InstanceID{"1"}
	return map[policy.Action]func(context.Context, step.Orders) error{
		policy.Look:    func(ctx context.Context, o step.Orders) error { _, err := o.Order(ctx, id); return err },
		policy.Refresh: func(ctx context.Context, o step.Orders) error { return o.Refresh(ctx, id) },
		policy.Price: func(ctx context.Context, o step.Orders) error {
			_, err := o.Requote(ctx, "acme", provider.Spec{}, provider.Quote{})
			return err
		},
		policy.Order: func(ctx context.Context, o step.Orders) error {
			_, err := o.Place(ctx, order.Confirmed{Account: "acme"})
			return err
		},
		policy.Send: func(ctx context.Context, o step.Orders) error { return o.Send(ctx, id, order.Dispatch{}) },
		policy.AcceptQuote: func(ctx context.Context, o step.Orders) error {
			return o.AcceptQuote(ctx, "o-old", provider.Quote{})
		},
		policy.OrderRest: func(ctx context.Context, o step.Orders) error {
			return o.OrderRest(ctx, id, provider.Access{})
		},
		policy.RetryFailed: func(ctx context.Context, o step.Orders) error {
			return o.RetryFailed(ctx, id, provider.Access{})
		},
		policy.BuyAgain:        func(ctx context.Context, o step.Orders) error { return o.BuyAgain(ctx, id, order.Again{}) },
		policy.LookAgain:       func(ctx context.Context, o step.Orders) error { return o.LookAgain(ctx, id) },
		policy.CloseUnresolved: func(ctx context.Context, o step.Orders) error { return o.CloseUnresolved(ctx, id) },
		policy.Release:         func(ctx context.Context, o step.Orders) error { return o.Release(ctx, id, ids) },
		policy.Destroy:         func(ctx context.Context, o step.Orders) error { return o.Destroy(ctx, id, ids) },
		policy.Forget:          func(ctx context.Context, o step.Orders) error { return o.Forget(ctx, id) },
		policy.Approve: func(ctx context.Context, o step.Orders) error {
			return o.Decide(ctx, id,
				order.Verdict{Yes: true})
		},
		policy.Deny:  func(ctx context.Context, o step.Orders) error { return o.Decide(ctx, id, order.Verdict{}) },
		policy.Adopt: func(ctx context.Context, o step.Orders) error { return o.Adopt(ctx, id, 1, ids) },
		policy.AdoptBeyond: func(ctx context.Context, o step.Orders) error {
			if err := o.Adopt(ctx, id, 1, ids); err != nil || !w.adopts {
				return order.ErrBeyond
			}
			return nil
		},
		policy.EveryProfile: func(ctx context.Context, o step.Orders) error { _, err := o.Order(ctx, "o-lab"); return err },
	}
}

// TestEveryRoleAndAction does everything in every role, with orders of one's own and of others, and wants what the
// table says.
func TestEveryRoleAndAction(t *testing.T) {
	t.Parallel()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range policy.Roles() {
		for _, by := range []string{"alice", "bob"} {
			t.Run(string(role)+" with an order of "+by, func(t *testing.T) {
				t.Parallel()
				w := &willing{shop: stocked()}
				for i := range w.views {
					w.views[i].By = by
				}
				w.views[1].Approval.By = by
				w.views[0].Approval = nil
				w.views = append(w.views, order.View{ID: "o-lab", By: by, Account: "lab"})
				people := "people: {alice: {roles: [" + string(role) + "], profiles: [acme]}}\n"
				own := serverFor(t, w, w.as, people).OrdersOf("alice", nil, tx)
				done := doing(w)
				for _, a := range policy.Actions() {
					do, ok := done[a]
					if !ok && a != policy.ReadAudit { // a command has it, and no order
						t.Errorf("%s: say in this test how it is done", a)
					}
					if !ok {
						continue
					}
					want := policy.May([]policy.Role{role}, a, by == "alice")
					if a == policy.Order { // what is placed is one's own
						want = policy.May([]policy.Role{role}, a, true)
					}
					err := do(t.Context(), own)
					if (err == nil) != want {
						t.Errorf("%s = %v, want it allowed %v", a, err, want)
					}
					if _, refused := serve.RefusalOf(err); err != nil && !refused &&
						!slices.Contains([]policy.Action{policy.AdoptBeyond, policy.EveryProfile, policy.Approve, policy.Deny}, a) {
						t.Errorf("%s = %v, want a refusal that says why", a, err)
					}
				}
			})
		}
	}
}

// TestKeyOfCertificate knows a key by itself, whatever certificate it comes with: one person may have certificates for
// two names.
func TestKeyOfCertificate(t *testing.T) {
	t.Parallel()
	w := &willing{shop: stocked()}
	server := serverFor(t, w, w.as, "people: {alice: {roles: [operator]}}\n")
	key, ca := newKey(t), newKey(t)
	want := gossh.FingerprintSHA256(key.PublicKey())
	for _, k := range []gossh.PublicKey{
		key.PublicKey(), certified(t, key, ca).PublicKey(),
		certified(t, key, newKey(t)).PublicKey(),
	} {
		if err := server.OrdersOf("alice", k, nil).Forget(t.Context(), "o-old"); err != nil || w.key != want {
			t.Errorf("Forget() = %v with the key %q, want nil with %q", err, w.key, want)
		}
	}
}
