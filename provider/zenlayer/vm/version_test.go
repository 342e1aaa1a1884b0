package vm_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/vm"
)

// TestRemembering asks what the questions of an order ask, in the ways that they do: each list is asked for once.
func TestRemembering(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.catalogue()
	reader, _ := provider.As[provider.Rememberer](v.reader(""))
	r := reader.Remembering()
	s := full()
	for range 2 {
		for _, charge := range []provider.Charge{"", provider.Postpaid, provider.Prepaid} {
			s.Billing.Charge = charge
			if _, err := r.Types(t.Context(), s); err != nil {
				t.Fatal(err)
			}
		}
		for _, f := range []provider.Field{provider.FieldCharge, provider.FieldNetCharge, provider.FieldLogin, provider.FieldSecurityGroup} {
			if _, err := r.Options(t.Context(), s, f); err != nil {
				t.Fatalf("Options(%s) = %v", f, err)
			}
		}
		if _, err := r.Images(t.Context(), s); err != nil {
			t.Fatal(err)
		}
	}
	for action, most := range map[string]int{"DescribeZoneInstanceConfigInfos": 2, "DescribeImages": 1, "DescribeZones": 1} {
		if got := len(v.requests(action)); got > most {
			t.Errorf("%s was asked for %d times, want %d", action, got, most)
		}
	}
	if r.Product().ID != vm.ID {
		t.Errorf("Product() = %s", r.Product().ID)
	}
}
