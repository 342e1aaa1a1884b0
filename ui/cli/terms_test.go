package cli_test

import "testing"

// TestTermsBesideEachOther prices every way to pay when someone asks for it, says from which day on a term is cheaper
// and what renews, and the review says what is left of the balance.
func TestTermsBesideEachOther(t *testing.T) {
	t.Parallel()
	d := sit(t, roomy())
	d.walk("billing")
	d.Rest()
	d.WaitFor("ctrl+t")
	before := d.wizard.Draft().Spec.Billing
	d.Press("ctrl+t")
	d.WaitFor("Postpaid", "1 month", "12 months", "36 months", "CHARGED NOW", "cheaper from day")
	if now := d.wizard.Draft().Spec.Billing; now != before {
		t.Errorf("comparing changed the answer from %+v to %+v", before, now)
	}
	d.Press("right")
	d.Rest()
	d.WaitFor("Renews automatically")
	d.Press("ctrl+g")
	d.on("review")
	d.WaitFor("After this order")
}
