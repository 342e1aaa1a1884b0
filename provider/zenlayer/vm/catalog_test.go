package vm_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/providertest"
	"github.com/metalwright/metalwright/provider/zenlayer/vm"
)

func TestZones(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.catalogue()
	got, err := v.reader("").Zones(t.Context())
	want := []provider.Zone{
		{
			ID: "SEL-A", Name: "Seoul A", City: "SEL", Stock: provider.StockPlenty,
			Facts: provider.ZoneFacts{SecurityGroup: new(true), IPv6: new(true), Passthrough: new(true), Line: "BGP"},
		},
		{
			ID: "FRA-A", Name: "Frankfurt A", City: "FRA", Stock: provider.StockShort,
			Facts: provider.ZoneFacts{SecurityGroup: new(false), IPv6: new(false), Passthrough: new(false), Line: "Cogent"},
		},
		{ID: "DEN-A", Name: "Denver A", City: "DEN"},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Zones() = %+v, %v, want %+v", got, err, want)
	}
}

func TestTypes(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.catalogue()
	got, err := v.reader("").Types(t.Context(), provider.Spec{
		Zone: "SEL-A", Type: "c.1c2g",
		Billing: provider.Billing{Charge: provider.Prepaid},
	})
	want := []provider.InstanceType{
		{
			ID: "c.1c2g", Description: "Compute Optimized 1C2G", Threads: 1, Frequency: "2.5GHz", MemoryGB: 2, Subnet: true,
			NetCharges: []string{"ByBandwidth", "ByTrafficPackage"}, MaxBandwidthMbps: 500,
			Supplies: provider.Supplies{provider.Postpaid: {}, provider.Prepaid: {}},
		},
		{
			ID: "g.4c16g", Description: "General Purpose 4C16G", Threads: 4, Frequency: "2.5GHz", MemoryGB: 16, Subnet: true,
			NetCharges: []string{"BandwidthCluster", "ByBandwidth"}, MaxBandwidthMbps: -1,
			Supplies: provider.Supplies{provider.Postpaid: {}, provider.Prepaid: {}},
		},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Types() = %+v, %v, want %+v", got, err, want)
	}
	asked := slices.Sorted(slices.Values(v.Requests("DescribeZoneInstanceConfigInfos")))
	if len(asked) != 2 {
		t.Fatalf("asked %q, want it asked under each charge", asked)
	}
	providertest.SameJSON(t, "the request", asked[0], `{"instanceChargeType":"POSTPAID","zoneId":"SEL-A"}`)
	providertest.SameJSON(t, "the request", asked[1], `{"instanceChargeType":"PREPAID","zoneId":"SEL-A"}`)
}

// A zone that sells nothing to those who pay afterwards is asked again, and remembered.
func TestPrepaidAlone(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.catalogue()
	v.When("DescribeZoneInstanceConfigInfos", func(body string) (int, string) {
		if strings.Contains(body, "POSTPAID") {
			return 200, `{"requestId":"T1","response":{"instanceTypeQuotaSet":[]}}`
		}
		return 200, `{"requestId":"T1","response":{"instanceTypeQuotaSet":[{"zoneId":"JNB-A","instanceType":"c.1c2g"}]}}`
	})
	r := v.reader("")
	s := provider.Spec{Zone: "JNB-A"}
	if types, err := r.Types(t.Context(), s); err != nil || len(types) != 1 {
		t.Errorf("Types() = %+v, %v, want one", types, err)
	}
	if got := r.Suggest(s, provider.Known{}); got.Billing.Charge != provider.Prepaid || got.Billing.Months != 1 {
		t.Errorf("Suggest() = %+v, want prepaid for a month", got.Billing)
	}
	if got := r.Suggest(provider.Spec{Zone: "SEL-A"}, provider.Known{}); got.Billing.Charge != provider.Postpaid {
		t.Errorf("Suggest() elsewhere = %+v, want postpaid", got.Billing)
	}
	options, err := r.Options(t.Context(), s, provider.FieldCharge)
	if err != nil || len(options) != 2 || options[0].Ready || !options[1].Ready {
		t.Errorf("Options(charge) = %+v, %v, want prepaid alone ready", options, err)
	}
}

func TestImages(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.catalogue()
	got, err := v.reader("").Images(t.Context(), provider.Spec{Zone: "SEL-A", Type: "c.1c2g"})
	want := []provider.Image{
		{
			ID: ubuntu, Name: "Ubuntu Server 20.04 LTS x86 64-bit", Family: "ubuntu", OS: provider.Linux, Version: "20.04",
			MinDiskGB: 30,
		},
		{ID: "img-win", Name: "Windows", Family: "windows", OS: provider.Windows, Custom: true, MinDiskGB: 64},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Images() = %+v, %v, want %+v", got, err, want)
	}
	providertest.SameJSON(t, "the request", v.Requests("DescribeImages")[0],
		`{"zoneId":"SEL-A","imageStatus":"AVAILABLE","pageNum":1,"pageSize":100}`)
	if _, err := v.reader("").Images(t.Context(), provider.Spec{}); providertest.Rules(err) != "zone:required" {
		t.Errorf("Images() without a zone = %v, want the zone required", err)
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.catalogue()
	r := v.reader("")
	spec := provider.Spec{Zone: "SEL-A", Type: "c.1c2g", Image: ubuntu}
	in := func(z provider.ZoneID) provider.Spec { return provider.Spec{Zone: z, Type: "c.1c2g"} }
	tests := []struct {
		name string
		s    provider.Spec
		f    provider.Field
		want string // the ready ones, in brackets the others
	}{
		{"charge", spec, provider.FieldCharge, "postpaid prepaid"},
		{"months", spec, provider.FieldMonths, "1 2 3 6 12 24 36"},
		{"network charge of the type", spec, provider.FieldNetCharge, "ByBandwidth ByTrafficPackage"},
		{"network charge of a type that is not sold", in("FRA-A"), provider.FieldNetCharge, ""},
		{
			"all network charges",
			provider.Spec{},
			provider.FieldNetCharge,
			"ByBandwidth ByTrafficPackage ByClusterBandwidth95 BandwidthCluster",
		},
		{"subnets, the default one first", spec, provider.FieldSubnet, "901000000000000001 (s2) (s3) s4"},
		{"security groups", spec, provider.FieldSecurityGroup, "701 (702)"},
		{"security groups where there are none", in("FRA-A"), provider.FieldSecurityGroup, ""},
		{"clusters of the city", spec, provider.FieldCluster, "c1"},
		{"clusters of another city", in("FRA-A"), provider.FieldCluster, "c3"},
		{"network modes", spec, provider.FieldNetMode, "Virtio Vf"},
		{"disks", spec, provider.FieldSystemDisk, "STANDARD SSD"},
		{"disks elsewhere", in("FRA-A"), provider.FieldDataDisks, "STANDARD"},
		{"key pairs", spec, provider.FieldKeyPair, "key-YWD2QFOl"},
		{"resource groups", spec, provider.FieldResourceGroup, "g1"},
		{"login on Linux", spec, provider.FieldLogin, "password key_pair"},
		{"login on Windows", provider.Spec{Zone: "SEL-A", Image: "img-win"}, provider.FieldLogin, "password"},
		{"login anywhere", provider.Spec{}, provider.FieldLogin, "password key_pair"},
		{"free text", spec, provider.FieldCIDRBlock, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := r.Options(t.Context(), tt.s, tt.f)
			var words []string
			for _, o := range got {
				word := o.Value
				if !o.Ready {
					word = "(" + word + ")"
				}
				words = append(words, word)
			}
			if err != nil || strings.Join(words, " ") != tt.want {
				t.Errorf("Options(%s) = %q, %v, want %q", tt.f, words, err, tt.want)
			}
		})
	}
	got, _ := r.Options(t.Context(), spec, provider.FieldSubnet)
	want := provider.Option{
		Value: "901000000000000001", Label: "default", Detail: "10.0.0.0/24", Free: new(240),
		Ready: true, Status: "Available", Zone: "SEL-A",
	}
	if !reflect.DeepEqual(got[0], want) || got[3].Free != nil {
		t.Errorf("Options(subnet) = %+v, want first %+v", got, want)
	}
}

// Odd answers make odd facts, and never a crash or an error.
func TestCatalogueIsLiberal(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.On("DescribeZones",
		`{"zoneSet":[null,7,{"zoneId":null},{"zoneId":"A","zoneName":5,"supportIpv6":"true"},{"zoneId":"A"},`+
			`{"zoneId":"Ünï-區"}]}`)
	v.On("DescribeVmInventoryCapacity", `{"dataSet":[{"zoneId":"A","capacity":"BOUNDLESS"},null]}`)
	v.On("DescribeZoneInstanceConfigInfos", `{"instanceTypeQuotaSet":[{"zoneId":"A","instanceType":"X","cpuCount":"80",
		"memory":null,
      "internetMaxBandwidthOutLimit":"100","internetChargeTypes":null},{"zoneId":"A","instanceType":"X"},
      {"instanceType":""},{"zoneId":"B","instanceType":"Y"}]}`)
	v.On("DescribeImages",
		`{"totalCount":"many","dataSet":[{"imageId":"i","imageSize":30},{"imageId":"j","imageSize":"large",`+
			`"imageStatus":null},{"imageId":null}]}`)
	v.On("DescribeSubnets",
		`{"totalCount":1,"dataSet":{"subnetId":"s","subnetStatus":null,"totalIpCount":"253","usageIpCount":"300"}}`)
	v.On("DescribeDiskCategory",
		`{"categoryZoneSet":[{"zoneId":"A","categorySet":"SSD"},{"zoneId":"A","categorySet":null}]}`)
	r := v.reader("")
	zones, err := r.Zones(t.Context())
	if err != nil || len(zones) != 2 || zones[0].Name != "5" || zones[0].Stock != provider.StockUnknown ||
		!*zones[0].Facts.IPv6 {
		t.Errorf("Zones() = %+v, %v", zones, err)
	}
	types, err := r.Types(t.Context(), provider.Spec{Zone: "A"})
	if err != nil || len(types) != 1 || types[0].Threads != 80 || types[0].MaxBandwidthMbps != 100 {
		t.Errorf("Types() = %+v, %v", types, err)
	}
	images, err := r.Images(t.Context(), provider.Spec{Zone: "A"})
	if err != nil || len(images) != 2 || images[0].MinDiskGB != 30 || images[1].MinDiskGB != 0 {
		t.Errorf("Images() = %+v, %v", images, err)
	}
	subnets, err := r.Options(t.Context(), provider.Spec{Zone: "A"}, provider.FieldSubnet)
	if err != nil || len(subnets) != 1 || *subnets[0].Free != 0 || subnets[0].Ready {
		t.Errorf("Options(subnet) = %+v, %v", subnets, err)
	}
	if disks, err := r.Options(t.Context(), provider.Spec{Zone: "A"}, provider.FieldDataDisks); err != nil ||
		len(disks) != 1 {
		t.Errorf("Options(data_disks) = %+v, %v", disks, err)
	}
}

// FuzzAnswers lets the vendor say anything about everything.
func FuzzAnswers(f *testing.F) {
	providertest.FuzzAnswers(f, providertest.Answers{
		Product: vm.Product, Spec: full(),
		Envelope: func(response string) string {
			if !json.Valid([]byte(response)) {
				return ""
			}
			return `{"requestId":"T1","response":` + response + `}`
		},
		Seeds: []string{
			`{"zoneSet":null}`, `{"totalCount":3,"dataSet":[{"instanceId":"1","instanceStatus":"RUNNING"}]}`,
			`{"dataSet":[{"instanceId":"1","tags":{"tags":[{"key":"metalwright","value":"t"}]},"publicIpAddresses":["::1",` +
				`"x"]}]}`,
			`{"instancePrice":{"unitPrice":"0.03","chargeUnit":"HOUR"},"dataDiskPrices":[{"diskPrice":null}],` +
				`"bandwidthPrice":{}}`,
			`{"instanceTypeQuotaSet":[{"zoneId":"A","instanceType":"x","internetChargeTypes":[null,1]}]}`,
		},
	})
}
