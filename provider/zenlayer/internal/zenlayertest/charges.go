package zenlayertest

import (
	"slices"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/providertest"
)

// Sold is a type that the simulated cloud sells in a zone.
type Sold struct {
	Zone provider.ZoneID
	Type provider.TypeID
	// Under are the charges under which it is sold.
	Under []provider.Charge
	// Refused is the fault of postpaid, or of every charge when it is sold under none.
	Refused string
}

// CheckCharges looks at what the simulated cloud sells prepaid alone: it can be chosen, prepaid is suggested for it,
// and a spec with the other charge has that one fault. Sold out is only what is sold under no charge.
func CheckCharges(t *testing.T, p *provider.Product, rows ...Sold) {
	t.Helper()
	o := providertest.Simulate(t, p, p.Versions[0], nil)
	for _, row := range rows {
		open := func() provider.Reader { // another run has learnt nothing
			r, err := p.Open(o.Account)
			if err != nil {
				t.Fatal(err)
			}
			return r
		}
		checkTypes(t, open(), row)
		checkSuggestion(t, open(), row)
		for _, c := range []provider.Charge{provider.Postpaid, provider.Prepaid} {
			checkFile(t, open(), row, c)
		}
	}
}

// checkTypes looks at the list of types.
func checkTypes(t *testing.T, r provider.Reader, row Sold) {
	t.Helper()
	types, err := r.Types(t.Context(), provider.Spec{Zone: row.Zone})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(types, func(k provider.InstanceType) bool { return k.ID == row.Type })
	if i < 0 || !slices.Equal(types[i].Supplies.Sold(), row.Under) || types[i].Under("").Gone() != (len(row.Under) == 0) {
		t.Errorf("%s, %s: Types() = %+v, want it sold under %v", row.Zone, row.Type, types, row.Under)
	}
}

// checkSuggestion looks at what the wizard suggests.
func checkSuggestion(t *testing.T, r provider.Reader, row Sold) {
	t.Helper()
	s, _, err := provider.Complete(t.Context(), r, provider.Spec{Zone: row.Zone, Type: row.Type})
	if err != nil || len(row.Under) > 0 && s.Billing.Charge != row.Under[0] ||
		s.Billing.Charge == provider.Prepaid && s.Billing.Months != 1 {
		t.Errorf("%s, %s: Complete() = %+v, %v, want %v for a month", row.Zone, row.Type, s.Billing, err, row.Under)
	}
}

// checkFile checks a file with a charge.
func checkFile(t *testing.T, r provider.Reader, row Sold, c provider.Charge) {
	t.Helper()
	want := ""
	if c == provider.Postpaid || len(row.Under) == 0 {
		want = row.Refused
	}
	s := provider.Spec{Zone: row.Zone, Type: row.Type, Billing: provider.Billing{Charge: c, Months: 1}, Count: 1}
	s, known, err := provider.Complete(t.Context(), r, s)
	got := providertest.Rules(providertest.Answered(r.Check(s, known)))
	if err != nil || got != want {
		t.Errorf("%s, %s, %s: Check() = %q, %v, want %q", row.Zone, row.Type, c, got, err, want)
	}
}
