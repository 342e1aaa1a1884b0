package sim_test

import (
	"testing"
	"testing/fstest"

	"github.com/metalwright/metalwright/provider/sim"
)

// TestRead opens a cloud with the catalogue that was read meanwhile, and one with a file that is missing.
func TestRead(t *testing.T) {
	t.Parallel()
	c, err := sim.Open(t.Context(), sim.Options{Now: newClock().Now, Reading: sim.Read()})
	if err != nil {
		t.Fatalf("Open() with a catalogue that was read meanwhile = %v, want nil", err)
	}
	if err := c.Close(); err != nil {
		t.Errorf("Close() = %v, want nil", err)
	}
	if _, err := sim.Open(t.Context(), sim.Options{Now: newClock().Now, Catalogue: fstest.MapFS{}}); err == nil {
		t.Error("Open() with a directory without a catalogue = nil, want an error")
	}
}
