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
	"github.com/metalwright/metalwright/ui/run"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
)

// allOrders may be embedded: it has a method of the name of its type.
type allOrders = step.Orders

// commanded is orders whose commands a test carries out.
type commanded struct {
	allOrders
	do func(order.Command) error
}

func (c commanded) Do(_ context.Context, what order.Command) error { return c.do(what) }

// buyer is a decider whose person confirms everything.
func buyer(t *testing.T, orders step.Orders) *decider {
	t.Helper()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	return &decider{
		rt: &run.Runtime{
			Env: &step.Env{Theme: theme.New(true, false), Text: tx}, Orders: orders, Log: run.NewLog(io.Discard, run.Flags{}),
			Process: run.Process{Err: io.Discard, Lookup: func(string) (string, bool) { return "Marker-Pa55word", true }},
		},
		in: bufio.NewReader(strings.NewReader("yes\nyes\n")),
	}
}

// TestBuyForgetsSecrets hides the secrets of what is bought more while it is sent, and keeps them no longer.
func TestBuyForgetsSecrets(t *testing.T) {
	t.Parallel()
	const secret = "Marker-Pa55word"
	orders := commanded{}
	d := buyer(t, &orders)
	d.password = "env:PASSWORD"
	var log strings.Builder
	d.rt.Log = run.NewLog(&log, run.Flags{})
	hidden := func() bool {
		log.Reset()
		d.rt.Log.Info("a line of nobody's", "text", secret)
		return !strings.Contains(log.String(), secret)
	}
	v := order.View{ID: "o-web", Asks: []provider.Field{provider.FieldPassword}}
	during := false
	orders.do = func(c order.Command) error {
		during = hidden()
		if rest, ok := c.(order.BuyRest); !ok || rest.Secrets.Password.Reveal() != secret {
			t.Errorf("Do(%T), want the rest ordered with the password that was given", c)
		}
		return nil
	}
	err := d.buy(t.Context(), v, 1, orderRest(v))
	if after := hidden(); err != nil || !during || after {
		t.Errorf("buy() = %v, hidden while it is sent: %v, and after: %v, want true and false", err, during, after)
	}
}

// TestBuyNeedsAgreement buys nothing at a new price that the journal would not take.
func TestBuyNeedsAgreement(t *testing.T) {
	t.Parallel()
	full := errors.New("the disk is full")
	sent := 0
	d := buyer(t, commanded{do: func(c order.Command) error {
		if _, agrees := c.(order.AcceptQuote); agrees {
			return full
		}
		sent++
		return &order.Stale{}
	}})
	v := order.View{ID: "o-web"}
	err := d.buy(t.Context(), v, 1, orderRest(v))
	if !errors.Is(err, full) || sent != 1 {
		t.Errorf("buy() = %v after %d requests, want %v after the one that the old price was too low for", err, sent, full)
	}
}
