package edgezone_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider/providertest"
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

func opened(t *testing.T, revision string) providertest.Simulated {
	t.Helper()
	return providertest.Simulate(t, edgezone.Product(), revision, nil)
}
