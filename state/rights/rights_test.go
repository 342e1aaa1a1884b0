package rights_test

import (
	"slices"
	"testing"

	"github.com/metalwright/metalwright/state/rights"
)

// TestTable holds what the table has to keep whatever else is changed in it.
func TestTable(t *testing.T) {
	t.Parallel()
	buys := []rights.Action{
		rights.Order, rights.Send, rights.AcceptQuote, rights.OrderRest, rights.RetryFailed,
		rights.BuyAgain,
	}
	decides := append(slices.Clone(buys), rights.LookAgain, rights.Adopt, rights.CloseUnresolved, rights.Release,
		rights.Destroy, rights.Forget)
	for _, a := range rights.Actions() {
		for _, r := range rights.Roles() {
			got := rights.Of(r, a)
			switch {
			case (a == rights.Approve || a == rights.Deny) && got != rights.Nobody && got != rights.Others:
				t.Errorf("%s may %s with reach %d, want nobody to decide about their own orders", r, a, got)
			case slices.Contains(decides, a) && (r == rights.Viewer || r == rights.Approver) && got != rights.Nobody:
				t.Errorf("%s may %s, want only operators and admins to", r, a)
			case slices.Contains(decides, a) && r == rights.Operator && got != rights.Own:
				t.Errorf("%s may %s with reach %d, want only with their own orders", r, a, got)
			case slices.Contains([]rights.Action{rights.AdoptBeyond, rights.ReadAudit, rights.EveryProfile}, a) &&
				(got != rights.Nobody) != (r == rights.Admin):
				t.Errorf("%s may %s with reach %d, want it for admins", r, a, got)
			case r == rights.Admin && got == rights.Nobody:
				t.Errorf("an admin may not %s", a)
			}
		}
	}
	for _, r := range []rights.Role{"", "root", "Admin"} {
		if rights.Ever([]rights.Role{r}, rights.Look) {
			t.Errorf("the role %q, which does not exist, may look", r)
		}
	}
	if rights.May(rights.Roles(), "everything", true) {
		t.Error("an action that does not exist may be done")
	}
}
