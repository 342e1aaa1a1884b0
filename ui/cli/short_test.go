package cli_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
)

// TestShortWay counts the keys from the start to a placed order: ctrl+g goes to the review, past what is suggested, and
// asks only what nothing answers.
func TestShortWay(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		product provider.ProductID
		open    []string // from the start to the zones
		most    int
	}{
		{"bare metal", "zenlayer-bmc", []string{"enter"}, 9},
		{"virtual machine", vm, []string{"down", "enter"}, 9},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d := sit(t, usual())
			keys := 0
			press := func(names ...string) {
				for _, k := range names {
					d.Rest()
					d.Press(k)
					keys++
				}
			}
			d.on("product")
			press(c.open...)
			d.on("zone")
			press("enter")
			d.on("type")
			press("enter")
			d.on("image")
			press("ctrl+g")
			d.Rest()
			for d.wizard.Step() != "review" && keys < c.most { // what nothing answers is asked
				press("ctrl+g")
				d.Rest()
			}
			press("enter")
			d.WaitFor("Place this order?")
			press("y", "enter")
			d.Until("the purchase", func() bool { return len(d.ledger().Purchases) == 1 })
			t.Logf("%d keys", keys)
			if keys > c.most {
				t.Errorf("%d keys to an order of %s, want %d at most", keys, c.product, c.most)
			}
		})
	}
}

// TestEntersToReview counts what Enter alone needs: every question is answered as it is suggested.
func TestEntersToReview(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	keys := 0
	for d.wizard.Step() != "review" && keys < 40 {
		d.Rest()
		d.Press("enter")
		keys++
	}
	t.Logf("%d keys", keys)
	if keys > 12 {
		t.Errorf("%d times Enter to the review, want 12 at most", keys)
	}
}

// TestShortWayAsksFirst leads past nothing that has to be chosen: from the list of products ctrl+g goes to the zones,
// and where a form has a fault it stays.
func TestShortWayAsksFirst(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	d.on("product")
	d.Press("ctrl+g")
	d.Rest()
	d.on("zone")
	d.walk("network")
	d.Press("tab", "ctrl+u", "x", "ctrl+g")
	d.Rest()
	if got := d.wizard.Step(); got != "network" {
		t.Errorf("ctrl+g with a wrong bandwidth goes to %q, want to stay on network", got)
	}
	d.Press("ctrl+u", "20", "ctrl+g")
	d.Rest()
	if got := d.wizard.Step(); got != "review" {
		t.Errorf("ctrl+g after it was corrected goes to %q, want review", got)
	}
	if got := d.wizard.Draft().Spec.Network.BandwidthMbps; got != 20 {
		t.Errorf("the bandwidth is %d, want 20", got)
	}
}

// TestShortWayEdge counts the keys for a machine of an edge zone: the account of two, and the consent that each zone
// asks for once, are asked beside what other products ask.
func TestShortWayEdge(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	keys := 0
	press := func(names ...string) {
		for _, k := range names {
			d.Rest()
			d.Press(k)
			keys++
		}
	}
	d.on("product")
	press("down", "down", "enter")
	d.on("account")
	press("enter")
	d.on("zone")
	d.Press("/", "tez-gz-1", "enter") // a zone that has networks; its filter is not counted
	press("enter")
	d.on("type")
	press("enter")
	d.on("image")
	press("ctrl+g")
	d.on("billing")
	press("ctrl+g") // not without a confirmation
	d.on("billing")
	keys--
	press("y", "ctrl+g")
	d.on("review") // the networks of the zone are looked up, and nobody is asked
	press("enter")
	d.WaitFor("Place this order?")
	press("y", "enter")
	d.Until("the purchase", func() bool { return len(d.ledger().Purchases) == 1 })
	if most := 9 + 1 + 2; keys > most {
		t.Errorf("%d keys to an order, want %d at most", keys, most)
	}
}
