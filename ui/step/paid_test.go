package step_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/bmc"
	"github.com/metalwright/metalwright/state/config"
	"github.com/metalwright/metalwright/ui/step"
)

// TestPaidKeepsAnswers: with an account of another profile only those answers go that came from the defaults of the one
// before and were never changed.
func TestPaidKeepsAnswers(t *testing.T) {
	t.Parallel()
	defaults := config.Answers{{Field: provider.FieldType, Text: "M6C"}, {Field: provider.FieldZone, Text: "SEL-A"}}
	east, west := step.Account{DefaultsOf: "east", Defaults: defaults}, step.Account{DefaultsOf: "west"}
	typed := step.Draft{Product: bmc.Product()}.Clone()
	typed.Spec.Product, typed.Spec.Type = bmc.ID, "M6C" // before an account is chosen
	for name, c := range map[string]struct {
		draft      step.Draft
		change     func(step.Draft) step.Draft
		kind, zone string
	}{
		"the operator's own answer": {typed, func(d step.Draft) step.Draft { return d }, "M6C", ""},
		"a default": {
			step.Draft{Product: bmc.Product()}, func(d step.Draft) step.Draft { return d }, "", "",
		},
		"the same account once more": {typed, func(d step.Draft) step.Draft { return d.Paid(east) }, "M6C", ""},
		"changed": {step.Draft{Product: bmc.Product()}, func(d step.Draft) step.Draft {
			d.Spec.Zone = "TYO-A"
			return d.Answered()
		}, "", "TYO-A"},
		"changed and changed back": {step.Draft{Product: bmc.Product()}, func(d step.Draft) step.Draft {
			d.Spec.Zone = "TYO-A"
			d = d.Answered()
			d.Spec.Zone = "SEL-A"
			return d
		}, "", "SEL-A"},
	} {
		d := c.draft.Clone().Paid(east)
		if d.Spec.Type != "M6C" || d.Spec.Zone != "SEL-A" {
			t.Errorf("%s: the draft at east has %s in %s, want the defaults", name, d.Spec.Type, d.Spec.Zone)
		}
		d = c.change(d).Paid(west)
		if string(d.Spec.Type) != c.kind || string(d.Spec.Zone) != c.zone {
			t.Errorf("%s: the draft at west has %q in %q, want %q in %q", name, d.Spec.Type, d.Spec.Zone, c.kind, c.zone)
		}
	}
}
