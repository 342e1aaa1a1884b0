package serve_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/serve"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
)

// buying are the ways to buy, and what each asks for: two machines of 100 USD.
func buying() map[policy.Action]order.Command {
	return map[policy.Action]order.Command{
		policy.Order: order.Place{
			ID: "o-new", Account: "acme", Spec: provider.Spec{Count: 2}, Quote: hundred(2),
		},
		policy.Send:        order.Send{ID: "o-wait"},
		policy.OrderRest:   order.BuyRest{ID: "o-old"},
		policy.RetryFailed: order.RetryFailed{ID: "o-old"},
		policy.BuyAgain:    order.BuyAgain{ID: "o-old", N: 1},
	}
}

func hundred(n int) provider.Quote {
	return provider.Quote{Priced: true, Count: n, Month: provider.Amount(100, "USD")}
}

// shop is a journal with orders of alice's, and what is done with them.
type shop struct {
	service
	mu      sync.Mutex
	views   []order.View
	who     order.Actor // who came last
	calls   []string
	refused []journal.Entry // the rows of the audit
	limits  policy.Limits   // that the last purchase was done within
	adopts  bool            // who came last may adopt what no evidence speaks for
	err     error           // what comes of all that is done
}

// as is the shop for someone.
func (s *shop) as(who order.Actor) step.Orders {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.who = who
	return s
}

// Do asks the rules, as the orders do, and notes what was done.
func (s *shop) Do(ctx context.Context, c order.Command) error {
	what, id := order.Describe(c)
	o := policy.Subject{ID: string(id), Profile: "acme", By: s.who.Name}
	name := string(what)
	if p, ok := c.(order.Place); ok {
		name = fmt.Sprintf("order %v", s.who.People.Approval(o.Profile, p.Quote, p.Spec.Machines()))
	} else {
		v, err := s.Order(ctx, id)
		if err != nil {
			return err
		}
		o.Profile, o.By = v.Account, v.By
		if v.Approval != nil {
			o.AskedBy = v.Approval.By
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	p, _ := s.who.People.Person(s.who.Name)
	if err := p.Check(what, o); err != nil {
		if leftOut, ok := s.who.Refusals(); ok {
			s.refused = append(s.refused, journal.Entry{
				Who: s.who.Name, What: name, Detail: map[string]string{"left_out": strconv.Itoa(leftOut)},
			})
		}
		return err
	}
	s.calls, s.limits, s.adopts = append(s.calls, name), p.Limits, p.Ever(policy.AdoptBeyond)
	return s.err
}

func (s *shop) called() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.calls)
}

func (s *shop) Orders(context.Context) ([]order.View, error) { return s.views, nil }

func (s *shop) Order(_ context.Context, id order.ID) (order.View, error) {
	for _, v := range s.views {
		if v.ID == id {
			return v, nil
		}
	}
	return order.View{}, order.ErrNotFound
}

func (s *shop) Changes() (<-chan struct{}, func())          { return nil, func() {} }
func (s *shop) Writable(context.Context) error              { return nil }
func (s *shop) Watching() []order.Watching                  { return nil }
func (s *shop) Record(context.Context, journal.Entry) error { return nil }

// stocked has an order of yesterday's of which two machines can be bought in every way, and one that waits since
// yesterday.
func stocked() *shop {
	yesterday := noon().AddDate(0, 0, -1)
	return &shop{views: []order.View{
		{
			ID: "o-old", Status: order.Partial, By: "alice", Account: "acme", Created: yesterday, Wanted: 4, Quote: hundred(4),
			Rest: 2, Lost: 2,
			Batches: []order.BatchView{{
				N: 1, State: order.BatchUnresolved, Wanted: 2, Created: yesterday,
				Cost: provider.Amount(200, "USD"),
			}},
		},
		{
			ID: "o-wait", Status: order.Waiting, By: "alice", Account: "acme", Created: yesterday, Wanted: 2, Quote: hundred(2),
			Approval: &order.Approval{State: order.AskedGiven, By: "alice"},
		},
	}}
}

// own is the shop as alice may use it.
func (s *shop) own(t *testing.T, people string) step.Orders {
	t.Helper()
	return s.server(t, s, people).OrdersOf("alice", nil, s.text(t))
}

func (s *shop) text(t *testing.T) *text.Text {
	t.Helper()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	return tx
}

// server is one on the journal j that listens to nobody.
func (s *shop) server(t *testing.T, j serve.Journal, people string) *serve.Server {
	t.Helper()
	return serverFor(t, j, s.as, people)
}

func serverFor(t *testing.T, j serve.Journal, as func(order.Actor) step.Orders, people string) *serve.Server {
	t.Helper()
	access, err := serve.OpenAccess(serve.Files{
		Keys:   write(t, "keys", line(newKey(t), "alice")),
		People: write(t, "people.yaml", people),
	})
	if err != nil {
		t.Fatalf("OpenAccess() = %v", err)
	}
	server, err := serve.New(serve.Options{
		Access: access, Orders: j, As: as, Key: newKey(t), Log: slog.New(slog.DiscardHandler), Now: noon,
	})
	if err != nil {
		t.Fatalf("New() = %v", err)
	}
	return server
}

// TestEveryPurchaseCounts has every way to buy done within the limits of its person, and what a limit refuses said to
// them. A command that buys and is not in it fails here. That the limits hold is a matter of the orders.
func TestEveryPurchaseCounts(t *testing.T) {
	t.Parallel()
	ways := buying()
	for _, a := range policy.Actions() {
		if _, ok := ways[a]; ok != a.Buys() {
			t.Errorf("%s: buys %v; want a command of it in this test if it does", a, a.Buys())
		}
	}
	ways[policy.AcceptQuote] = order.AcceptQuote{ID: "o-old", Quote: hundred(4)}
	usd := func(v float64) map[string]provider.Money {
		return map[string]provider.Money{"USD": provider.Amount(v, "USD")}
	}
	want := policy.Limits{PerOrder: usd(199), PerDay: usd(299), Instances: 1, InstancesPerDay: 5, OrdersPerDay: 3}
	const people = "people: {alice: {roles: [operator], limits: " +
		"{instances: 1, per_order: {USD: 199}, per_day: {USD: 299}, instances_per_day: 5, orders_per_day: 3}}}\n"
	for name, buy := range ways {
		t.Run(string(name), func(t *testing.T) {
			t.Parallel()
			s := stocked()
			if err := s.own(t, people).Do(t.Context(), buy); err != nil || len(s.called()) != 1 ||
				!reflect.DeepEqual(s.limits, want) {
				t.Errorf("%s = %v, called %q within %+v, want it done within %+v", name, err, s.called(), s.limits, want)
			}
			for _, c := range refusals() {
				s.err = c.err
				err := s.own(t, people).Do(t.Context(), buy)
				refused, ok := serve.RefusalOf(err)
				if ok != (c.want != "") || ok && (!refused.Limit || !strings.Contains(err.Error(), c.want)) ||
					!ok && !errors.Is(err, c.err) {
					t.Errorf("%s = %v, want it refused with %q", name, err, c.want)
				}
			}
		})
	}
}

// refusals are what limits refuse, and what the person reads; "" when it is not a limit of theirs.
func refusals() []struct {
	err  error
	want string
} {
	money := func(name policy.Name, why policy.Reason) *policy.Refusal {
		return &policy.Refusal{
			Limit: name, Reason: why, Person: true, Most: provider.Amount(299, "USD"), Spent: provider.Amount(100, "USD"),
			Due: provider.Amount(200, "USD"),
		}
	}
	machines := func(name policy.Name) *policy.Refusal {
		r := &policy.Refusal{Limit: name, Reason: policy.Exceeded, Person: true}
		r.Machines.Most, r.Machines.Spent, r.Machines.Due = 1, 4, 2
		return r
	}
	ofAll := money(policy.PerDay, policy.Exceeded)
	ofAll.Person = false
	return []struct {
		err  error
		want string
	}{
		{money(policy.PerOrder, policy.Exceeded), "Your orders may cost 299.00 USD each, and this one costs 300.00 USD"},
		{money(policy.PerDay, policy.Exceeded), "with this one they cost 300.00 USD"},
		{machines(policy.Instances), "You may order 1 machine at once, and this order has 6"},
		{machines(policy.InstancesPerDay), "You may order 1 machine per day: 4 were ordered today, and this order has 2"},
		{machines(policy.OrdersPerDay), "Your daily limit of 1 order is reached"},
		{
			money(policy.PerDay, policy.Unpriced),
			"The order has no price, so your limit per_day cannot be checked. Ask an admin to set " +
				"instances_per_day",
		},
		{money(policy.PerOrder, policy.Currency), "This costs 200.00 USD, and your limit per_order has no amount in USD"},
		{money(policy.PerOrder, policy.Unknown), "cannot be added up, so your limit per_order cannot be checked"},
		{ofAll, ""},
		{order.ErrBusy, ""},
	}
}

// TestMoreNeedsApproval has the rules of the day asked by every way to buy more. That nothing is bought without the
// approval is a matter of the orders.
func TestMoreNeedsApproval(t *testing.T) {
	t.Parallel()
	const people = "approval: [{above: {price: {USD: 300}}}]\npeople: {alice: {roles: [operator]}, bob: {roles: " +
		"[approver]}}\n"
	for _, c := range []struct {
		name  string
		quote provider.Quote
		ttl   time.Duration
	}{
		{"small", hundred(3), 0},
		{"large", hundred(4), 24 * time.Hour},
		{"without a price", provider.Quote{Count: 3}, 24 * time.Hour},
		{"a price of nothing", provider.Quote{Priced: true, Count: 3, Month: provider.Amount(0, "USD")}, 24 * time.Hour},
		{"in another currency", provider.Quote{Priced: true, Count: 3, Month: provider.Amount(1, "CNY")}, 24 * time.Hour},
		{
			"more than can be computed",
			provider.Quote{Priced: true, Count: 3, Month: provider.Amount(9e12, "USD")},
			24 * time.Hour,
		},
	} {
		for _, name := range []policy.Action{policy.Send, policy.OrderRest, policy.RetryFailed, policy.BuyAgain} {
			t.Run(c.name+"/"+string(name), func(t *testing.T) {
				t.Parallel()
				s := stocked()
				if err := s.own(t, people).Do(t.Context(), buying()[name]); err != nil {
					t.Fatalf("%s = %v, want nil", name, err)
				}
				if got := s.who.People.Approval("acme", c.quote, c.quote.Count); got != c.ttl {
					t.Errorf("the rules of %s want approval for %v, want %v", name, got, c.ttl)
				}
			})
		}
	}
	t.Run("refused", func(t *testing.T) {
		t.Parallel()
		s := stocked()
		s.err = order.ErrUncovered
		if _, ok := serve.RefusalOf(s.own(t, people).Do(t.Context(), order.BuyRest{ID: "o-old"})); !ok {
			t.Error("OrderRest without approval is no refusal")
		}
	})
	t.Run("a new order", func(t *testing.T) {
		t.Parallel()
		s := stocked()
		d := s.own(t, people)
		for _, n := range []int{3, 4} {
			if err := d.Do(t.Context(), order.Place{
				ID: "o-new", Account: "acme", Spec: provider.Spec{Count: n}, Quote: hundred(n),
			}); err != nil {
				t.Fatal(err)
			}
		}
		if got := s.called(); !slices.Equal(got, []string{"order 0s", "order 24h0m0s"}) {
			t.Errorf("called %q, want approval to be needed for the larger one", got)
		}
	})
}
