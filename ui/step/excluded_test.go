package step_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
	"github.com/metalwright/metalwright/ui/step"
	"github.com/metalwright/metalwright/ui/text"
)

// TestExcludedAnswersAreNotListed keeps answers that another one switches off, and neither lists nor sends them.
func TestExcludedAnswersAreNotListed(t *testing.T) {
	t.Parallel()
	tx, err := text.New("en")
	if err != nil {
		t.Fatal(err)
	}
	e := &step.Env{Text: tx}
	for _, p := range all.Products() {
		var s provider.Spec
		for _, w := range p.Switches {
			b, ok := provider.LineFor(w.Field)
			for _, text := range []string{"x", "1"} { // free text, or a number
				if ok && b.Get(&s) == "" {
					_ = b.Set(&s, text)
				}
			}
		}
		s.IPXE, s.Storage.Partitions = "", []provider.Partition{{Path: "/", FS: "ext4", SizeGB: 10}}
		for _, w := range p.Switches {
			off := s.Clone()
			switch w.By {
			case provider.FieldCharge:
				off.Billing.Charge = map[bool]provider.Charge{
					true:  provider.Postpaid,
					false: provider.Prepaid,
				}[w.Needs == string(provider.Prepaid)]
			case provider.FieldNetCharge:
				off.Network.Charge = "ByBandwidth"
			case provider.FieldLogin:
				off.Access.Login = provider.LoginVendor
			case provider.FieldIPXE:
				off.IPXE = "netboot"
			case provider.FieldImage:
				off.Image = ""
			case provider.FieldCIDRBlock:
				off.Network.CIDRBlock = ""
			default:
				t.Errorf("%s: this test does not know how %s switches %s off", p.ID, w.By, w.Field)
			}
			if !provider.Answered(off, w.Field) || p.Counts(off, w.Field) {
				t.Errorf("%s: %s is answered %v and counts %v, want it kept and off", p.ID, w.Field,
					provider.Answered(off, w.Field), p.Counts(off, w.Field))
			}
			if got := e.Answers().Of(step.Draft{Product: p, Spec: off}, w.Field); got != "" {
				t.Errorf("%s: Answer(%s) = %q while %s switches it off, want none", p.ID, w.Field, got, w.By)
			}
			if sent := p.Sent(off); provider.Answered(sent, w.Field) {
				t.Errorf("%s: Sent() has %s", p.ID, w.Field)
			}
		}
	}
}
