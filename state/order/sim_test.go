package order

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/provider/zenlayer/bmc"
)

// TestSimulatedCloud orders three servers from the simulated cloud over HTTP, through the real client, under faults of
// the purchase.
func TestSimulatedCloud(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		faults []sim.Fault
		word   Word
		bought int
		rest   int
	}{
		{"no fault", nil, Done, 3, 0},
		{"refused", []sim.Fault{{Do: sim.Refuse, Code: "INVALID_PARAMETER_INSTANCE_NAME_EXCEED"}}, Rejected, 0, 3},
		{"throttled", []sim.Fault{{Do: sim.Throttle}}, Done, 3, 0},
		{"dropped before", []sim.Fault{{Do: sim.Drop}}, Ambiguous, 0, 0},
		{"dropped after", []sim.Fault{{Do: sim.Drop, After: true}}, Done, 3, 0},
		{"gateway's page after", []sim.Fault{{Do: sim.HTML, After: true}}, Done, 3, 0},
		{"broken after", []sim.Fault{{Do: sim.Broken, After: true}}, Done, 3, 0},
		{"truncated", []sim.Fault{{Do: sim.Truncate}}, Done, 3, 0},
		{"null after", []sim.Fault{{Do: sim.Null, After: true}}, Done, 3, 0},
		{"in part", []sim.Fault{{Do: sim.Partial, Keep: 2}}, Partial, 2, 1},
		{"one fails", []sim.Fault{{Do: sim.InstallFailed, Nth: 2}}, Partial, 3, 0},
		{"one vanishes", []sim.Fault{{Do: sim.Vanish, Nth: 2}}, Partial, 3, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			clk := newClock(start)
			cloud, err := sim.Open(t.Context(), sim.Options{Now: clk.now, Speed: 60})
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = cloud.Close() })
			server := httptest.NewServer(cloud.Handler())
			t.Cleanup(server.Close)
			for n := range c.faults {
				c.faults[n].Action = "CreateInstances"
			}
			if err := cloud.Inject(c.faults...); err != nil {
				t.Fatal(err)
			}
			w := newWorld(t, t.TempDir(), server.URL, clk, nil)
			useBMC(t, w, cloud, server.URL)
			id := w.place(t, Confirmed{Account: "simulated", By: "ann", Spec: provider.Spec{
				Product: bmc.ID, Zone: "SEL-A", Type: "M3E", Image: "5ace1756-2230-4d1d-8fc6-84f1897ef397", Count: 3,
				Name: "web-[1,3]", Hostname: "web-[1,3]", Billing: provider.Billing{Charge: provider.Postpaid},
				Network: provider.Network{Charge: "ByBandwidth", BandwidthMbps: 10},
				Access:  provider.Access{Login: provider.LoginVendor},
			}})
			w.drive(t, 2*time.Minute+15*time.Second)
			got := w.order(t, id)
			if got.Word != c.word || got.Bought != c.bought || got.Rest != c.rest {
				t.Errorf("Order() = %s, bought %d, rest %d (%v), want %s, %d, %d",
					got.Word, got.Bought, got.Rest, got.Batches[0].Err, c.word, c.bought, c.rest)
			}
			check(t, cloud, got)
		})
	}
}

// useBMC opens the simulated account in place of the other test vendor.
func useBMC(t *testing.T, w *world, cloud *sim.Cloud, url string) {
	t.Helper()
	key := cloud.Credentials()
	account := provider.Account{KeyID: key.KeyID, Secret: key.Secret, Endpoint: url, Now: w.clock.now}
	product := bmc.Product()
	r, err := product.Open(account)
	if err != nil {
		t.Fatal(err)
	}
	b, err := product.OpenBuyer(account)
	if err != nil {
		t.Fatal(err)
	}
	clear(w.accounts)
	w.Use(bmc.ID, "simulated", r, b)
}

// check compares the cloud's own books with the order.
func check(t *testing.T, cloud *sim.Cloud, v View) {
	t.Helper()
	books, err := cloud.Ledger(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	known := map[provider.InstanceID]bool{}
	for _, i := range v.Instances {
		known[i.ID] = true
	}
	for _, m := range books.Machines {
		if !known[m.ID] {
			t.Errorf("machine %s was forgotten", m.ID)
		}
	}
	if len(books.Machines) > v.Wanted {
		t.Errorf("machines bought = %d, want at most %d", len(books.Machines), v.Wanted)
	}
	for _, b := range v.Batches {
		if n := books.Purchased(b.Token); n > 1 {
			t.Errorf("purchases of %s = %d, want at most 1", b.Token, n)
		}
	}
}
