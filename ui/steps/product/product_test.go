package product

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/ui/step"
)

// TestChoose keeps only what is the operator's own when the product changes, and everything when it does not.
func TestChoose(t *testing.T) {
	t.Parallel()
	one, other := &provider.Product{ID: "one"}, &provider.Product{ID: "other"}
	typed := map[provider.Field]string{provider.FieldCount: "x"}
	full := step.Draft{Account: &step.Account{}, Raw: typed, Spec: provider.Spec{
		Product: "one", Zone: "z", Count: 3, Name: "web", Tags: []provider.Tag{{Key: "k"}},
		Access: provider.Access{SSHKeys: []string{"ssh-rsa A"}, Password: provider.NewSecret("x")},
	}}
	d := full
	choose(&d, one)
	if d.Product != one || d.Spec.Zone != "z" || d.Account == nil || len(d.Raw) != 1 {
		t.Errorf("the same product: %+v, want all answers", d.Spec)
	}
	choose(&d, other)
	if d.Product != other || d.Spec.Product != "other" || d.Spec.Zone != "" || d.Account != nil || d.Raw != nil ||
		!d.Spec.Access.Password.IsZero() {
		t.Errorf("another product: %+v, want no answer of the one before", d.Spec)
	}
	if d.Spec.Count != 3 || d.Spec.Name != "web" || len(d.Spec.Tags) != 1 || len(d.Spec.Access.SSHKeys) != 1 {
		t.Errorf("another product: %+v, want the count, the name, the tags and the keys", d.Spec)
	}
}
