package cli_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/tour"
	"github.com/metalwright/metalwright/ui/uitest"
)

// TestToursSmall plays each tour to its end in the smallest window, and in the usual one with the bar.
func TestToursSmall(t *testing.T) {
	t.Parallel()
	for _, size := range []uitest.Size{{W: 40, H: 12}, {W: 80, H: 20}} {
		for _, file := range assets.TourNames() {
			for _, lang := range assets.Languages() {
				t.Run(fmt.Sprintf("%dx%d/%s/%s", size.W, size.H, file, lang), func(t *testing.T) {
					t.Parallel()
					tx, err := text.New(lang)
					if err != nil {
						t.Fatal(err)
					}
					o := cli.TourOptions(all.Products(), tx)
					o.Width, o.Height = size.W, size.H
					err = tour.Rehearse(t.Context(), readTour(t, file), o, 0, func(tour.Scene) error { return nil })
					if e, ok := errors.AsType[*tour.StuckError](err); ok {
						t.Fatalf("%v; it shows\n%s", err, e.Shown)
					}
					if err != nil {
						t.Fatal(err)
					}
				})
			}
		}
	}
}
