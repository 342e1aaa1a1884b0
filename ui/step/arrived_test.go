package step_test

import (
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
)

// TestArrived says in one line, when an order is done, what has come up, what it costs and how to reach it, and nothing
// before.
func TestArrived(t *testing.T) {
	t.Parallel()
	v := order.View{
		ID: "o-k7q2m9x4", Status: order.Done, Wanted: 2,
		Quote: provider.Quote{Priced: true, Count: 2, Hour: provider.Amount(1.89, "USD"), Month: provider.Amount(1379.7,
			"USD")},
		Spec: provider.Spec{Product: "zenlayer-bmc", Access: provider.Access{Login: provider.LoginKeys}},
	}
	for n := range 2 {
		i := order.InstanceView{}
		i.Status, i.ImageName = provider.StatusRunning, "Ubuntu24.04-x86_64"
		i.Public = []netip.Addr{netip.AddrFrom4([4]byte{203, 0, 113, byte(n + 1)})}
		v.Instances = append(v.Instances, i)
	}
	for _, lang := range []string{"en", "zh"} {
		tx, err := text.New(lang)
		if err != nil {
			t.Fatal(err)
		}
		e := &step.Env{Text: tx}
		line := e.OrderWords().Arrived(v)
		for _, want := range []string{"o-k7q2m9x4", "3.78 USD", "ssh root@203.0.113.1", "2"} {
			if !strings.Contains(line, want) || strings.Contains(line, "\n") {
				t.Errorf("%s: Arrived() = %q, want one line with %q", lang, line, want)
			}
		}
		for _, w := range []order.Status{order.Provisioning, order.Partial, order.Failed} {
			other := v
			other.Status = w
			if line := e.OrderWords().Arrived(other); line != "" {
				t.Errorf("%s: Arrived() of an order that is %s = %q, want nothing", lang, w, line)
			}
		}
	}
}

// TestArrivedAfterRelease says in the shell what runs and what is paid, not what did.
func TestArrivedAfterRelease(t *testing.T) {
	t.Parallel()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	e := &step.Env{Text: tx}
	v := order.View{
		ID: "o-k7q2m9x4", Status: order.Done, Wanted: 3,
		Quote: provider.Quote{Priced: true, Count: 3, Hour: provider.Amount(1.89, "USD"), Month: provider.Amount(1379.7,
			"USD")},
	}
	for range 3 {
		i := order.InstanceView{Accepted: time.Unix(0, 0), Running: time.Unix(60, 0)}
		i.Status = provider.StatusRunning
		v.Instances = append(v.Instances, i)
	}
	for _, want := range []string{
		"o-k7q2m9x4 is DONE: 3 machines RUNNING, 5.67 USD/h; all: `metalwright export o-k7q2m9x4 --to ssh-config`",
		"o-k7q2m9x4 is DONE: 2 of 3 RUNNING, 1 released, 3.78 USD/h; all: `metalwright export o-k7q2m9x4 --to ssh-config`",
		"o-k7q2m9x4 is DONE: 1 of 3 RUNNING, 2 released, 1.89 USD/h",
		"o-k7q2m9x4 is DONE: 0 of 3 RUNNING, 3 released, costs nothing now",
	} {
		if got := e.OrderWords().Arrived(v); got != want {
			t.Errorf("Arrived() = %q, want %q", got, want)
		}
		for n := range v.Instances {
			if i := &v.Instances[n]; i.Status == provider.StatusRunning {
				i.Status = provider.StatusReleased
				break
			}
		}
	}
}

// TestNoAnswerIsNoFault says of a connection that broke that there was no answer, not that the service is not
// available.
func TestNoAnswerIsNoFault(t *testing.T) {
	t.Parallel()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	e := &step.Env{Text: tx}
	lost := &provider.Error{Kind: provider.KindUnavailable, Outcome: provider.Ambiguous}
	if got, want := e.Errors().Why(lost), "No answer from the vendor"; !strings.HasPrefix(got, want) {
		t.Errorf("Why() = %q, want %q", got, want)
	}
	lost.HTTP = 503
	if got, want := e.Errors().Why(lost), "The vendor answered with HTTP status 503"; got != want {
		t.Errorf("Why() = %q, want %q", got, want)
	}
}
