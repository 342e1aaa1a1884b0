package sim_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider/sim"
)

// TestRead opens a cloud with the catalogue that was read meanwhile.
func TestRead(t *testing.T) {
	t.Parallel()
	c, err := sim.Open(t.Context(), sim.Options{Now: newClock().Now, Reading: sim.Read()})
	if err != nil {
		t.Fatalf("Open() with a catalogue that was read meanwhile = %v, want nil", err)
	}
	if err := c.Close(); err != nil {
		t.Errorf("Close() = %v, want nil", err)
	}
}
