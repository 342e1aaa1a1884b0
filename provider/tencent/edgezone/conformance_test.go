package edgezone_test

import (
	"cmp"
	"io/fs"
	"net/http/httptest"
	"slices"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/providertest"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/provider/tencent/edgezone"
)

// The suite looks for goroutines, so nothing runs beside it.
func TestConformance(t *testing.T) {
	for _, revision := range edgezone.Product().Versions {
		t.Run(revision, func(t *testing.T) {
			providertest.Run(t, func(t *testing.T) providertest.Opened {
				t.Helper()
				return opened(t, revision).Opened
			})
		})
	}
}

// simulated is a simulated cloud of its own, with a clock of its own.
type simulated struct {
	providertest.Opened

	cloud *sim.Cloud
}

func opened(t *testing.T, revision string) simulated {
	t.Helper()
	return openedWith(t, revision, "{}")
}

// openedWith opens a cloud with other settings of its edge zones.
func openedWith(t *testing.T, revision, settings string) simulated {
	t.Helper()
	var at atomic.Int64
	at.Store(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC).UnixNano())
	now := func() time.Time { return time.Unix(0, at.Load()).UTC() }
	cloud, err := sim.Open(t.Context(), sim.Options{Now: now, Seed: 7, Catalogue: catalogueWith(t, settings)})
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
	accounts := cloud.Accounts(edgezone.ID)
	i := slices.IndexFunc(accounts, func(a sim.Account) bool { return cmp.Or(a.Version, "A") == revision })
	if i < 0 {
		t.Fatalf("Accounts(%s) = %v, want one for revision %s", edgezone.ID, accounts, revision)
	}
	key := accounts[i]
	return simulated{cloud: cloud, Opened: providertest.Opened{
		Product: edgezone.Product(),
		Account: provider.Account{
			KeyID: key.KeyID, Secret: key.Secret, Endpoint: server.URL, Version: revision, Client: "metalwright/test",
			Now: now, PerSecond: 1000,
		},
		Advance: func(d time.Duration) { at.Add(int64(d)) },
	}}
}

// catalogueWith is the embedded catalogue with other settings of the edge zones.
func catalogueWith(t *testing.T, settings string) fs.FS {
	t.Helper()
	out := fstest.MapFS{"tencent-edgezone/edge.json": {Data: []byte(settings)}}
	for _, name := range []string{
		"account.json", "tencent-edgezone/zones.json", "tencent-edgezone/types.json",
		"tencent-edgezone/images.json",
	} {
		data, err := fs.ReadFile(assets.Sim, "sim/"+name)
		if err != nil {
			t.Fatalf("ReadFile(%s) = %v", name, err)
		}
		out[name] = &fstest.MapFile{Data: data}
	}
	return out
}
