package compute_test

import (
	"encoding/json"
	"net/netip"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// TestRelevant takes only those facts that are about the answers of now.
func TestRelevant(t *testing.T) {
	t.Parallel()
	k := provider.Known{
		Zone: &provider.Zone{ID: "SEL-A"}, Type: &provider.InstanceType{ID: "M6C"},
		Image: &provider.Image{ID: "img-1", OS: provider.Windows},
	}.With(provider.FieldSubnet, provider.Option{Value: "subnet-1"})
	s := provider.Spec{Zone: "SEL-A", Type: "M6C", Image: "img-1", Network: provider.Network{Subnet: "subnet-1"}}
	got := compute.Relevant(s, k)
	if got.Zone == nil || got.Type == nil || got.Subnet == nil || got.OS() != provider.Windows {
		t.Errorf("Relevant() = %+v, want all facts", got)
	}
	other := provider.Spec{Zone: "SEL-B", Type: "M8C", Image: "img-2", Network: provider.Network{Subnet: "subnet-2"}}
	if got := compute.Relevant(other, k); got != (compute.Facts{}) || got.OS() != "" {
		t.Errorf("Relevant() of other answers = %+v, want none", got)
	}
}

// TestSharedRules breaks each of the rules that both products have.
func TestSharedRules(t *testing.T) {
	t.Parallel()
	gone := provider.Supplies{provider.Postpaid: {Stock: provider.StockSoldOut}}
	prepaid := provider.Supplies{provider.Prepaid: {Stock: provider.StockPlenty}}
	zone := func(s provider.Supplies) compute.Facts { return compute.Facts{Zone: &provider.Zone{Supplies: s}} }
	typ := func(s provider.Supplies) compute.Facts {
		return compute.Facts{Type: &provider.InstanceType{Supplies: s}}
	}
	postpaid := provider.Billing{Charge: provider.Postpaid}
	in := provider.Spec{Zone: "SEL-A", Type: "M6C", Billing: postpaid}
	empty := compute.Facts{Zone: &provider.Zone{Stock: provider.StockSoldOut}}
	charged := compute.Facts{Type: &provider.InstanceType{NetCharges: []string{compute.ByTrafficPackage}}}
	all := []string{compute.ByBandwidth, compute.ByTrafficPackage}
	for _, c := range []struct {
		name string
		got  *provider.Error
		want provider.Rule
	}{
		{"the product", compute.CheckProduct(provider.Spec{Product: "a"}, "a"), ""},
		{"another product", compute.CheckProduct(provider.Spec{Product: "a"}, "b"), provider.RuleOneOf},
		{"a zone", compute.CheckZone(in, compute.Facts{}), ""},
		{"no zone", compute.CheckZone(provider.Spec{}, compute.Facts{}), provider.RuleRequired},
		{"a zone that is sold out", compute.CheckZone(in, empty), provider.RuleSoldOut},
		{"a type", compute.CheckType(in, compute.Facts{}), ""},
		{"no type", compute.CheckType(provider.Spec{}, compute.Facts{}), provider.RuleRequired},
		{"a type that is sold out", compute.CheckType(in, typ(gone)), provider.RuleSoldOut},
		{"a type under another charge", compute.CheckType(in, typ(prepaid)), ""},
		{"no charge", compute.CheckSoldUnder(provider.Billing{}, compute.Facts{}), provider.RuleRequired},
		{"a charge of the type", compute.CheckSoldUnder(postpaid, typ(prepaid)), provider.RuleSoldOut},
		{"a charge of the zone", compute.CheckSoldUnder(postpaid, zone(prepaid)), provider.RuleSoldOut},
		{"a charge that nothing is known of", compute.CheckSoldUnder(postpaid, compute.Facts{}), ""},
		{"no network charge", compute.CheckNetCharge("", all, compute.Facts{}), provider.RuleRequired},
		{"a network charge", compute.CheckNetCharge(compute.ByBandwidth, all, compute.Facts{}), ""},
		{"a network charge of the type", compute.CheckNetCharge(compute.ByBandwidth, all, charged), provider.RuleOneOf},
		{"no cluster", compute.CheckCluster(provider.Network{Charge: "c"}, []string{"c"}), provider.RuleRequired},
		{"no need of a cluster", compute.CheckCluster(provider.Network{Charge: "b"}, []string{"c"}), ""},
		{
			"no password", compute.CheckCredential(provider.LoginPassword, provider.Access{}, "!"),
			provider.RuleRequired,
		},
		{
			"no key pair", compute.CheckCredential(provider.LoginKeyPair, provider.Access{}, "!"),
			provider.RuleRequired,
		},
		{"no login", compute.CheckCredential("", provider.Access{}, "!"), ""},
	} {
		check(t, c.name, c.got, c.want)
	}
}

func TestSuggestBilling(t *testing.T) {
	t.Parallel()
	plenty := provider.Supply{Stock: provider.StockPlenty}
	prepaid, both := provider.Supplies{provider.Prepaid: plenty}, provider.Supplies{
		provider.Prepaid: plenty, provider.Postpaid: plenty,
	}
	postpaid := provider.Billing{Charge: provider.Postpaid}
	for _, c := range []struct {
		name       string
		b          provider.Billing
		k          compute.Facts
		noPostpaid bool
		want       provider.Billing
	}{
		{"nothing known", provider.Billing{}, compute.Facts{}, false, postpaid},
		{"answered", postpaid, compute.Facts{}, true, postpaid},
		{"no postpaid", provider.Billing{}, compute.Facts{}, true, provider.Billing{Charge: provider.Prepaid, Months: 1}},
		{
			"the type",
			provider.Billing{},
			compute.Facts{Type: &provider.InstanceType{Supplies: prepaid}, Zone: &provider.Zone{Supplies: both}},
			false,
			provider.Billing{Charge: provider.Prepaid, Months: 1},
		},
		{
			"the zone",
			provider.Billing{},
			compute.Facts{Zone: &provider.Zone{Supplies: prepaid}},
			false,
			provider.Billing{Charge: provider.Prepaid, Months: 1},
		},
		{
			"a term",
			provider.Billing{Charge: provider.Prepaid, Months: 12},
			compute.Facts{},
			false,
			provider.Billing{Charge: provider.Prepaid, Months: 12},
		},
	} {
		if got := compute.SuggestBilling(c.b, c.k, c.noPostpaid); got != c.want {
			t.Errorf("%s: SuggestBilling() = %+v, want %+v", c.name, got, c.want)
		}
	}
	for _, c := range []struct{ mbps, most, free, want int }{
		{0, 0, 0, 10}, {0, 5, 0, 5}, {0, 100, 20, 20}, {7, 5, 0, 7}, {0, -1, 0, 0},
	} {
		m := provider.InstanceType{MaxBandwidthMbps: c.most, FreeBandwidth: c.free}
		if got := compute.SuggestBandwidth(c.mbps, m); got != c.want {
			t.Errorf("SuggestBandwidth(%d, %d free of %d) = %d, want %d", c.mbps, c.free, c.most, got, c.want)
		}
	}
}

// TestNaming: a product without host names leaves them alone.
func TestNaming(t *testing.T) {
	t.Parallel()
	s := provider.Spec{Name: "web-[1,3]", Count: 5}
	both := compute.Naming{Name: "instance", Hostname: "hostname"}
	got, err := both.Names(s, 2)
	want := []provider.Name{
		{Instance: "web-001", Hostname: "hostname"}, {Instance: "web-002", Hostname: "hostname"},
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("Names() = %+v, %v, want %+v", got, err, want)
	}
	if got, err := (compute.Naming{Name: "instance"}).Names(s, 0); err != nil || len(got) != 5 || got[4].Hostname != "" {
		t.Errorf("Names() without host names = %+v, %v, want five", got, err)
	}
	s.Hostname = "web_["
	if _, err := both.Names(s, 0); err == nil {
		t.Error("Names() of a broken host name = nil, want an error")
	}
	s.Hostname = "host-[7,2]"
	if part := both.Part(s, 2, 3); part.Name != "web-[3,3]" || part.Hostname != "host-[9,2]" || part.Count != 3 {
		t.Errorf("Part() = %+v, want the numbers to continue", part)
	}
}

// TestRows translates what the rows of both products have.
func TestRows(t *testing.T) {
	t.Parallel()
	var subnets []compute.Subnet
	read(t, &subnets, `[
	  {"subnetId": "a", "zoneId": "SEL-A", "subnetStatus": "AVAILABLE", "availableIpCount": 3},
	  {"subnetId": "b", "totalIpCount": "10", "usageIpCount": 10}, {"subnetId": "c", "subnetStatus": "CREATING"}]`)
	var ready []bool
	for _, s := range subnets {
		ready = append(ready, s.Option().Ready)
	}
	if free := subnets[0].Option().Free; !slices.Equal(ready, []bool{true, false, false}) || free == nil || *free != 3 {
		t.Errorf("the subnets are ready: %v, want the first alone, with room for 3", ready)
	}
	var image compute.Image
	read(t, &image, `{"imageId": "i", "imageName": "n", "imageType": "CUSTOM_IMAGE", "osType": "Linux"}`)
	want := provider.Image{ID: "i", Name: "n", Family: "debian", OS: provider.Linux, Custom: true}
	if got := image.Image("Debian"); !reflect.DeepEqual(got, want) {
		t.Errorf("Image() = %+v, want %+v", got, want)
	}
	var row compute.InstanceRow
	read(t, &row, `{"instanceId": "m", "zoneId": "SEL-A", "instanceName": "web", "privateIpAddresses": ["10.0.0.2"],
	  "createTime": "2026-11-02T09:00:00Z", "instanceStatus": "RUNNING", "instanceChargeType": "PREPAID", "period": 3,
	  "trafficPackageSize": 1.5,
	  "tags": {"tags": [{"key": "metalwright", "value": "mw1"}, {"key": "env", "value": "x"}]}}`)
	m, d := row.Machine(provider.StatusRunning), row.Delivered(provider.FieldRAID)
	if row.Key() != "m" || m.ID != "m" || m.Token != "mw1" || m.Private[0] != netip.MustParseAddr("10.0.0.2") ||
		!m.Created.Equal(time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)) {
		t.Errorf("Machine() = %+v, want the row", m)
	}
	if s := d.Spec; s.Billing != (provider.Billing{Charge: provider.Prepaid, Months: 3}) || *s.Network.TrafficTB != 1.5 ||
		len(s.Tags) != 1 || !slices.Contains(d.States, provider.FieldRAID) {
		t.Errorf("Delivered() = %+v, want the row, without the token among the tags", d)
	}
}

func read(t *testing.T, into any, text string) {
	t.Helper()
	if err := json.Unmarshal([]byte(text), into); err != nil {
		t.Fatal(err)
	}
}
