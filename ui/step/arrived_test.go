package step_test

import (
	"net/netip"
	"strings"
	"testing"

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
		line := e.Arrived(v)
		for _, want := range []string{"o-k7q2m9x4", "3.78 USD", "ssh root@203.0.113.1", "2"} {
			if !strings.Contains(line, want) || strings.Contains(line, "\n") {
				t.Errorf("%s: Arrived() = %q, want one line with %q", lang, line, want)
			}
		}
		for _, w := range []order.Status{order.Provisioning, order.Partial, order.Failed} {
			other := v
			other.Status = w
			if line := e.Arrived(other); line != "" {
				t.Errorf("%s: Arrived() of an order that is %s = %q, want nothing", lang, w, line)
			}
		}
	}
}
