package policy_test

import (
	"errors"
	"testing"

	"github.com/metalwright/metalwright/state/policy"
)

// TestMayWith decides about orders of one's own and of others, seen and unseen.
func TestMayWith(t *testing.T) {
	t.Parallel()
	ann := func(roles ...policy.Role) policy.Person { return policy.Person{Name: "ann", Roles: roles} }
	inProd, ownOnly := ann(policy.Operator), ann(policy.Operator)
	inProd.Profiles, ownOnly.OwnOnly = []string{"prod"}, true
	admin := ann(policy.Admin)
	admin.Profiles, admin.OwnOnly = []string{"prod"}, true
	mine, theirs := policy.Subject{Profile: "lab", By: "ann"}, policy.Subject{Profile: "lab", By: "bob"}
	asked := mine
	asked.AskedBy = "bob"
	for _, c := range []struct {
		name   string
		who    policy.Person
		action policy.Action
		of     policy.Subject
		want   policy.Why
	}{
		{"nobody", policy.Person{}, policy.Forget, mine, policy.Stranger},
		{"nobody places", policy.Person{}, policy.Order, mine, policy.Stranger},
		{"a viewer", ann(policy.Viewer), policy.Release, theirs, policy.ByRole},
		{"a viewer places", ann(policy.Viewer), policy.Order, mine, policy.ByRole},
		{"an operator", ann(policy.Operator), policy.Release, mine, ""},
		{"an operator and another's order", ann(policy.Operator), policy.Release, theirs, policy.NotOwn},
		{"an operator agrees for who asked", ann(policy.Operator), policy.AcceptQuote, asked, policy.NotOwn},
		{"an operator agrees", ann(policy.Operator), policy.AcceptQuote, mine, ""},
		{"an operator of another profile places", inProd, policy.Order, mine, policy.ByProfile},
		{"an operator of another profile", inProd, policy.Release, mine, policy.Unseen},
		{"who sees their own only", ownOnly, policy.Release, theirs, policy.Unseen},
		{"who sees their own only looks", ownOnly, policy.Look, mine, ""},
		{"an approver and their own order", ann(policy.Approver), policy.Approve, mine, policy.NotOwn},
		{"an approver", ann(policy.Approver), policy.Approve, theirs, ""},
		{"an admin", admin, policy.Forget, theirs, ""},
	} {
		err := c.who.Check(c.action, c.of)
		d, denied := errors.AsType[*policy.Denied](err)
		if denied != (c.want != "") || denied && d.Why != c.want {
			t.Errorf("%s: Check(%s) = %v, want %q", c.name, c.action, err, c.want)
		}
	}
}
