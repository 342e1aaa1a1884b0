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

// willing prices everything, too.
type willing struct{ *shop }

func (w willing) Requote(context.Context, string, provider.Spec, provider.Quote) (provider.Quote, error) {
	return provider.Quote{}, nil
}

// doing is how each action is done by way of the server.
func doing(w willing) map[policy.Action]func(context.Context, step.Orders) error {
	const id = "o-wait"
	ids := []provider.InstanceID{"1"}
	does := func(c order.Command) func(context.Context, step.Orders) error {
		return func(ctx context.Context, o step.Orders) error { return o.Do(ctx, c) }
	}
	looks := func(id order.ID) func(context.Context, step.Orders) error {
		return func(ctx context.Context, o step.Orders) error { _, err := o.Order(ctx, id); return err }
	}
	return map[policy.Action]func(context.Context, step.Orders) error{
		policy.Look:         looks(id),
		policy.EveryProfile: looks("o-lab"),
		policy.Price: func(ctx context.Context, o step.Orders) error {
			_, err := o.Requote(ctx, "acme", provider.Spec{}, provider.Quote{})
			return err
		},
		policy.Refresh:         does(order.Refresh{ID: id}),
		policy.Order:           does(order.Place{ID: "o-new", Account: "acme"}),
		policy.Send:            does(order.Send{ID: id}),
		policy.AcceptQuote:     does(order.AcceptQuote{ID: "o-old"}),
		policy.OrderRest:       does(order.BuyRest{ID: id}),
		policy.RetryFailed:     does(order.RetryFailed{ID: id}),
		policy.BuyAgain:        does(order.BuyAgain{ID: id}),
		policy.LookAgain:       does(order.LookAgain{ID: id}),
		policy.CloseUnresolved: does(order.CloseUnresolved{ID: id}),
		policy.Release:         does(order.Release{ID: id, Machines: ids}),
		policy.Destroy:         does(order.Destroy{ID: id, Machines: ids}),
		policy.SavePassword:    does(order.SavePassword{ID: id}),
		policy.Forget:          does(order.Forget{ID: id}),
		policy.Approve:         does(order.Decide{ID: id, Yes: true}),
		policy.Deny:            does(order.Decide{ID: id}),
		policy.Adopt:           does(order.Adopt{ID: id, N: 1, IDs: ids}),
		policy.AdoptBeyond: func(ctx context.Context, o step.Orders) error {
			if err := o.Do(ctx, order.Adopt{ID: id, N: 1, IDs: ids}); err != nil || !w.adopts {
				return order.ErrBeyond
			}
			return nil
		},
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
				w := willing{stocked()}
				for i := range w.views {
					w.views[i].By = by
				}
				w.views[1].Approval.By = by
				w.views[0].Approval = nil
				w.views = append(w.views, order.View{ID: "o-lab", By: by, Account: "lab"})
				people := "people: {alice: {roles: [" + string(role) + "], profiles: [acme]}}\n"
				as := func(who order.Actor) step.Orders { w.as(who); return w }
				own := serverFor(t, w, as, people).OrdersOf("alice", nil, tx)
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

// scoped notes what is asked of the vendors for orphans.
type scoped struct {
	*shop
	scope order.OrphanScope
}

func (s *scoped) Orphans(_ context.Context, scope order.OrphanScope) ([]order.Orphan, error) {
	s.scope = scope
	return []order.Orphan{
		{Kind: order.OrphanMachine, Account: "lab"}, {Kind: order.OrphanOrder, Order: "o-1", Profile: "acme", By: "alice"},
	}, nil
}

// TestOrphansAskNobody has no account asked for people who do not see what belongs to no order.
func TestOrphansAskNobody(t *testing.T) {
	t.Parallel()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	for _, role := range policy.Roles() {
		all := policy.Ever([]policy.Role{role}, policy.EveryProfile)
		want, rows := order.OrphansOfOrders, 1
		if all {
			want, rows = order.OrphansPriced, 2
		}
		s := &scoped{shop: stocked()}
		people := "people: {alice: {roles: [" + string(role) + "], profiles: [acme]}}\n"
		own := serverFor(t, s, func(order.Actor) step.Orders { return s }, people).OrdersOf("alice", nil, tx)
		got, err := own.Orphans(t.Context(), order.OrphansPriced)
		if err != nil || s.scope != want || len(got) != rows {
			t.Errorf("%s: %d orphans, %v, by the scope %d, want %d by %d", role, len(got), err, s.scope, rows, want)
		}
	}
}

// TestKeyOfCertificate knows a key by itself, whatever certificate it comes with: one person may have certificates for
// two names.
func TestKeyOfCertificate(t *testing.T) {
	t.Parallel()
	w := willing{stocked()}
	server := serverFor(t, w, w.as, "people: {alice: {roles: [operator]}}\n")
	key, ca := newKey(t), newKey(t)
	want := gossh.FingerprintSHA256(key.PublicKey())
	for _, k := range []gossh.PublicKey{
		key.PublicKey(), certified(t, key, ca).PublicKey(),
		certified(t, key, newKey(t)).PublicKey(),
	} {
		own := server.OrdersOf("alice", k, nil)
		if err := own.Do(t.Context(), order.Forget{ID: "o-old"}); err != nil || w.who.Key != want {
			t.Errorf("Forget() = %v with the key %q, want nil with %q", err, w.who.Key, want)
		}
	}
}
