package edgezone_test

import (
	"slices"
	"strconv"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/tencent/edgezone"
)

// TestCompleteChecksWhatItFillsIn has a zone with six public addresses: seven machines are too many, whichever
// networks are named; and with none named the zone's own are taken.
func TestCompleteChecksWhatItFillsIn(t *testing.T) {
	t.Parallel()
	for name, named := range map[string]func(private, public string) provider.Network{
		"none":    func(string, string) provider.Network { return provider.Network{} },
		"private": func(private, _ string) provider.Network { return provider.Network{Private: private} },
		"public":  func(_, public string) provider.Network { return provider.Network{Public: public} },
		"both": func(private, public string) provider.Network {
			return provider.Network{Private: private, Public: public}
		},
	} {
		for count, fits := range map[int]bool{6: true, 7: false} {
			t.Run(name+" "+strconv.Itoa(count), func(t *testing.T) {
				t.Parallel()
				o := opened(t, "A")
				s := sixAddresses(t, o.Account)
				zone := s.Network
				s.Count, s.Network = count, named(zone.Private, zone.Public)
				r := open(t, o.Account) // it has read nothing yet
				full, known, err := provider.Complete(t.Context(), r, r.Suggest(s, provider.Known{}))
				if err != nil || full.Network.Private != zone.Private || full.Network.Public != zone.Public {
					t.Errorf("Complete() = %+v, %v, want the zone's networks", full.Network, err)
				}
				faults := r.Check(full, known)
				short := slices.ContainsFunc(provider.All(faults),
					func(e *provider.Error) bool { return e.Field == provider.FieldPublic })
				if short == fits {
					t.Errorf("Check() = %v, want six machines alone to fit", faults)
				}
			})
		}
	}
}

// sixAddresses makes the networks of a zone, with six public addresses, for an order there.
func sixAddresses(t *testing.T, a provider.Account) provider.Spec {
	t.Helper()
	r := open(t, a)
	private := buy(t, a, privateOf(r, 7))[0]
	public := buy(t, a, publicOf(r))[0]
	buy(t, a, provider.Making{Kind: provider.ResourceIPv4, In: public, Count: 6})
	types, err := r.Types(t.Context(), provider.Spec{Zone: singapore})
	if err != nil || len(types) == 0 {
		t.Fatalf("Types() = %v, %v, want some", types, err)
	}
	return provider.Spec{
		Product: edgezone.ID, Zone: singapore, Type: types[0].ID, Billing: provider.Billing{Consent: true},
		Network: provider.Network{Private: private, Public: public},
	}
}
