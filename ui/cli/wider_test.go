package cli_test

import (
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/metalwright/metalwright/ui/uitest"
)

// wider are the windows that must show at least what one of 80 by 24 shows.
func wider() []uitest.Size { return []uitest.Size{{W: 100, H: 30}, {W: 120, H: 40}, {W: 200, H: 60}} }

// TestWiderNeverShowsLess walks through all questions of each product, and looks in wider windows for every word that
// 80 columns show. What 80 columns cut with an ellipsis no word.
func TestWiderNeverShowsLess(t *testing.T) {
	t.Parallel()
	for n, product := range []string{"metal", "vm", "edge"} {
		t.Run(product, func(t *testing.T) {
			t.Parallel()
			d := sit(t, usual())
			for range n {
				d.Press("down")
			}
			seen := map[string]bool{}
			for range 40 {
				d.Rest()
				step := d.wizard.Step()
				if !seen[step] {
					d.compareWidths(t, step)
				}
				seen[step] = true
				if step == "review" {
					break
				}
				d.Press("enter")
			}
			if product != "edge" && !seen["review"] { // an edge zone asks for a consent, which Enter does not give
				t.Errorf("seen are %v, want all questions up to the review", seen)
			}
		})
	}
}

// compareWidths wants every word that 80 columns show in the wider windows, too.
func (d viewed) compareWidths(t *testing.T, step string) {
	t.Helper()
	d.Resize(usual())
	narrow := words(d.Text())
	for _, s := range wider() {
		d.Resize(s)
		shown := strings.Join(strings.Fields(d.Text()), "")
		for _, w := range narrow {
			if !strings.Contains(shown, w) {
				t.Errorf("%s: %q is shown at 80 columns and not at %d\n%s", step, w, s.W, d.Text())
				break
			}
		}
	}
	d.Resize(usual())
}

// position is which rows of a list are shown: more of them in a higher window.
var position = regexp.MustCompile(`^\d+-\d+$`)

// words are those of three characters and more, without marks and lines.
func words(shown string) []string {
	var all []string
	for w := range strings.FieldsSeq(shown) {
		if strings.Contains(w, "…") || position.MatchString(w) {
			continue
		}
		w = strings.TrimFunc(w, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
		if len([]rune(w)) > 2 && !strings.Contains(w, "–") {
			all = append(all, w)
		}
	}
	return all
}
