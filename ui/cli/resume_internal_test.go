package cli

import (
	"bufio"
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

// disagreeing is the orders where a new price cannot be agreed to.
type disagreeing struct {
	anyOrders
	err error
}

func (d disagreeing) AcceptQuote(context.Context, order.ID, provider.Quote) error { return d.err }

// buyer is a decider whose person says yes to everything.
func buyer(t *testing.T, orders step.Orders) *decider {
	t.Helper()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	return &decider{
		program: &program{
			env: &step.Env{Theme: theme.New(true, false), Text: tx}, orders: orders, log: newLog(io.Discard, flags{}),
			proc: Process{Err: io.Discard, Lookup: func(string) (string, bool) { return "Marker-Pa55word", true }},
		},
		in: bufio.NewReader(strings.NewReader("yes\nyes\n")),
	}
}

// TestBuyForgetsSecrets hides the secrets of what is bought more while it is sent, and keeps them no longer.
func TestBuyForgetsSecrets(t *testing.T) {
	t.Parallel()
	d := buyer(t, nil)
	d.password = "env:PASSWORD"
	v := order.View{ID: "o-web", Asks: []provider.Field{provider.FieldPassword}}
	during := 0
	err := d.buy(t.Context(), v, 1, func(_ context.Context, _ order.ID, a provider.Access) error {
		during = len(d.log.masked.hidden)
		if a.Password.Reveal() != "Marker-Pa55word" {
			t.Errorf("Access.Password = %q, want the one that was given", a.Password.Reveal())
		}
		return nil
	})
	if err != nil || during != 1 || len(d.log.masked.hidden) != 0 {
		t.Errorf("buy() = %v, hidden %d times while it is sent and %d times after, want 1 and 0", err, during,
			len(d.log.masked.hidden))
	}
}

// TestBuyNeedsAgreement buys nothing at a new price that the journal would not take.
func TestBuyNeedsAgreement(t *testing.T) {
	t.Parallel()
	full := errors.New("the disk is full")
	d := buyer(t, disagreeing{err: full})
	sent := 0
	err := d.buy(t.Context(), order.View{ID: "o-web"}, 1, func(context.Context, order.ID, provider.Access) error {
		sent++
		return &order.Stale{}
	})
	if !errors.Is(err, full) || sent != 1 {
		t.Errorf("buy() = %v after %d requests, want %v after the one that the old price was too low for", err, sent, full)
	}
}
