package orders

import (
	"testing"

	"github.com/metalwright/metalwright/ui/uitest"
)

// TestResize: the pages of what no order uses and of renewals, and what opens in them, fit windows of every size.
func TestResize(t *testing.T) {
	t.Parallel()
	left, _ := orphansOf(t, listed{all: mixed()})
	renewed, p := renewalsOf(t, nil)
	p.show(subscriptions())
	for name, d := range map[string]*uitest.Driver{"orphans": left, "renewals": renewed} {
		d.Resize(uitest.Size{W: 80, H: 24})
		uitest.Resizes(d, name)
		for _, open := range [][]string{{"x"}, {"?"}, {"/", "a"}, {"down", "x"}} {
			d.Press(open...)
			d.View()
			uitest.Resizes(d, name+" after "+open[len(open)-1])
			d.Press("esc", "esc")
		}
	}
}
