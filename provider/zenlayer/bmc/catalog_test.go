package bmc_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/providertest"
	"github.com/metalwright/metalwright/provider/zenlayer/bmc"
)

func TestZones(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.catalogue()
	got, err := v.reader("").Zones(t.Context())
	want := []provider.Zone{
		{
			ID: "SEL-A", Name: "SEL Zone A", City: "Seoul", Area: "Asia Pacific", Stock: provider.StockPlenty, Types: 2,
			Supplies: both(provider.Supply{Stock: provider.StockPlenty}),
		},
		{
			ID: "FRA-B", Name: "FRA Zone B", City: "Frankfurt", Area: "Europe Middle East and Africa",
			Stock: provider.StockSoldOut, Supplies: provider.Supplies{},
		},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Zones() = %+v, %v, want %+v", got, err, want)
	}
}

// both is the same supply under each charge.
func both(s provider.Supply) provider.Supplies {
	return provider.Supplies{provider.Postpaid: s, provider.Prepaid: s}
}

func TestTypes(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.catalogue()
	got, err := v.reader("").Types(t.Context(), provider.Spec{
		Zone: "SEL-A", Type: "M6C",
		Billing: provider.Billing{Charge: provider.Prepaid},
	})
	if err != nil || len(got) != 3 {
		t.Fatalf("Types() = %+v, %v, want 3", got, err)
	}
	want := provider.InstanceType{
		ID: "M6C", Description: "2x4210, 128 GB, 2x480GB SSD + 4x2TB SAS", CPU: "2 x Intel Xeon Silver 4210", Cores: 20,
		Threads:   40,
		Frequency: "2.2GHz", MemoryGB: 128, Disks: []provider.DiskGroup{{SizeGB: 480, Count: 2}, {SizeGB: 1920, Count: 4}},
		DiskText: "2x480GB SSD + 4x2TB SAS", TotalDiskGB: 8640, RAIDLevels: []int{0, 1, 5, 10}, Subnet: true,
		Images: []provider.ImageID{ubuntu, win}, Stock: provider.StockPlenty, Left: new(24),
		Supplies:   both(provider.Supply{Stock: provider.StockPlenty, Left: new(24)}),
		NetCharges: []string{"ByBandwidth", "ByTrafficPackage"}, MaxBandwidthMbps: 10000, FreeBandwidth: 30, FreeTrafficTB: 5,
	}
	if !reflect.DeepEqual(got[0], want) {
		t.Errorf("Types()[0] = %+v, want %+v", got[0], want)
	}
	if got[1].Stock != provider.StockShort || got[2].Stock != provider.StockSoldOut || got[2].ID != "L9M" {
		t.Errorf("Types()[1:] = %+v, want a short and a sold-out one", got[1:])
	}
	asked := slices.Sorted(slices.Values(v.Requests("DescribeAvailableResources")))
	if len(asked) != 2 {
		t.Fatalf("asked %q, want it asked under each charge", asked)
	}
	providertest.SameJSON(t, "stock request", asked[0], `{"instanceChargeType":"POSTPAID","zoneId":"SEL-A"}`)
	providertest.SameJSON(t, "stock request", asked[1], `{"instanceChargeType":"PREPAID","zoneId":"SEL-A"}`)
	providertest.SameJSON(t, "types request", v.Requests("DescribeInstanceTypes")[0],
		`{"instanceTypeIds":["L9M","M6C","S8I"]}`)
}

// An account that may not pay afterwards still sees what there is.
func TestPostpaidNotEnabled(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.catalogue()
	v.When("DescribeAvailableResources", func(body string) (int, string) {
		if strings.Contains(body, "POSTPAID") {
			return 400, `{"requestId":"T1","code":"INVALID_CHARGE_TYPE_NOT_SUPPORT"}`
		}
		return 200, `{"requestId":"T1","response":{"availableResources":[{"zoneId":"SEL-A","instanceTypeId":"M6C",` +
			`"status":"SELL"}]}}`
	})
	r := v.reader("")
	types, err := r.Types(t.Context(), provider.Spec{Zone: "SEL-A"})
	if err != nil || len(types) != 1 || types[0].Stock != provider.StockPlenty {
		t.Errorf("Types() = %+v, %v, want one with plenty", types, err)
	}
	if got := r.Suggest(provider.Spec{}, provider.Known{}); got.Billing.Charge != provider.Prepaid ||
		got.Billing.Months != 1 {
		t.Errorf("Suggest() = %+v, want prepaid for a month", got.Billing)
	}
	_, err = r.Types(t.Context(), provider.Spec{Zone: "SEL-A", Billing: provider.Billing{Charge: provider.Postpaid}})
	if e, ok := errors.AsType[*provider.Error](err); !ok || e.Field != provider.FieldCharge ||
		e.Advice != "enable_charge" {
		t.Errorf("Types(postpaid) = %v, want a fault of the charge", err)
	}
	got, err := r.Options(t.Context(), provider.Spec{Zone: "SEL-A"}, provider.FieldCharge)
	if err != nil || len(got) != 2 || got[0].Ready || !got[1].Ready {
		t.Errorf("Options(charge) = %+v, %v, want prepaid alone ready", got, err)
	}
}

func TestImages(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.catalogue()
	got, err := v.reader("").Images(t.Context(), provider.Spec{Type: "M6C"})
	want := []provider.Image{
		{ID: ubuntu, Name: "Ubuntu20.04-x86_64", Family: "ubuntu", OS: provider.Linux},
		{ID: win, Name: "Win2019-SE-EN", Family: "windows", OS: provider.Windows},
		{ID: "esx", Name: "ESXi", Family: "esxi", OS: provider.ESXi},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("Images() = %+v, %v, want %+v", got, err, want)
	}
	providertest.SameJSON(t, "request", v.Requests("DescribeImages")[0], `{"instanceTypeId":"M6C"}`)
}

// Odd answers make odd facts, and never a crash or an error.
func TestCatalogueIsLiberal(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.On("DescribeZones", `{"zoneSet":[null,7,{"zoneId":null},{"zoneId":"A","zoneName":5}]}`)
	v.On("DescribeAvailableResources", `{"availableResources":[{"zoneId":"A","instanceTypeId":"X","qty":"3",
		"internetChargeTypes":null,
      "maximumBandwidthOut":"100"},{"zoneId":"A","instanceTypeId":"X"},{"instanceTypeId":""}]}`)
	v.On("DescribeInstanceTypes",
		`{"instanceTypes":[{"instanceTypeId":"X","diskInfo":null,"supportRaids":["0",null,{}],"cpuCoreCount":"80"}]}`)
	v.On("DescribeImages", `{"images":null}`)
	r := v.reader("")
	zones, err := r.Zones(t.Context())
	if err != nil || len(zones) != 1 || zones[0].Name != "5" {
		t.Errorf("Zones() = %+v, %v", zones, err)
	}
	types, err := r.Types(t.Context(), provider.Spec{Zone: "A"})
	if err != nil || len(types) != 1 || *types[0].Left != 3 || types[0].Threads != 80 ||
		!reflect.DeepEqual(types[0].RAIDLevels, []int{0}) {
		t.Errorf("Types() = %+v, %v", types, err)
	}
	if images, err := r.Images(t.Context(), provider.Spec{}); err != nil || len(images) != 0 {
		t.Errorf("Images() = %+v, %v", images, err)
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	v := serve(t)
	v.catalogue()
	v.On("DescribeSubnets", `{"totalCount":3,"dataSet":[
      {"subnetId":"s1","subnetName":"app","zoneId":"SEL-A","cidrBlock":"10.0.0.0/24","availableIpCount":"16777213",
      "subnetStatus":"AVAILABLE"},
      {"subnetId":"s2","subnetName":"new","zoneId":"SEL-A","cidrBlock":"10.0.1.0/24","availableIpCount":200,
      "subnetStatus":"CREATING"},
      {"subnetId":"s3","subnetName":"full","zoneId":"SEL-A","cidrBlock":"10.0.2.0/30","availableIpCount":0,
      "subnetStatus":"AVAILABLE","vpcId":null}]}`)
	v.On("DescribeBandwidthClusters", `{"totalCount":3,"dataSet":[
      {"bandwidthClusterId":"c1","bandwidthClusterName":"Seoul","product":"BMC","cities":[{"cityName":"Seoul",
      "cityCode":"SEL"}]},
      {"bandwidthClusterId":"c2","bandwidthClusterName":"All","product":"AllProduct","location":"Asia",
      "cities":[{"cityName":"Seoul"}]},
      {"bandwidthClusterId":"c3","bandwidthClusterName":"VM","product":"VM","cities":[{"cityName":"Seoul"}]},
      {"bandwidthClusterId":"c4","bandwidthClusterName":"Far","product":"BMC","cities":[{"cityName":"Frankfurt"}]}]}`)
	v.On("DescribeKeyPairs", `{"totalCount":1,"dataSet":[{"keyId":"key-1","keyName":"ops","keyDescription":null}]}`)
	v.On("DescribeResourceGroups", `{"resourceGroups":[{"resourceGroupId":"g1","name":"Default"}]}`)
	r := v.reader("")
	spec := provider.Spec{Zone: "SEL-A", Type: "M6C", Image: ubuntu}
	withImage := func(id provider.ImageID) provider.Spec { s := spec; s.Image = id; return s }
	tests := []struct {
		name string
		s    provider.Spec
		f    provider.Field
		want string // the ready ones, then in brackets the others
	}{
		{"charge", spec, provider.FieldCharge, "postpaid prepaid"},
		{"months", spec, provider.FieldMonths, "1 2 3 6 12 24 36"},
		{"network charge of the type", spec, provider.FieldNetCharge, "ByBandwidth ByTrafficPackage"},
		{"network charge of a type that is not sold", provider.Spec{Zone: "FRA-B", Type: "M6C"}, provider.FieldNetCharge, ""},
		{
			"all network charges",
			provider.Spec{},
			provider.FieldNetCharge,
			"ByBandwidth ByTrafficPackage ByInstanceBandwidth95 ByClusterBandwidth95 ByBandwidthCluster",
		},
		{"subnets", spec, provider.FieldSubnet, "s1 (s2) (s3)"},
		{"clusters of the city", spec, provider.FieldCluster, "c1 c2"},
		{"key pairs", spec, provider.FieldKeyPair, "key-1"},
		{"resource groups", spec, provider.FieldResourceGroup, "g1"},
		{"login on Linux", spec, provider.FieldLogin, "vendor password ssh_keys key_pair"},
		{"login on Windows", withImage(win), provider.FieldLogin, "vendor password"},
		{"login on ESXi", withImage("esx"), provider.FieldLogin, "vendor password"},
		{"login without an image", withImage(""), provider.FieldLogin, "vendor password"},
		{"free text", spec, provider.FieldName, ""},
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
	if want := (provider.Option{
		Value: "s1", Label: "app", Detail: "10.0.0.0/24", Free: new(16777213), Ready: true,
		Status: "AVAILABLE", Zone: "SEL-A",
	}); !reflect.DeepEqual(got[0], want) {
		t.Errorf("Options(subnet)[0] = %+v, want %+v", got[0], want)
	}
	if got, _ := v.reader("2026-02-01").Options(t.Context(), spec, provider.FieldLogin); len(got) != 3 {
		t.Errorf("Options(login) of the newer version = %+v, want none with ssh_keys", got)
	}
}

// FuzzAnswers lets the vendor say anything about everything.
func FuzzAnswers(f *testing.F) {
	providertest.FuzzAnswers(f, providertest.Answers{
		Product: bmc.Product, Spec: full(),
		Envelope: func(response string) string {
			if !json.Valid([]byte(response)) {
				return ""
			}
			return `{"requestId":"T1","response":` + response + `}`
		},
		Seeds: []string{
			`{"zoneSet":[null,{"zoneId":"SEL-A","zoneName":5}]}`,
			`{"totalCount":3,"dataSet":[{"instanceId":"1","instanceStatus":"RUNNING"}]}`,
			`{"availableResources":[{"zoneId":"SEL-A","instanceTypeId":"M6C","sellStatus":"SELL","internetChargeTypes":null,
				"qty":"24"}],
			"instanceTypes":[{"instanceTypeId":"M6C","supportRaids":["0",1],"diskInfo":{"disks":[{"diskSize":480,
			"diskCount":2}]},"imageIds":[null]}]}`,
			`{"images":[{"imageId":"i","imageName":null,"catalog":"windows","osType":7}]}`,
			`{"instancePrice":{"discountUnitPrice":"0.5","discount":88},"bandwidthPrice":[null,{"stepPrices":[{}]}],` +
				`"primaryIpPrice":{}}`,
			`{"instanceIdSet":["1","1",""],"orderNumber":7}`,
		},
	})
}
