package orders

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/state/policy"
	"github.com/metalwright/metalwright/ui/app"
	"github.com/metalwright/metalwright/ui/uitest"
)

// subscriptions are two orders of prepaid machines: one is renewed in a few days, one much later, and one is not.
func subscriptions() []order.View {
	const month = 30 * 24 * time.Hour
	of := func(id, by string, accepted time.Time, names ...string) order.View {
		v := order.View{
			ID: order.ID(id), Status: order.Done, Wanted: len(names), Bought: len(names), Created: accepted, By: by,
			Profile: "production", Account: "acme", Product: "zenlayer-bmc",
			Spec:  provider.Spec{Product: "zenlayer-bmc", Zone: "SEL-A", Type: "M6C", Count: len(names)},
			Quote: provider.Quote{Priced: true, Count: len(names), Term: provider.Amount(412, "USD")},
		}
		v.Spec.Billing = provider.Billing{Charge: provider.Prepaid, Months: 1}
		for n, name := range names {
			i := order.InstanceView{Accepted: accepted, Running: accepted.Add(10 * time.Minute)}
			i.ID, i.Name, i.Status = provider.InstanceID(fmt.Sprintf("10010000000000000%02d", n)), name, provider.StatusRunning
			v.Instances = append(v.Instances, i)
		}
		return v
	}
	soon := of("o-00000001", "ann", noon.Add(4*24*time.Hour-month), "web-001", "web-002")
	soon.Instances[1].ReleaseAsked = noon.Add(-time.Hour)
	return []order.View{of("o-00000002", "bob", noon.Add(20*24*time.Hour-month), "db-001"), soon}
}

// renewalsOf is the page in the program's frame.
func renewalsOf(t *testing.T, may func(order.View, policy.Action) bool) (*uitest.Driver, *Renewals) {
	t.Helper()
	env, s := environment(t)
	p := NewRenewals(env, s.As("operator"), RenewalOptions{
		Board: func(order.ID) app.Page { return nil }, May: may,
	})
	t.Cleanup(p.Close)
	return uitest.New(t, app.New(env, p, app.Options{})), p
}

// TestRenewalsScreen shows the calendar at six sizes, the question, a machine that is not renewed, and none at all.
func TestRenewalsScreen(t *testing.T) {
	t.Parallel()
	d, p := renewalsOf(t, nil)
	var b strings.Builder
	frames := func(what string) {
		b.WriteString(uitest.AtAllSizes(d, what))
	}
	p.show(nil)
	frames("none")
	p.show(subscriptions())
	frames("list")
	d.Press("x")
	frames("question")
	d.Press("esc", "down")
	frames("not renewed")
	uitest.Golden(t, b.String())
}

// TestRenewalsKeys cancels a renewal after its machine's id was typed, offers that for no machine that is not renewed,
// nor to those who may not release the order, and opens the board.
func TestRenewalsKeys(t *testing.T) {
	t.Parallel()
	ann := func(v order.View, a policy.Action) bool { return v.By == "ann" && a == policy.Release }
	d, p := renewalsOf(t, ann)
	d.Resize(uitest.Size{W: 120, H: 40})
	p.show(subscriptions())
	want := func(keys string, texts ...string) {
		t.Helper()
		var got string
		for _, k := range p.Keys() {
			got += k.Help().Key + " "
		}
		if got != keys {
			t.Errorf("keys = %q, want %q", got, keys)
		}
		for _, s := range texts {
			if !strings.Contains(flat(d.Text()), s) {
				t.Errorf("the page does not show %q:\n%s", s, d.Text())
			}
		}
	}
	want("enter x q / s ", "3 prepaid machines", "1 renews within 14 days", "web-001 renews on 2026-11-24 for 412.00 USD",
		"2026-12-10", "not renewed")
	d.Press("down")
	want("enter q / s ", "web-002 is not renewed: it runs until 2026-11-24")
	d.Press("down", "x")
	want("enter q / s ", "db-001 renews on 2026-12-10")
	d.Press("home", "x", "w", "e", "b", "enter")
	want("enter ", "That does not match", `"1001000000000000000"`)
	d.Press("esc")
	if p.asks != nil {
		t.Error("esc keeps the question")
	}
	d.Press("x")
	d.Paste("1001000000000000000")
	d.Press("enter")
	d.Rest()
	if p.asks != nil || p.notice == "" {
		t.Errorf("after the word the question is %+v and the notice %q, want the vendor asked", p.asks, p.notice)
	}
}

func flat(text string) string { return strings.Join(strings.Fields(text), " ") }
