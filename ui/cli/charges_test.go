package cli_test

import (
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
)

// TestFileOfChargeNotSold wants the charge blamed, not the type, where something is sold under the other charge alone.
func TestFileOfChargeNotSold(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	for _, row := range []struct {
		file string
		code int
		says string
	}{
		{`product: zenlayer-bmc, zone: CGK-C, type: S1L`, 2, "billing.charge: Not sold this way here now; allowed: prepaid"},
		{
			`product: zenlayer-bmc, zone: JNB-A, type: S1L, billing: {charge: postpaid}`, 2,
			"billing.charge: .*allowed: prepaid",
		},
		{`product: zenlayer-bmc, zone: FRA-A, type: G4W`, 2, "billing.charge: .*allowed: prepaid"},
		{`product: zenlayer-bmc, zone: JNB-A, type: S1L, billing: {charge: prepaid, months: 1}`, 0, "JNB-A"},
		{`product: zenlayer-bmc, zone: FRA-A, type: G4W, billing: {charge: prepaid, months: 3}`, 0, "FRA-A"},
		{`product: zenlayer-bmc, zone: CGK-C, type: M3D, billing: {charge: prepaid, months: 1}`, 4, "type: Sold out"},
		{`product: zenlayer-bmc, zone: CGK-C, type: M3D`, 4, "type: Sold out"},
		{`product: zenlayer-vm, zone: JNB-A, type: c.1c2g, image: IMAGE`, 2, "billing.charge: .*: prepaid"},
		{`product: zenlayer-vm, zone: SEL-A, type: c.64c128g, image: IMAGE`, 2, "billing.charge: .*: prepaid"},
		{`product: zenlayer-vm, zone: JNB-A, type: c.1c2g, image: IMAGE, billing: {charge: prepaid, months: 1}`, 0, "JNB-A"},
	} {
		file := "{metalwright: v1, " + strings.ReplaceAll(row.file, "IMAGE", "img-U8JZpDE0iGXlD6gNCFbaEPFjb") + "}"
		said := c.want(row.code, file, row.says, "plan", "-")
		if n := strings.Count(said, "allowed") + strings.Count(said, "type: "); row.code != 0 && n > 1 {
			t.Errorf("%s: more is blamed:\n%s", file, said)
		}
	}
}

// TestWizardWhereOnePaysAhead walks through zones and types that are sold prepaid alone: they can be chosen, and
// prepaid is suggested.
func TestWizardWhereOnePaysAhead(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		product    provider.ProductID
		zone, kind string
	}{
		{metal, "CGK-C", "S1L"},
		{metal, "FRA-A", "G4W"},
		{vm, "JNB-A", "c.1c2g"},
		{vm, "SEL-A", "c.64c128g"},
	} {
		t.Run(row.zone+" "+row.kind, func(t *testing.T) {
			t.Parallel()
			d := sit(t, usual())
			d.product(row.product)
			d.walk("zone")
			d.Press("/", strings.ToLower(row.zone), "enter", "enter")
			d.on("type")
			d.Press("/", strings.ToLower(row.kind), "enter")
			d.Rest()
			d.Press("enter")
			d.walk("review")
			s := d.wizard.Draft().Spec
			if string(s.Zone) != row.zone || string(s.Type) != row.kind || s.Billing.Charge != provider.Prepaid ||
				s.Billing.Months != 1 {
				t.Fatalf("the order is %s in %s, %+v, want it prepaid for a month\n%s", s.Type, s.Zone, s.Billing, d.Text())
			}
			d.place()
			d.WaitFor("PENDING")
			bought(t, d.ledger(), 1, 1)
		})
	}
}

// TestWizardSaysWhichCharge turns to the charge under which a type is not sold: the list says which one it is.
func TestWizardSaysWhichCharge(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	d.walk("zone")
	d.Press("/", "fra-a", "enter", "enter")
	d.on("type")
	d.Press("c")
	d.Rest()
	d.Press("c") // there and back: postpaid is an answer now
	d.Rest()
	d.Press("/", "g4w", "enter", "enter")
	d.Rest()
	if !strings.Contains(flat(d.Text()), flat("G4W is only sold prepaid. Press c to switch")) ||
		d.wizard.Step() != "type" {
		t.Errorf("%s: it does not say how it is sold\n%s", d.wizard.Step(), d.Text())
	}
	d.Press("c")
	d.Rest()
	d.Press("enter")
	d.walk("review")
	if s := d.wizard.Draft().Spec; s.Type != "G4W" || s.Billing.Charge != provider.Prepaid {
		t.Errorf("the order is %s, %+v, want G4W prepaid\n%s", s.Type, s.Billing, d.Text())
	}
}

// TestPlainWhereOnePaysAhead is the same by lines.
func TestPlainWhereOnePaysAhead(t *testing.T) {
	t.Parallel()
	c := newTypist(t)
	for _, kind := range []string{"zenlayer-bmc\n\nJNB-A\nS1L", "zenlayer-bmc\n\nFRA-A\nG4W"} {
		said := c.want(8, kind+strings.Repeat("\n", 40), `Place this order\? \[y/N\]`, "--plain")
		if !strings.Contains(said, "Prepaid") {
			t.Errorf("%q is not prepaid:\n%s", kind, said)
		}
	}
}
