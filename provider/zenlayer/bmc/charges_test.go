package bmc_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/bmc"
)

// TestChargesSold looks at what the simulated cloud sells prepaid alone: it can be chosen, prepaid is suggested for it,
// and a spec with the other charge has that one fault. Sold out is only what is sold under no charge.
func TestChargesSold(t *testing.T) {
	t.Parallel()
	o := opened(t, bmc.Product().Versions[0])
	open := func() provider.Reader {
		r, err := bmc.Product().Open(o.Account)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	for _, row := range []struct {
		zone    provider.ZoneID
		kind    provider.TypeID
		sold    []provider.Charge
		refused string // the fault of postpaid
	}{
		{"CGK-C", "S1L", []provider.Charge{provider.Prepaid}, "billing.charge:sold_out"},
		{"JNB-A", "S1L", []provider.Charge{provider.Prepaid}, "billing.charge:sold_out"},
		{"FRA-A", "G4W", []provider.Charge{provider.Prepaid}, "billing.charge:sold_out"},
		{"FRA-A", "M6C", []provider.Charge{provider.Postpaid, provider.Prepaid}, ""},
		{"CGK-C", "M3D", nil, "type:sold_out"},
		{"SEL-A", "H8Y", nil, "type:sold_out"},
		{"SEL-A", "M6J", nil, "type:sold_out"},
	} {
		r := open()
		types, err := r.Types(t.Context(), provider.Spec{Zone: row.zone})
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(types, func(k provider.InstanceType) bool { return k.ID == row.kind })
		if i < 0 || !slices.Equal(types[i].Supplies.Sold(), row.sold) || types[i].Under("").Gone() != (len(row.sold) == 0) {
			t.Errorf("%s, %s: Types() = %+v, want it sold under %v", row.zone, row.kind, types, row.sold)
			continue
		}
		// what the wizard suggests
		s, _, err := provider.Complete(t.Context(), r, provider.Spec{Zone: row.zone, Type: row.kind})
		if err != nil || len(row.sold) > 0 && s.Billing.Charge != row.sold[0] || s.Billing.Charge == provider.Prepaid &&
			s.Billing.Months != 1 {
			t.Errorf("%s, %s: Complete() = %+v, %v, want %v for a month", row.zone, row.kind, s.Billing, err, row.sold)
		}
		// what is said of a file with each charge
		for _, c := range []provider.Charge{provider.Postpaid, provider.Prepaid} {
			want := ""
			if c == provider.Postpaid || len(row.sold) == 0 {
				want = row.refused
			}
			r := open() // as another run has learnt nothing
			s := provider.Spec{Zone: row.zone, Type: row.kind, Billing: provider.Billing{Charge: c, Months: 1}, Count: 1}
			s, known, err := provider.Complete(t.Context(), r, s)
			got := rules(notMissing(r.Check(s, known)))
			if err != nil || got != want {
				t.Errorf("%s, %s, %s: Check() = %q, %v, want %q", row.zone, row.kind, c, got, err, want)
			}
		}
	}
}

// notMissing are the faults of what is answered.
func notMissing(err error) error {
	return provider.Join(slices.DeleteFunc(provider.All(err),
		func(e *provider.Error) bool { return e.Rule == provider.RuleRequired })...)
}

// rules names the faults: "zone:required type:required".
func rules(err error) string {
	var all []string
	for _, e := range provider.All(err) {
		all = append(all, string(e.Field)+":"+string(e.Rule))
	}
	return strings.Join(all, " ")
}
