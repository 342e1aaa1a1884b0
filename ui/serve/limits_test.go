package serve_test

import (
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/serve"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
)

// buying are the ways to buy, and what each asks for: two machines of 100 USD.
func buying() map[string]func(context.Context, step.Orders) error {
	return map[string]func(context.Context, step.Orders) error{
		"Place": func(ctx context.Context, o step.Orders) error {
			_, err := o.Place(ctx, order.Confirmed{Account: "acme", Spec: provider.Spec{Count: 2}, Quote: hundred(2)})
			return err
		},
		"Send":        func(ctx context.Context, o step.Orders) error { return o.Send(ctx, "o-wait", order.Dispatch{}) },
		"OrderRest":   func(ctx context.Context, o step.Orders) error { return o.OrderRest(ctx, "o-old", provider.Access{}) },
		"RetryFailed": func(ctx context.Context, o step.Orders) error { return o.RetryFailed(ctx, "o-old", provider.Access{}) },
		"BuyAgain":    func(ctx context.Context, o step.Orders) error { return o.BuyAgain(ctx, "o-old", order.Again{N: 1}) },
	}
}

// harmless are the methods that buy nothing.
func harmless() []string {
	return []string{
		"AcceptQuote", "Adopt", "Changes", "Clashes", "CloseUnresolved", "Decide", "Destroy", "Forget", "Forgotten", "LookAgain", "Order", "Orders", "Quoted",
		"Refresh", "Release", "Requote",
	}
}

func hundred(n int) provider.Quote {
	return provider.Quote{Priced: true, Count: n, Month: provider.Amount(100, "USD")}
}

// shop is a journal with orders of alice's, and what is bought from it.
type shop struct {
	service
	mu    sync.Mutex
	views []order.View
	calls []string
}

func (s *shop) call(name string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.calls = append(s.calls, name)
	return nil
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
func (s *shop) Record(context.Context, journal.Entry) error { return nil }
func (s *shop) Place(_ context.Context, c order.Confirmed) (order.ID, error) {
	return "o-new", s.call(fmt.Sprintf("Place %v", c.Approval(c.Quote, c.Spec.Machines())))
}
func (s *shop) Send(context.Context, order.ID, order.Dispatch) error { return s.call("Send") }
func (s *shop) OrderRest(context.Context, order.ID, provider.Access) error {
	return s.call("OrderRest")
}

func (s *shop) RetryFailed(context.Context, order.ID, provider.Access) error {
	return s.call("RetryFailed")
}
func (s *shop) BuyAgain(context.Context, order.ID, order.Again) error { return s.call("BuyAgain") }
func (s *shop) AcceptQuote(context.Context, order.ID, provider.Quote) error {
	return s.call("AcceptQuote")
}

// stocked has an order of yesterday's of which two machines can be bought in every way, and one that waits since yesterday.
func stocked() *shop {
	yesterday := noon().AddDate(0, 0, -1)
	return &shop{views: []order.View{
		{
			ID: "o-old", Word: order.Partial, By: "alice", Account: "acme", Created: yesterday, Wanted: 4, Quote: hundred(4), Rest: 2, Lost: 2,
			Batches: []order.BatchView{{N: 1, State: order.BatchUnresolved, Wanted: 2, Created: yesterday, Cost: provider.Amount(200, "USD")}},
		},
		{
			ID: "o-wait", Word: order.Waiting, By: "alice", Account: "acme", Created: yesterday, Wanted: 2, Quote: hundred(2),
			Approval: &order.Approval{State: order.AskedGiven, By: "alice"},
		},
	}}
}

// desk is the shop as alice may use it.
func (s *shop) desk(t *testing.T, people string) step.Orders {
	t.Helper()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	return s.server(t, s, people).OrdersOf("alice", tx)
}

// server is one on the journal j that listens to nobody.
func (s *shop) server(t *testing.T, j serve.Journal, people string) *serve.Server {
	t.Helper()
	access, err := serve.OpenAccess(serve.Files{Keys: write(t, "keys", line(newKey(t), "alice")), People: write(t, "people.yaml", people)})
	if err != nil {
		t.Fatalf("OpenAccess() = %v", err)
	}
	server, err := serve.New(serve.Options{
		Access: access, Orders: j, As: func(string) step.Orders { return s }, Key: newKey(t), Log: slog.New(slog.DiscardHandler), Now: noon,
	})
	if err != nil {
		t.Fatalf("New() = %v", err)
	}
	return server
}

// TestEveryPurchaseCounts holds every way to buy against the limits of its person. A method that nobody has sorted fails here.
func TestEveryPurchaseCounts(t *testing.T) {
	t.Parallel()
	ways := buying()
	methods := reflect.TypeFor[step.Orders]()
	for m := range methods.Methods() {
		name := m.Name
		if _, buys := ways[name]; buys == slices.Contains(harmless(), name) {
			t.Errorf("%s: say in this test whether it can buy, and hold it against the limits when it can", name)
		}
	}
	today := noon()
	spent := order.View{
		ID: "o-today", Word: order.Done, By: "alice", Account: "acme", Created: today, Wanted: 1, Quote: hundred(1),
		Batches: []order.BatchView{{N: 1, State: order.BatchClosed, Found: 1, Wanted: 1, Created: today, Cost: provider.Amount(100, "USD")}},
	}
	more := spent // an order of yesterday's that was bought again today
	more.ID, more.Created = "o-more", today.AddDate(0, 0, -1)
	more.Batches = append([]order.BatchView{{N: 1, State: order.BatchRejected, Wanted: 1, Created: more.Created, Cost: provider.Amount(100, "USD")}}, spent.Batches...)
	for _, c := range []struct {
		name, limits string
		before       []order.View
		want         string // "": it is done
		only         string // a way; "": all
	}{
		{"no limit", `{}`, nil, "", ""},
		{"just enough", `{instances: 2, per_order: {USD: 200}, per_day: {USD: 300}, orders_per_day: 2}`, []order.View{spent}, "", ""},
		{"machines", `{instances: 1}`, nil, "You may order 1 machines at once, and these are 2", ""},
		{"price", `{per_order: {USD: 199}}`, nil, "Your orders may cost 199.00 USD each, and this one costs 200.00 USD", ""},
		{"price of a day", `{per_day: {USD: 299}}`, []order.View{spent}, "with this one they cost 300.00 USD", ""},
		{"price of a day, of an older order", `{per_day: {USD: 299}}`, []order.View{more}, "with this one they cost 300.00 USD", ""},
		{"orders of a day", `{orders_per_day: 1}`, []order.View{spent}, "You may place 1 orders a day", "Place"},
		{"orders of a day, sent", `{orders_per_day: 1}`, []order.View{spent}, "You may place 1 orders a day", "Send"},
		{"orders of a day, more of one", `{orders_per_day: 1}`, []order.View{spent}, "", "OrderRest"},
	} {
		for name, buy := range ways {
			if c.only != "" && c.only != name {
				continue
			}
			t.Run(c.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				s := stocked()
				s.views = append(s.views, c.before...)
				err := buy(t.Context(), s.desk(t, "people: {alice: {roles: [operator], limits: "+c.limits+"}}\n"))
				done := len(s.called()) == 1
				if c.want == "" && (err != nil || !done) {
					t.Errorf("%s = %v, called %q, want it done", name, err, s.called())
				}
				if c.want != "" && (err == nil || done || !strings.Contains(err.Error(), c.want)) {
					t.Errorf("%s = %v, called %q, want it refused with %q", name, err, s.called(), c.want)
				}
			})
		}
	}
}

// TestMoreNeedsApproval buys no more of an order than what nobody else has to say yes to, or has said yes to.
func TestMoreNeedsApproval(t *testing.T) {
	t.Parallel()
	const people = "approval: [{above: {price: {USD: 300}}}]\npeople: {alice: {roles: [operator]}, bob: {roles: [approver]}}\n"
	used := func(expires time.Duration) *order.Approval {
		return &order.Approval{State: order.AskedUsed, By: "alice", Expires: noon().Add(expires)}
	}
	for _, c := range []struct {
		name     string
		quote    provider.Quote
		approval *order.Approval
		ok       bool
	}{
		{"small", hundred(3), nil, true},
		{"large", hundred(4), nil, false},
		{"large and approved", hundred(4), used(time.Hour), true},
		{"the yes has expired", hundred(4), used(-time.Second), false},
	} {
		for _, name := range []string{"OrderRest", "RetryFailed", "BuyAgain"} {
			t.Run(c.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				s := stocked()
				s.views[0].Quote, s.views[0].Wanted, s.views[0].Approval = c.quote, c.quote.Count, c.approval
				err := buying()[name](t.Context(), s.desk(t, people))
				if ok := err == nil && len(s.called()) == 1; ok != c.ok {
					t.Errorf("%s = %v, called %q, want it done %v", name, err, s.called(), c.ok)
				}
			})
		}
	}
	t.Run("a new price", func(t *testing.T) {
		t.Parallel()
		s := stocked()
		s.views[0].Quote, s.views[0].Wanted = hundred(3), 3
		dear := hundred(3)
		dear.Month = provider.Amount(101, "USD")
		if err := s.desk(t, people).AcceptQuote(t.Context(), "o-old", dear); err == nil || len(s.called()) != 0 {
			t.Errorf("AcceptQuote() = %v, called %q, want it refused: together it is more than one may order alone", err, s.called())
		}
	})
	t.Run("a new order", func(t *testing.T) {
		t.Parallel()
		s := stocked()
		d := s.desk(t, people)
		for _, n := range []int{3, 4} {
			if _, err := d.Place(t.Context(), order.Confirmed{Account: "acme", Spec: provider.Spec{Count: n}, Quote: hundred(n)}); err != nil {
				t.Fatal(err)
			}
		}
		if got := s.called(); !slices.Equal(got, []string{"Place 0s", "Place 24h0m0s"}) {
			t.Errorf("called %q, want a yes to be needed for the larger one", got)
		}
	})
}
