package cli_test

import (
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/state/order"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/uitest"
)

// orphanZone is where the networks of orders are made that no machine comes up in.
const orphanZone = "ap-singapore-tez-sg-1"

// TestOrphans has the vendor refuse the machines of an order that has made their networks: the board and the command
// name them and release them, and so does the screen of what no order uses.
func TestOrphans(t *testing.T) {
	t.Parallel()
	c := newClock()
	var out strings.Builder
	p := process(t, c.Now, nil)
	p.Out = &out
	h := cli.OpenProgram(t, p, all.Products(), t.TempDir(), 20)
	id := leaves(t, h)
	if err := h.Orphans(t.Context()); err != nil {
		t.Fatalf("orphans: %v", err)
	}
	for _, want := range []string{string(id), orphanZone, "private network", "public network", "IPv4 address"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("orphans lists\n%s\nwant %q in it", out.String(), want)
		}
	}
	d := uitest.Drive(t, h.App(h.Board(id)), usual())
	d.Until("the board", func() bool { return strings.Contains(d.Text(), "Created for this order") })
	d.Press("x")
	if !strings.Contains(d.Text(), "Release its networks and addresses") {
		t.Errorf("the board offers\n%s\nwant the release of what was made", d.Text())
	}
	page := uitest.Drive(t, h.App(h.OrphansPage()), usual())
	page.Until("the orphans", func() bool { return strings.Contains(page.Text(), "IPv4 address") })
	if text := page.Text(); !strings.Contains(text, "3 resources that no order uses") ||
		!strings.Contains(text, string(id)) || !strings.Contains(text, "no price") {
		t.Errorf("the screen shows\n%s\nwant everything that is left of %s", text, id)
	}
	if err := cli.ReleaseAll(t.Context(), h, id); err != nil {
		t.Fatalf("release: %v", err)
	}
	out.Reset()
	if err := h.Orphans(t.Context()); err != nil || out.Len() > 0 {
		t.Errorf("orphans = %v, %q, want nothing left", err, out.String())
	}
}

// leaves places an order of machines that the vendor refuses when it has made their networks, and waits until they are
// left.
func leaves(t *testing.T, h *cli.Program) order.ID {
	t.Helper()
	refusal := sim.Fault{Do: sim.Refuse, Action: "CreateInstances", Code: "InvalidParameter"}
	if err := h.Cloud().Inject(refusal); err != nil {
		t.Fatal(err)
	}
	a := h.Env().Accounts.Of(edgeID)[0]
	types, err := a.Reader.Types(t.Context(), provider.Spec{Zone: orphanZone})
	if err != nil || len(types) == 0 {
		t.Fatalf("Types() = %v, %v, want some", types, err)
	}
	s := provider.Spec{
		Product: edgeID, Zone: orphanZone, Type: types[0].ID, Count: 1, Name: "web", Billing: provider.Billing{Consent: true},
		Network: provider.Network{Make: []provider.Making{
			{Kind: provider.ResourcePrivate, Zone: orphanZone, Name: "inner", Network: "10.0.0.0", Mask: 24},
			{Kind: provider.ResourcePublic, Zone: orphanZone, Name: "outer", Line: "BGP", Mode: "static"},
			{Kind: provider.ResourceIPv4, Zone: orphanZone, Count: 1},
		}},
	}
	changes, stop := h.Orders().Views.Changes()
	defer stop()
	id := order.NewID()
	place := order.Place{ID: id, Account: a.ID, Spec: s, Unpriced: true}
	if err := h.Orders().As("operator").Do(t.Context(), place); err != nil {
		t.Fatalf("Place() = %v, want nil", err)
	}
	for {
		v, err := h.Orders().Views.Order(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if v.Attention == order.AttentionLeft {
			return id
		}
		<-changes
	}
}
