package edgezone_test

import (
	"slices"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/tencent/edgezone"
)

// Every code that the table calls caught is caught before the request that it would refuse: by Check alone, by Check
// and what was looked up, or by the form of the network. Each change puts one fault into an order that has none.
func TestCaughtBeforeSending(t *testing.T) {
	t.Parallel()
	c := opened(t, "A")
	opens, err := c.Product.Open(c.Account)
	if err != nil {
		t.Fatal(err)
	}
	r := opens.(*edgezone.Reader)
	const zone = "sa-saopaulo-tez-sp-1"
	there, err := r.Networks(t.Context(), zone)
	if err != nil || len(there.Private) != 1 || len(there.Public) != 1 {
		t.Fatalf("Networks() = %+v, %v, want one of each kind", there, err)
	}
	good := full()
	good.Zone, good.Network.Private, good.Network.Public = zone, there.Private[0].ID, there.Public[0].ID
	k, err := provider.Lookup(t.Context(), r, good)
	if err != nil || r.Check(good, k) != nil {
		t.Fatalf("the order has a fault already: %v, %v", err, r.Check(good, k))
	}
	faults := faulty(r)
	for _, row := range edgezone.Product().Codes {
		find, ok := faults[row.Code]
		if ok != (row.Caught != provider.CaughtNever) {
			t.Errorf("%s: caught %d in the table, and %v here", row.Code, row.Caught, ok)
		}
		if find == nil {
			continue
		}
		c.Advance(time.Second) // the cloud counts requests
		found := find(t, good.Clone())
		at := append([]provider.Field{row.Field}, row.Also...)
		if !slices.ContainsFunc(found, func(e *provider.Error) bool {
			return row.Field == "" && len(row.Also) == 0 || slices.Contains(at, e.Field)
		}) {
			t.Errorf("%s: found %v, want a fault at one of %v", row.Code, found, at)
		}
	}
}

// finding finds the fault of a request before it is sent.
type finding = func(t *testing.T, s provider.Spec) []*provider.Error

// faulty are the findings, by the code with which the vendor would refuse the request; nil for requests that are never
// made.
func faulty(r *edgezone.Reader) map[string]finding {
	looked := func(change func(*provider.Spec)) finding {
		return func(t *testing.T, s provider.Spec) []*provider.Error {
			t.Helper()
			change(&s)
			k, missing := provider.Lookup(t.Context(), r, s)
			return append(provider.All(missing), provider.All(r.Check(s, k))...)
		}
	}
	ruled := func(change func(*provider.Spec)) finding {
		return func(_ *testing.T, s provider.Spec) []*provider.Error {
			change(&s)
			return provider.All(r.Check(s, provider.Known{}))
		}
	}
	nowhere := looked(func(s *provider.Spec) { s.Zone = "nowhere" })
	return map[string]finding{
		"InvalidParameterValue": ruled(func(s *provider.Spec) { s.Count = -1 }),
		"InvalidParameter":      ruled(func(s *provider.Spec) { s.Image = "img x" }),
		"MissingParameter":      ruled(func(s *provider.Spec) { s.Network.Public = "" }),
		// revision A
		"UnknownParameter":                         ruled(func(s *provider.Spec) { s.Access.SSHKeys = []string{goodKey} }),
		"ResourceNotFound.PrivateInstanceNotFound": looked(func(s *provider.Spec) { s.Network.Private = "ein-nobody" }),
		"ResourceNotFound.PublicInstanceNotFound":  looked(func(s *provider.Spec) { s.Network.Public = "epn-nobody" }),
		"ResourceNotFound.Zone":                    nowhere,
		"ResourceNotFound.ZoneNotFound":            nowhere,
		"UnsupportedRegion":                        nowhere,
		"ResourceInsufficient.PublicIpInsufficient": looked(func(s *provider.Spec) {
			s.Count = 7 // one more than there are addresses
		}),
		"ResourceInsufficient.PublicIpv6Insufficient": func(t *testing.T, s provider.Spec) []*provider.Error {
			t.Helper()
			options, err := r.Options(t.Context(), s, provider.FieldIPv6)
			if err != nil || len(options) != 2 || options[1].Ready {
				t.Errorf("Options(%s) = %+v, %v, want IPv6 not ready", provider.FieldIPv6, options, err)
			}
			return []*provider.Error{{Field: provider.FieldIPv6}}
		},
		"InvalidParameterValue.InvalidNetwork": func(_ *testing.T, s provider.Spec) []*provider.Error {
			for _, e := range provider.All(r.CheckPrivate(provider.PrivateNetwork{
				Name: "n", Network: "10.0.0.1",
				Mask: 24,
			}, s.Machines())) {
				return []*provider.Error{{Field: provider.FieldPrivate, Rule: e.Rule}} // the form is the private network's
			}
			return nil
		},
		// A network is made where the zone's list shows none, addresses are applied for where it says that they can
		// be, and nothing is deleted or released.
		"FailedOperation.PrivateInstanceDuplicate":       nil,
		"FailedOperation.PublicInstanceDuplicate":        nil,
		"FailedOperation.NotSupportedForDynamicInstance": nil,
		"ResourceInUse.PrivateInstanceInUse":             nil,
		"ResourceInUse.PublicInstanceInUse":              nil,
		"FailedOperation.IpStillBoundToServer":           nil,
		"InvalidParameterValue.PublicIpNotAvailable":     nil,
		"InvalidParameterValue.PublicIpv6NotAvailable":   nil,
	}
}
