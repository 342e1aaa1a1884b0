package cli_test

import (
	"context"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/assets"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/cli"
	"github.com/metalwright/metalwright/ui/text"
	"github.com/metalwright/metalwright/ui/theme"
	"github.com/metalwright/metalwright/ui/tour"
	"github.com/metalwright/metalwright/ui/uitest"
)

// TestSideBySide plays the tour of two people where there is room for both of their screens, in each language:
// the line between them is straight, whatever characters they show.
func TestSideBySide(t *testing.T) {
	t.Parallel()
	for _, lang := range assets.Languages() {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			tx, err := text.New(lang)
			if err != nil {
				t.Fatal(err)
			}
			o := tour.PlayerOptions{Options: cli.TourOptions(all.Products(), tx), Speed: 1e4}
			p := tour.NewPlayer(readTour(t, "7-four-eyes"), o)
			ctx, end := context.WithCancel(context.Background())
			done := make(chan error, 1)
			go func() { done <- p.Run(ctx) }()
			defer func() {
				end()
				if err := <-done; err != nil {
					t.Errorf("Run() = %v", err)
				}
			}()
			looks := tour.Looks{Theme: theme.New(true, false), Text: tx, Drives: true}
			tt := uitest.Start(t, tour.NewViewer(p, looks, true, nil), 161, 28, uitest.Options{})
			tt.WaitUntil("both boards with all machines", func(shown string) bool {
				for _, each := range []string{"203.0.113.3 +1", " 2/2", "1.54 USD"} {
					if strings.Count(shown, each) != 2 {
						return false
					}
				}
				return strings.Contains(shown, tx.T("demo.keys_ended")) &&
					strings.Contains(shown, tx.T("board.here", "Names", "bob")) &&
					strings.Contains(shown, tx.T("board.here", "Names", "alice"))
			})
			s := tt.Screen()
			for y := range s.H - 4 { // above the bar
				if at := s.At(80, y).Text; at != looks.Theme.Glyph.Box.V {
					t.Errorf("line %d has %q between the screens:\n%s", y+1, at, tt.Text())
				}
			}
		})
	}
}
