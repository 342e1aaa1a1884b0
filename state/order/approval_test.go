package order

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/journal"
)

// waiting is an order of ann's that waits for an approval.
func (w *world) waiting(t *testing.T, count int) ID {
	t.Helper()
	c := w.confirmed(t, count)
	id := w.asks(t, c)
	if v := w.order(t, id); v.Status != Waiting || !v.Open || v.Rest != 0 || v.Shortfall != 0 ||
		v.Approval.State != AskedPending || len(v.Batches) != 0 {
		t.Fatalf("Order() = %s, open %v, rest %d, %+v, want it WAITING and nothing else", v.Status, v.Open, v.Rest,
			v.Approval)
	}
	return id
}

func (w *world) decide(t *testing.T, id ID, by string, yes bool) error {
	t.Helper()
	return w.As(by).Do(t.Context(), Decide{ID: id, Yes: yes, Digest: w.order(t, id).Approval.Digest})
}

func (w *world) approve(t *testing.T, id ID) {
	t.Helper()
	if err := w.decide(t, id, "bob", true); err != nil {
		t.Fatalf("Decide(yes) = %v, want nil", err)
	}
}

func (w records) bought(t *testing.T, v *cloud, want int) {
	t.Helper()
	w.running.sending.Wait()
	if got := v.requests(); got != want {
		t.Errorf("purchase requests = %d, want %d", got, want)
	}
}

// TestApproval goes the straight way: ask, yes, send; and buys once.
func TestApproval(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, nil)
	id := w.waiting(t, 2)
	if err := w.As("ann").Do(t.Context(), Send{ID: id}); !errors.Is(err, ErrWaiting) {
		t.Errorf("Send() before the approval = %v, want %v", err, ErrWaiting)
	}
	if err := w.decide(t, id, "ann", true); !errors.Is(err, ErrOwn) {
		t.Errorf("Decide() by who asks = %v, want %v", err, ErrOwn)
	}
	w.approve(t, id)
	w.bought(t, v, 0) // the approval alone buys nothing
	if got := w.order(t, id); got.Status != Waiting || got.Approval.State != AskedGiven ||
		got.Approval.DecidedBy != "bob" || len(got.Asks) != 0 {
		t.Errorf("Order() = %s, %+v, asks %v, want bob's approval and no secret asked for", got.Status,
			got.Approval, got.Asks)
	}
	if err := w.As("ann").Do(t.Context(), Send{ID: id}); err != nil {
		t.Fatalf("Send() = %v, want nil", err)
	}
	w.bought(t, v, 1)
	w.drive(t, time.Hour)
	if got := w.order(t, id); got.Status != Done || got.Approval.State != AskedUsed || got.Bought != 2 {
		t.Errorf("Order() = %s, %d bought, %+v, want it DONE", got.Status, got.Bought, got.Approval)
	}
	if err := w.As("ann").Do(t.Context(), Send{ID: id}); !errors.Is(err, ErrPlaced) {
		t.Errorf("Send() again = %v, want %v", err, ErrPlaced)
	}
	w.bought(t, v, 1)
	w.audited(t, id, "quote: ann", "ask: ann", "send: ann refused", "approve: ann refused", "approve: bob", "send: ann",
		"send: ann refused")
}

// audited checks who did what, in this order.
func (w records) audited(t *testing.T, id ID, want ...string) {
	t.Helper()
	all, err := w.Audit.Rows(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range all {
		if e.Order == string(id) || e.Order == "" {
			outcome := ""
			if o := e.Detail["outcome"]; o != outcomeDone && o != "" {
				outcome = " " + o
			}
			got = append(got, e.What+": "+e.Who+outcome)
		}
	}
	if !slices.Equal(got, want) {
		t.Errorf("the audit has %q, want %q", got, want)
	}
	if _, err := w.Audit.Verify(t.Context(), journal.Head{}); err != nil {
		t.Errorf("Audit.Verify() = %v, want nil", err)
	}
}

// TestApprovalForgotten has a person other than the one who asks forget an order that waits: the audit names who did
// it.
func TestApprovalForgotten(t *testing.T) {
	t.Parallel()
	w := newCloud(t).bmc(t, nil)
	c := w.confirmed(t, 2)
	id, err := place(t.Context(), w.For(Actor{Name: "ann", People: hours(24)}), c)
	if err != nil {
		t.Fatalf("Place() = %v, want nil", err)
	}
	if err := w.As("root").Do(t.Context(), Forget{ID: id}); err != nil {
		t.Fatalf("Forget() = %v, want nil", err)
	}
	w.audited(t, id, "quote: ann", "ask: ann", "void: root", "forget: root")
}

// TestApprovalNotUsable tries every way to buy while there is no approval that holds.
func TestApprovalNotUsable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		make func(t *testing.T, w *world, id ID)
		want error
		word Status
	}{
		{"nobody decided", func(*testing.T, *world, ID) {}, ErrWaiting, Waiting},
		{
			"nobody decided in time", func(_ *testing.T, w *world, _ ID) { w.clock.advance(24 * time.Hour) }, ErrExpired,
			Rejected,
		},
		{"denied", func(t *testing.T, w *world, id ID) {
			t.Helper()
			if err := w.decide(t, id, "bob", false); err != nil {
				t.Fatal(err)
			}
		}, ErrDenied, Rejected},
		{"the approval was withdrawn", func(t *testing.T, w *world, id ID) {
			t.Helper()
			w.approve(t, id)
			if err := w.decide(t, id, "eve", false); err != nil {
				t.Fatal(err)
			}
		}, ErrDenied, Rejected},
		{"not sent in time", func(t *testing.T, w *world, id ID) {
			t.Helper()
			w.clock.advance(23 * time.Hour)
			w.approve(t, id) // the approval has its own time
			w.clock.advance(24 * time.Hour)
		}, ErrExpired, Rejected},
		{"asked for anew", func(t *testing.T, w *world, id ID) {
			t.Helper()
			w.approve(t, id)
			if err := w.As("ann").Do(t.Context(), AcceptQuote{ID: id, Quote: asShown(w.order(t, id).Quote, 150)}); err != nil {
				t.Fatal(err)
			}
		}, ErrWaiting, Waiting},
		{"withdrawn", func(t *testing.T, w *world, id ID) {
			t.Helper()
			w.approve(t, id)
			if err := w.As("ann").Do(t.Context(), Forget{ID: id}); err != nil {
				t.Fatal(err)
			}
		}, ErrVoid, Rejected},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			w := v.bmc(t, nil)
			id := w.waiting(t, 2)
			c.make(t, w, id)
			ann := w.As("ann")
			if err := ann.Do(t.Context(), Send{ID: id}); !errors.Is(err, c.want) {
				t.Errorf("Send() = %v, want %v", err, c.want)
			}
			for name, err := range map[string]error{
				"OrderRest":   ann.Do(t.Context(), BuyRest{ID: id}),
				"RetryFailed": ann.Do(t.Context(), RetryFailed{ID: id}),
				"BuyAgain":    ann.Do(t.Context(), BuyAgain{ID: id, N: 1}),
			} {
				if err == nil {
					t.Errorf("%s() = nil, want it refused", name)
				}
			}
			again := w.confirmed(t, 2)
			again.ID = id
			if _, err := place(t.Context(), ann, again); !errors.Is(err, ErrPlaced) {
				t.Errorf("Place() under the same id = %v, want %v", err, ErrPlaced)
			}
			if got := w.order(t, id); got.Status != c.word || got.Open != (c.word == Waiting) ||
				got.Finished.IsZero() == (c.word == Rejected) {
				t.Errorf("Order() = %s, open %v, finished %v, want %s", got.Status, got.Open, got.Finished, c.word)
			}
			w.drive(t, time.Hour)
			w.bought(t, v, 0)
		})
	}
}

// TestApprovalBound sends only exactly what was approved; an order that differs makes the approval void.
func TestApprovalBound(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		change func(*provider.Spec)
	}{
		{"more machines", func(s *provider.Spec) { s.Count++ }},
		{"another name", func(s *provider.Spec) { s.Name = "other-[1,3]" }},
		{"another script", func(s *provider.Spec) { s.Access.InitScript = provider.NewSecret("#!/bin/sh\nreboot") }},
		{"no script", func(s *provider.Spec) { s.Access.InitScript = provider.Secret{} }},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := newCloud(t)
			w := v.bmc(t, nil)
			order := w.confirmed(t, 2)
			id := w.asks(t, order)
			w.approve(t, id)
			s := order.Spec.Clone()
			c.change(&s)
			if err := w.As("ann").Do(t.Context(), Send{ID: id, Spec: &s, Secrets: s.Access}); !errors.Is(err, ErrVoid) {
				t.Errorf("Send() = %v, want %v", err, ErrVoid)
			}
			if err := w.As("ann").Do(t.Context(), Send{ID: id}); !errors.Is(err, ErrVoid) {
				t.Errorf("Send() of what was approved, after that = %v, want %v", err, ErrVoid)
			}
			w.bought(t, v, 0)
		})
	}
	t.Run("the same", func(t *testing.T) {
		t.Parallel()
		v := newCloud(t)
		w := v.bmc(t, nil)
		order := w.confirmed(t, 2)
		id := w.asks(t, order)
		w.approve(t, id)
		if err := w.As("ann").Do(t.Context(), Send{ID: id, Spec: &order.Spec, Secrets: order.Spec.Access}); err != nil {
			t.Errorf("Send() = %v, want nil", err)
		}
		w.bought(t, v, 1)
	})
}

// TestApprovalPrice sends no order that costs more than was approved.
func TestApprovalPrice(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, nil)
	id := w.waiting(t, 2)
	is := w.order(t, id).Quote
	cheap := asShown(is, 90)
	// as if it had been the price then
	if err := w.As("ann").Do(t.Context(), AcceptQuote{ID: id, Quote: cheap}); err != nil {
		t.Fatal(err)
	}
	w.approve(t, id)
	stale, ok := errors.AsType[*Stale](w.As("ann").Do(t.Context(), Send{ID: id}))
	if !ok || stale.Is.Month != is.Month {
		t.Fatalf("Send() = %v, want stale", stale)
	}
	if got := w.order(t, id); got.Approval.State != AskedVoid || got.Approval.Reason != "price" || got.Status != Rejected {
		t.Errorf("Order() = %s, %+v, want the approval void for the price", got.Status, got.Approval)
	}
	if err := w.As("ann").Do(t.Context(), Send{ID: id}); !errors.Is(err, ErrVoid) {
		t.Errorf("Send() = %v, want %v", err, ErrVoid)
	}
	if err := w.As("ann").Do(t.Context(), AcceptQuote{ID: id, Quote: stale.Is}); err != nil {
		t.Fatalf("AcceptQuote() = %v, want it asked for anew", err)
	}
	if err := w.As("ann").Do(t.Context(), Send{ID: id}); !errors.Is(err, ErrWaiting) {
		t.Errorf("Send() at the new price = %v, want %v", err, ErrWaiting)
	}
	w.bought(t, v, 0)
	w.approve(t, id)
	if err := w.As("ann").Do(t.Context(), Send{ID: id}); err != nil {
		t.Errorf("Send() after a new yes = %v, want nil", err)
	}
	w.bought(t, v, 1)
	if err := w.As("").Do(t.Context(), AcceptQuote{ID: id, Quote: asShown(is, 150)}); !errors.Is(err, ErrVoid) {
		t.Errorf("AcceptQuote() of more than was approved = %v, want %v", err, ErrVoid)
	}
}

// TestApprovalSeen accepts a decision only about the order as it was shown.
func TestApprovalSeen(t *testing.T) {
	t.Parallel()
	w := newCloud(t).bmc(t, nil)
	id := w.waiting(t, 2)
	looked := w.order(t, id).Approval.Digest
	if err := w.As("ann").Do(t.Context(), AcceptQuote{ID: id, Quote: asShown(w.order(t, id).Quote, 200)}); err != nil {
		t.Fatal(err)
	}
	if err := w.As("bob").Do(t.Context(), Decide{ID: id, Yes: true, Digest: looked}); !errors.Is(err, ErrDecided) {
		t.Errorf("Decide() about what it was before = %v, want %v", err, ErrDecided)
	}
	w.approve(t, id)
}

// TestApprovalRaces lets many decide and send at once: one of them does.
func TestApprovalRaces(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, nil)
	id := w.waiting(t, 2)
	name := w.order(t, id).Approval.Digest
	once := func(what string, f func(i int) error) {
		t.Helper()
		errs := make([]error, 16)
		var all sync.WaitGroup
		for i := range errs {
			all.Go(func() { errs[i] = f(i) })
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case errors.Is(err, ErrDecided), errors.Is(err, ErrBusy), errors.Is(err, ErrPlaced), errors.Is(err, ErrVoid):
			default:
				t.Errorf("%s = %v, want someone else to have been first", what, err)
			}
		}
		if won != 1 {
			t.Errorf("%s: %d of %d won, want one", what, won, len(errs))
		}
	}
	once("Decide", func(i int) error {
		who := w.As("approver-" + string(rune('a'+i)))
		return who.Do(context.WithoutCancel(t.Context()), Decide{ID: id, Yes: true, Digest: name})
	})
	once("Send", func(int) error { return w.As("ann").Do(context.WithoutCancel(t.Context()), Send{ID: id}) })
	w.bought(t, v, 1)
}

// TestApprovalNeedless sends an order that needs no approval at once.
func TestApprovalNeedless(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, nil)
	c := w.confirmed(t, 1)
	many := &rules{lasts: func(q provider.Quote, n int) time.Duration {
		if n > 1 || q.Count != 1 {
			return time.Hour
		}
		return 0
	}}
	id, err := place(t.Context(), w.As("ann").under(many), c)
	if err != nil {
		t.Fatalf("place() = %v, want nil", err)
	}
	w.bought(t, v, 1)
	if got := w.order(t, id); got.Approval != nil {
		t.Errorf("Approval = %+v, want none", got.Approval)
	}
	if err := w.As("bob").Do(t.Context(), Decide{ID: id, Yes: true}); !errors.Is(err, ErrDecided) {
		t.Errorf("Decide() = %v, want %v", err, ErrDecided)
	}
	w.audited(t, id, "quote: ann", "order: ann", "approve: bob refused")
}

// TestAuditHoldsNoSecret searches what people did for what they typed.
func TestAuditHoldsNoSecret(t *testing.T) {
	t.Parallel()
	w := newCloud(t).bmc(t, nil)
	id := w.waiting(t, 1)
	w.approve(t, id)
	secrets := provider.Access{Password: provider.NewSecret(marker)}
	if err := w.As("ann").Do(t.Context(), Send{ID: id, Secrets: secrets}); err != nil {
		t.Fatal(err)
	}
	w.running.sending.Wait()
	all, err := w.Audit.Rows(t.Context(), "")
	if err != nil || len(all) != 4 {
		t.Fatalf("Audit() = %d rows, %v, want 4", len(all), err)
	}
	for _, e := range all {
		for k, text := range e.Detail {
			if strings.Contains(text, marker) || strings.Contains(text, markerScript) {
				t.Errorf("%s: %s = %q has a secret", e.What, k, text)
			}
		}
	}
}
