package vm_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider/providertest"
	"github.com/metalwright/metalwright/provider/zenlayer/vm"
)

// The suite looks for goroutines, so nothing runs beside it.
func TestConformance(t *testing.T) {
	for _, version := range vm.Product().Versions {
		t.Run(version, func(t *testing.T) {
			providertest.Run(t, func(t *testing.T) providertest.Opened {
				t.Helper()
				return providertest.Simulate(t, vm.Product(), version, nil).Opened
			})
		})
	}
}
