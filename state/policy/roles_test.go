package policy_test

import (
	"slices"
	"testing"

	"github.com/metalwright/metalwright/state/policy"
)

// TestTable holds what the table has to keep whatever else is changed in it.
func TestTable(t *testing.T) {
	t.Parallel()
	buys := []policy.Action{
		policy.Order, policy.Send, policy.AcceptQuote, policy.OrderRest, policy.RetryFailed,
		policy.BuyAgain,
	}
	decides := append(slices.Clone(buys), policy.LookAgain, policy.Adopt, policy.CloseUnresolved, policy.Release,
		policy.Destroy, policy.Forget)
	for _, a := range policy.Actions() {
		for _, r := range policy.Roles() {
			got := policy.Of(r, a)
			switch {
			case (a == policy.Approve || a == policy.Deny) && got != policy.Nobody && got != policy.Others:
				t.Errorf("%s may %s with reach %d, want nobody to decide about their own orders", r, a, got)
			case slices.Contains(decides, a) && (r == policy.Viewer || r == policy.Approver) && got != policy.Nobody:
				t.Errorf("%s may %s, want only operators and admins to", r, a)
			case slices.Contains(decides, a) && r == policy.Operator && got != policy.Own:
				t.Errorf("%s may %s with reach %d, want only with their own orders", r, a, got)
			case slices.Contains([]policy.Action{policy.AdoptBeyond, policy.ReadAudit, policy.EveryProfile}, a) &&
				(got != policy.Nobody) != (r == policy.Admin):
				t.Errorf("%s may %s with reach %d, want it for admins", r, a, got)
			case r == policy.Admin && got == policy.Nobody:
				t.Errorf("an admin may not %s", a)
			}
		}
	}
	for _, r := range []policy.Role{"", "root", "Admin"} {
		if policy.Ever([]policy.Role{r}, policy.Look) {
			t.Errorf("the role %q, which does not exist, may look", r)
		}
	}
	if policy.May(policy.Roles(), "everything", true) {
		t.Error("an action that does not exist may be done")
	}
}
