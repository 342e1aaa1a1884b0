package order

import (
	"errors"
	"testing"

	"github.com/metalwright/metalwright/state/policy"
)

// TestLimitsOfAProfile counts what is ordered with each profile apart, on one account too, and everything together.
func TestLimitsOfAProfile(t *testing.T) {
	t.Parallel()
	v := newCloud(t)
	w := v.bmc(t, func(o *Options) {
		o.Spending = policy.Limits{InstancesPerDay: 6}
		o.Profiles = map[string]policy.Limits{"lab": {InstancesPerDay: 2}, "prod": {Instances: 3}}
	})
	for _, c := range []struct {
		profile  string
		machines int
		over     string // the limit and whose it is; "" for none
	}{
		{"lab", 3, "instances_per_day of lab"},
		{"lab", 2, ""},
		{"lab", 1, "instances_per_day of lab"},
		{"prod", 4, "instances of prod"},
		{"prod", 3, ""},
		{"none", 2, "instances_per_day of "},
		{"none", 1, ""},
		{"prod", 1, "instances_per_day of "},
	} {
		order := w.confirmed(t, c.machines)
		order.Profile = c.profile
		_, err := w.Place(t.Context(), order)
		over := ""
		if r, ok := errors.AsType[*policy.Refusal](err); ok {
			over = string(r.Limit) + " of " + r.Profile
		}
		if over != c.over || err != nil && over == "" {
			t.Errorf("Place(%d machines with %s) = %v, over %q, want %q", c.machines, c.profile, err, over, c.over)
		}
		w.sending.Wait()
	}
}
