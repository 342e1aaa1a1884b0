package order

import (
	"errors"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/policy"
)

// rules are the people of a test. With the zero value nothing needs approval, and everybody is operator and approver.
type rules struct {
	lasts  func(q provider.Quote, n int) time.Duration // nil: nothing needs approval
	gone   string                                      // who is nobody any more
	after  int                                         // how often the one who is gone is still found
	asked  atomic.Int64                                // how often people were looked up
	limits policy.Limits                               // of everybody
}

func (r *rules) Person(name string) (policy.Person, bool) {
	if r.asked.Add(1) > int64(r.after) && name == r.gone {
		return policy.Person{}, false
	}
	return policy.Person{Name: name, Roles: []policy.Role{policy.Operator, policy.Approver}, Limits: r.limits}, true
}

func (r *rules) Approval(_ string, q provider.Quote, n int) time.Duration {
	if r.lasts == nil {
		return 0
	}
	return r.lasts(q, n)
}

func (r *rules) OneKey(string, string) bool { return false }

// hours requires another person's approval of every order, valid for n hours.
func hours(n int) *rules {
	return &rules{lasts: func(provider.Quote, int) time.Duration { return time.Duration(n) * time.Hour }}
}

// aDay requires another person's approval of every order, valid for a day.
func aDay() Actor { return Actor{Name: "ann", People: hours(24)} }

// under is the same person by these rules of the day.
func (c *Client) under(r *rules) *Client {
	who := c.who
	if before, ok := who.People.(*rules); ok {
		r.limits = before.limits
	}
	who.People = r
	return c.service.For(who)
}

// within is the same person, who may not buy more than l allows.
func (c *Client) within(l policy.Limits) *Client {
	return c.under(&rules{limits: l})
}

// asks places an order that waits for another person's approval.
func (w *world) asks(t *testing.T, c Place) ID {
	t.Helper()
	id, err := place(t.Context(), w.For(aDay()), c)
	if err != nil {
		t.Fatalf("place() = %v, want nil", err)
	}
	return id
}

// TestApprovalOutlives asks for the secrets again after a restart: they are on no disk.
func TestApprovalOutlives(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	dir, clk := t.TempDir(), newClock(start)
	w := v.open(t, bmcID, dir, clk, nil)
	order := w.confirmed(t, 2)
	id := w.asks(t, order)
	w.approve(t, id)
	next := v.open(t, bmcID, dir, clk, nil)
	got := next.order(t, id)
	if !slices.Contains(got.Asks, provider.FieldPassword) || got.Approval.State != AskedGiven {
		t.Fatalf("Asks = %v, %+v, want the password again", got.Asks, got.Approval)
	}
	if err := next.As("ann").Do(t.Context(), Send{ID: id}); !errors.Is(err, ErrSecrets) {
		t.Errorf("Send() without them = %v, want %v", err, ErrSecrets)
	}
	if err := next.As("ann").Do(t.Context(), Send{ID: id, Secrets: order.Spec.Access}); err != nil {
		t.Errorf("Send() = %v, want nil", err)
	}
	next.bought(t, v, 1)
	// the program from before holds them still
	if err := w.As("ann").Do(t.Context(), Send{ID: id}); !errors.Is(err, ErrPlaced) {
		t.Errorf("Send() by the other program = %v, want %v", err, ErrPlaced)
	}
	w.bought(t, v, 1)
}

// TestApprovalTampered sends nothing whose row was changed behind the program's back.
func TestApprovalTampered(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	dir := t.TempDir()
	w := v.open(t, bmcID, dir, newClock(start), nil)
	id := w.waiting(t, 1)
	w.approve(t, id)
	tamper(t, dir, `update orders set spec = replace(spec, '"count":1', '"count":2')`)
	if got := w.order(t, id).Wanted; got != 2 {
		t.Fatalf("Wanted = %d, want the changed row", got)
	}
	if err := w.As("ann").Do(t.Context(), Send{ID: id}); !errors.Is(err, ErrVoid) {
		t.Errorf("Send() = %v, want %v", err, ErrVoid)
	}
	w.bought(t, v, 0)
}
