package cli_test

import (
	"errors"
	"testing"

	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/tour"
)

// TestToursSmall plays each tour to its end in the usual window with the bar.
func TestToursSmall(t *testing.T) {
	t.Parallel()
	for _, file := range assets.TourNames() {
		for _, lang := range assets.Languages() {
			t.Run(file+"/"+lang, func(t *testing.T) {
				t.Parallel()
				tx, err := text.New(lang)
				if err != nil {
					t.Fatal(err)
				}
				o := cli.TourOptions(all.Products(), tx)
				o.Width, o.Height = 80, 20
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
