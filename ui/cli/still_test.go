package cli_test

import (
	"testing"

	"github.com/metalwright/metalwright/ui/steps"
)

// TestNothingTicks walks through every question of every product: as soon as there is what it shows, no timer runs, so
// that no frame is drawn while nothing happens.
func TestNothingTicks(t *testing.T) {
	t.Parallel()
	for _, r := range roads() {
		t.Run(string(r.product), func(t *testing.T) {
			t.Parallel()
			d := sit(t, usual())
			for _, s := range steps.All() {
				if s.ID == "account" && r.product != "tencent-edgezone" { // there is one, and nobody is asked
					continue
				}
				d.walk(s.ID)
				for _, k := range r.keys {
					if k.step == s.ID {
						d.typed(k.keys)
					}
				}
				d.Rest()
				d.Still()
			}
		})
	}
}
