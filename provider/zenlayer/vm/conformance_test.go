package vm_test

import (
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/providertest"
	"github.com/metalwright/metalwright/provider/sim"
	"github.com/metalwright/metalwright/provider/zenlayer/vm"
)

// The suite looks for goroutines, so nothing runs beside it.
func TestConformance(t *testing.T) {
	for _, version := range vm.Product().Versions {
		t.Run(version, func(t *testing.T) {
			providertest.Run(t, func(t *testing.T) providertest.Opened {
				t.Helper()
				return opened(t, version)
			})
		})
	}
}

// opened is a simulated cloud of its own, with a clock of its own.
func opened(t *testing.T, version string) providertest.Opened {
	t.Helper()
	var at atomic.Int64
	at.Store(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC).UnixNano())
	now := func() time.Time { return time.Unix(0, at.Load()).UTC() }
	cloud, err := sim.Open(t.Context(), sim.Options{Now: now, Seed: 7})
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
	key := cloud.Credentials()
	return providertest.Opened{
		Product: vm.Product(),
		Account: provider.Account{
			KeyID: key.KeyID, Secret: key.Secret, Endpoint: server.URL, Version: version, Client: "metalwright/test",
			Now: now, PerSecond: 1e6,
		},
		Advance: func(d time.Duration) { at.Add(int64(d)) },
	}
}
