package rules_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/rules"
)

// TestFaults names the answer, the rule and the limit.
func TestFaults(t *testing.T) {
	t.Parallel()
	if e := rules.Required(provider.FieldZone); e.Field != provider.FieldZone || e.Rule != provider.RuleRequired {
		t.Errorf("Required(zone) = %v, want that zone needs an answer", e)
	}
	if e := rules.Limit(provider.FieldCount, provider.RuleMax, 5, 6); e.Limit != 5 || e.Got != 6 {
		t.Errorf("Limit(count, 5, 6) has limit %d and got %d", e.Limit, e.Got)
	}
	if e := rules.OneOf(provider.FieldNetMode, "Vf", []string{"Virtio", "Vf"}); e != nil {
		t.Errorf("OneOf(Vf) = %v, want nil", e)
	}
	if e := rules.OneOf(provider.FieldNetMode, "x", []string{"Virtio", "Vf"}); e == nil || e.Allowed != "Virtio, Vf" {
		t.Errorf("OneOf(x) = %v, want both words as allowed", e)
	}
}
