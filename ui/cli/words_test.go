package cli_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/all"
)

// TestEveryChoiceHasAName asks every product for the choices of charges and logins: each has a name in the catalogue.
// Elsewhere the vendor's word is shown, or the name that the choice brings.
func TestEveryChoiceHasAName(t *testing.T) {
	t.Parallel()
	d := sit(t, usual())
	env := d.program.Env()
	for _, p := range all.Products() {
		accounts := env.Accounts.Of(p.ID)
		if len(accounts) == 0 {
			t.Errorf("%s has no account at the simulated cloud", p.ID)
			continue
		}
		r := accounts[0].Reader
		spec := anything(t, r)
		for _, f := range []provider.Field{provider.FieldCharge, provider.FieldNetCharge, provider.FieldLogin} {
			if !p.Has(f) {
				continue
			}
			options, err := r.Options(t.Context(), spec, f)
			if err != nil {
				t.Errorf("%s: Options(%s) = %v", p.ID, f, err)
			}
			for _, o := range options {
				if id := "option." + string(f) + "." + o.Value; o.Label == "" && !env.Has(id) {
					t.Errorf("%s: message %q is missing", p.ID, id)
				}
			}
		}
	}
}

// anything is a spec of something that the product sells.
func anything(t *testing.T, r provider.Reader) provider.Spec {
	t.Helper()
	id := r.Product().ID
	zones, err := r.Zones(t.Context())
	if err != nil {
		t.Fatalf("%s: Zones() = %v", id, err)
	}
	for _, z := range zones {
		spec := r.Suggest(provider.Spec{Product: id, Zone: z.ID, Region: z.Region}, provider.Known{Zone: &z})
		types, err := r.Types(t.Context(), spec)
		if err != nil {
			t.Fatalf("%s: Types(%s) = %v", id, z.ID, err)
		}
		for _, m := range types {
			if m.Stock == provider.StockPlenty || m.Stock == provider.StockUnknown {
				spec.Type = m.ID
				return r.Suggest(spec, provider.Known{Zone: &z, Type: &m})
			}
		}
	}
	t.Fatalf("%s: nothing is for sale", id)
	return provider.Spec{}
}
