package cli_test

import (
	"strings"
	"testing"

	"github.com/metalwright/metalwright/ui/uitest"
)

// TestHeadingsStandOverTheirValues looks at the prices of zones, which come after the list, in windows of several
// widths: what is below the heading is a price, whatever other columns there is room for.
func TestHeadingsStandOverTheirValues(t *testing.T) {
	t.Parallel()
	for _, size := range []uitest.Size{{W: 80, H: 24}, {W: 100, H: 30}, {W: 120, H: 40}, {W: 200, H: 60}} {
		d := sit(t, size)
		d.product(vmID)
		d.walk("zone")
		d.WaitFor("FROM USD/h")
		d.Rest()
		lines := strings.Split(d.Text(), "\n")
		end, prices := -1, 0
		for _, l := range lines {
			if before, _, ok := strings.Cut(l, "FROM USD/h"); ok {
				end = len([]rune(before)) + len("FROM USD/h")
				continue
			}
			if end >= 0 && (strings.Contains(l, " of ") || strings.HasPrefix(strings.TrimSpace(l), "──")) { // below the list
				break
			}
			row := []rune(l)
			if end < 0 || len(row) < end {
				continue
			}
			words := strings.Fields(string(row[:end]))
			if row[end-1] == ' ' || len(words) < 3 {
				continue
			}
			prices++
			if last := words[len(words)-1]; !strings.Contains(last, ".") && last != "price" {
				t.Errorf("%v: %q is below FROM USD/h in %q", size, last, l)
			}
		}
		if prices < 3 {
			t.Errorf("%v: %d prices\n%s", size, prices, d.Text())
		}
	}
}
