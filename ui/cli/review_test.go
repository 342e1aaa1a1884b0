package cli_test

import (
	"strings"
	"testing"

	"github.com/metalwright/metalwright/ui/uitest"
)

// TestEnterBeforeThePrice presses Enter on the review while the price is asked for: it says why nothing happens, and
// the key is not remembered.
func TestEnterBeforeThePrice(t *testing.T) {
	t.Parallel()
	for _, size := range uitest.Sizes() {
		d := sit(t, size)
		d.walk("naming")
		d.Press("ctrl+g")
		d.Until("the review", func() bool { return d.wizard.Step() == "review" })
		d.Press("enter")
		if got := strings.Join(strings.Fields(d.Text()), " "); !strings.Contains(got, "The price is being asked for") ||
			!strings.Contains(got, "Enter works when it is there") {
			t.Errorf("%v: Enter without a price says\n%s", size, d.Text())
		}
		d.Rest()
		if got := d.Text(); strings.Contains(got, "being asked for") || strings.Contains(got, "Place this order?") {
			t.Errorf("%v: the price is there, and the screen shows\n%s", size, got)
		}
		d.Press("enter")
		d.WaitFor("Place this order?")
	}
}

// TestLabelsWhole reads every label of the network form in the smallest window.
func TestLabelsWhole(t *testing.T) {
	t.Parallel()
	d := sit(t, uitest.Size{W: 40, H: 12})
	d.walk("network")
	d.WaitFor("Network charge")
}
