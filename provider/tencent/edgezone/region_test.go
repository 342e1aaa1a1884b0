package edgezone_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/tencent/edgezone"
)

// TestRegionsInOrder asks for the list of zones in the region of the file, then in those of the account, and then in
// every other region there is.
func TestRegionsInOrder(t *testing.T) {
	t.Parallel()
	v := serve(t)
	var regions []string
	v.when("DescribeZones", func(a asked) (int, string) {
		regions = append(regions, a.region)
		if a.region == "sa-saopaulo" {
			return success(zonesAnswer)
		}
		return refusal("UnsupportedRegion", a.region)
	})
	a := v.account("")
	a.Regions = []string{"eu-moscow", "ap-tokyo"}
	r, err := edgezone.Product().Open(a)
	if err != nil {
		t.Fatal(err)
	}
	s := provider.Spec{Zone: singapore, Region: "ap-seoul"}
	known, err := provider.Lookup(t.Context(), r, s)
	if err != nil || known.Zone == nil {
		t.Errorf("Lookup() = %+v, %v, want the zone", known, err)
	}
	if len(regions) < 4 || !slices.Equal(regions[:3], []string{"ap-seoul", "eu-moscow", "ap-tokyo"}) {
		t.Errorf("asked in %v, want in those that were named first", regions)
	}
	if once := slices.Compact(slices.Sorted(slices.Values(regions))); len(once) != len(regions) {
		t.Errorf("asked in %v, want in each region once", regions)
	}
}

// TestWrongNetwork has an order name networks that the zone does not have: the errors say which it has.
func TestWrongNetwork(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.on("DescribePrivateNetworkInstances", `"TotalCount":1,"PrivateNetworkInstanceSet":[
	  {"NetworkInstanceId":"ein-1","ZoneId":"ap-singapore-tez-sg-1","Network":"10.0.0.0","Mask":24}]`)
	v.on("DescribePublicNetworkInstances", `"TotalCount":0,"PublicNetworkInstanceSet":[]`)
	s := provider.Spec{Zone: singapore, Network: provider.Network{Private: "ein-2", Public: "epn-2"}}
	_, err := provider.Lookup(t.Context(), v.reader(""), s)
	all := provider.All(err)
	if len(all) != 2 {
		t.Fatalf("Lookup() = %v, want a fault of each network", err)
	}
	for i, want := range []provider.Error{
		{Field: provider.FieldPrivate, Allowed: "ein-1"}, {Field: provider.FieldPublic, Allowed: ""},
	} {
		if e := all[i]; e.Field != want.Field || e.Allowed != want.Allowed || e.Rule != provider.RuleNotOffered {
			t.Errorf("Lookup() = %s %s, allowed %q, want not offered at %s, allowed %q", e.Field, e.Rule, e.Allowed, want.Field,
				want.Allowed)
		}
	}
}

// TestUnboundAddresses asks for the addresses that no machine has, and for no others.
func TestUnboundAddresses(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.on("DescribePrivateNetworkInstances", `"PrivateNetworkInstanceSet":[]`)
	v.on("DescribePublicNetworkInstances", `"TotalCount":1,"PublicNetworkInstanceSet":[
	  {"NetworkInstanceId":"epn-1","ZoneId":"ap-singapore-tez-sg-1","RouteMode":"STATIC"}]`)
	v.on("DescribePublicIps", `"TotalCount":1,"IpInfoSet":[
	  {"NetworkInstanceId":"epn-1","Ip":"203.0.113.9","State":"Unbound","Type":"Ipv4"}]`)
	n, err := v.reader("").Networks(t.Context(), singapore)
	if err != nil || len(n.Public) != 1 || !slices.Equal(n.Public[0].Unbound4, []string{"203.0.113.9"}) {
		t.Errorf("Networks() = %+v, %v, want one address", n, err)
	}
	for _, a := range v.requests("DescribePublicIps") {
		if !strings.Contains(a.body, `"State":["Unbound"]`) {
			t.Errorf("asked with %s, want those that no machine has", a.body)
		}
	}
}

// TestRememberingReader asks for the networks for each of their questions, and the vendor once.
func TestRememberingReader(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.on("DescribePrivateNetworkInstances", `"PrivateNetworkInstanceSet":[]`)
	v.on("DescribePublicNetworkInstances", `"PublicNetworkInstanceSet":[]`)
	r := v.reader("").Cached()
	ask := func() {
		t.Helper()
		for _, f := range []provider.Field{provider.FieldPrivate, provider.FieldPublic, provider.FieldIPv6} {
			if _, err := r.Options(t.Context(), provider.Spec{Zone: singapore}, f); err != nil {
				t.Fatal(err)
			}
		}
	}
	asked := func(want int) {
		t.Helper()
		if got := len(v.requests("DescribePrivateNetworkInstances")); got != want {
			t.Errorf("asked %d times, want %d", got, want)
		}
	}
	ask()
	asked(1)
	r.Forget()
	ask()
	asked(2)
}
