package bmc_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider/providertest"
	"github.com/metalwright/metalwright/provider/zenlayer/bmc"
)

// The suite looks for goroutines, so nothing runs beside it.
func TestConformance(t *testing.T) {
	for _, version := range bmc.Product().Versions {
		t.Run(version, func(t *testing.T) {
			providertest.Run(t, func(t *testing.T) providertest.Opened {
				t.Helper()
				return providertest.Simulate(t, bmc.Product(), version, nil).Opened
			})
		})
	}
}
