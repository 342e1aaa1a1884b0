package providertest

import (
	"io/fs"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/sim"
)

// Simulated is a product at a simulated cloud of its own, with a clock of its own.
type Simulated struct {
	Opened

	Cloud *sim.Cloud
}

// Simulate starts a simulated cloud, which ends with the test, and chooses its account for a version of the product's
// API. A catalogue of nil is the embedded one.
func Simulate(t *testing.T, p *provider.Product, version string, catalogue fs.FS) Simulated {
	t.Helper()
	var at atomic.Int64
	at.Store(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC).UnixNano())
	now := func() time.Time { return time.Unix(0, at.Load()).UTC() }
	cloud, err := sim.Open(t.Context(), sim.Options{Now: now, Seed: 7, Catalogue: catalogue})
	if err != nil {
		t.Fatalf("sim.Open() = %v", err)
	}
	server := httptest.NewServer(cloud.Handler())
	t.Cleanup(func() {
		server.Close()
		if err := cloud.Close(); err != nil {
			t.Errorf("Close() = %v", err)
		}
	})
	accounts := cloud.Accounts(p.ID)
	i := slices.IndexFunc(accounts, func(a sim.Account) bool { return a.Version == version })
	if i < 0 {
		i = slices.IndexFunc(accounts, func(a sim.Account) bool { return a.Version == "" })
	}
	if i < 0 {
		t.Fatalf("Accounts(%s) = %v, want one for version %s", p.ID, accounts, version)
	}
	return Simulated{Cloud: cloud, Opened: Opened{
		Product: p,
		Account: provider.Account{
			KeyID: accounts[i].KeyID, Secret: accounts[i].Secret, Endpoint: server.URL, Version: version,
			Client: "metalwright/test", Now: now, PerSecond: 1e6,
		},
		Advance: func(d time.Duration) { at.Add(int64(d)) },
	}}
}
