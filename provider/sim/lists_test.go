package sim_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
)

func TestCatalogueIsWorthTheWalk(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	distinct := func(rows []obj, field string) int {
		seen := map[any]bool{}
		for _, r := range rows {
			seen[r[field]] = true
		}
		return len(seen)
	}
	zones := f.must(t, "DescribeZones", obj{}).rows("zoneSet")
	types := f.must(t, "DescribeInstanceTypes", obj{}).rows("instanceTypes")
	images := f.must(t, "DescribeImages", obj{}).rows("images")
	stock := f.must(t, "DescribeAvailableResources", obj{"instanceChargeType": "PREPAID"}).rows("availableResources")
	for _, row := range []struct {
		what       string
		got, least int
	}{
		{"zones", distinct(zones, "zoneId"), 14},
		{"areas", distinct(zones, "areaName"), 4},
		{"types", distinct(types, "instanceTypeId"), 16},
		{"images", distinct(images, "imageId"), 22},
		{"families of images", distinct(images, "catalog"), 5},
		{"grades of stock", distinct(stock, "sellStatus"), 3},
	} {
		if row.got < row.least {
			t.Errorf("%d %s, want %d at least", row.got, row.what, row.least)
		}
	}
	for _, r := range stock {
		q := map[string]any{
			"zoneId": r["zoneId"], "instanceTypeId": r["instanceTypeId"], "instanceChargeType": "PREPAID",
			"instanceChargePrepaid": obj{"period": 12}, "internetChargeType": r["internetChargeTypes"].([]any)[0],
		}
		p := f.must(t, "InquiryPriceCreateInstance", q).Response["instancePrice"].(obj)
		if p["discount"] != 88.0 || p["discountPrice"].(float64) <= 0 ||
			p["discountPrice"].(float64) >= p["originalPrice"].(float64) {
			t.Errorf("price of %v = %v, want 88 %% of the list price", q, p)
		}
	}
}

func TestListFilters(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	for _, row := range []struct {
		action, list string
		filter       obj
		field        string
		want         []any
	}{
		{"DescribeZones", "zoneSet", obj{"acceptLanguage": "zh-CN"}, "cityName", []any{"首尔"}},
		{"DescribeZones", "zoneSet", obj{"isCloudRouterAvailable": false}, "zoneId", []any{"TPE-B"}},
		{
			"DescribeInstanceTypes", "instanceTypes",
			obj{"instanceTypeIds": []string{"M6C"}},
			"description",
			[]any{"2x4210, 128 GB, 2x480GB SSD + 4x1.92TB SAS, 2x10GbE"},
		},
		{
			"DescribeInstanceTypes", "instanceTypes",
			obj{"isHA": true, "maximumMemorySize": 600},
			"instanceTypeId",
			[]any{"M5H"},
		},
		{"DescribeInstanceTypes", "instanceTypes", obj{"supportSubnet": false}, "instanceTypeId", []any{"V1X"}},
		{
			"DescribeInstanceTypes", "instanceTypes",
			obj{"supportRaids": []int{5}, "minimumDiskSize": 400000},
			"instanceTypeId",
			[]any{"D3T"},
		},
		{"DescribeImages", "images", obj{"imageType": "CUSTOM_IMAGE"}, "imageName", []any{
			"golden-edge-cache-r14",
			"golden-db-base-r3",
		}},
		{
			"DescribeImages", "images",
			obj{"instanceTypeId": "V1X", "catalog": "debian"},
			"imageName",
			[]any{"Debian11-x86_64"},
		},
		{"DescribeImages", "images", obj{"catalog": "esxi", "instanceTypeId": "D3T"}, "imageName", nil},
		{"DescribeVpcAvailableRegions", "vpcRegionSet", obj{"zoneId": "PDX-B"}, "vpcRegionId", []any{"DEN1"}},
		{"DescribeVpcs", "dataSet", obj{"vpcRegionId": "FRA1"}, "vpcName", []any{"core-frankfurt"}},
		{"DescribeSubnetAvailableResources", "", obj{}, "", nil},
		{"DescribeSubnets", "dataSet", obj{"zoneId": "SEL-A", "subnetStatus": "CREATING"}, "subnetName", []any{"seoul-new"}},
		{
			"DescribeEipAvailableResources", "eipResources",
			obj{"eipChargeType": "POSTPAID", "zoneId": "SEL-A"},
			"status",
			[]any{"SELL"},
		},
		{
			"DescribeEipAddresses", "dataSet",
			obj{"zoneId": "DEN-A", "eipStatus": "AVAILABLE"},
			"ipAddress",
			[]any{"192.0.2.240"},
		},
		{"DescribeCidrBlocks", "dataSet", obj{"cidrBlockType": "IPV6"}, "cidrBlockName", []any{"denver-v6"}},
		{"DescribeAvailableResources", "availableResources", obj{
			"instanceChargeType": "POSTPAID", "zoneId": "SEL-A",
			"sellStatus": "SOLD_OUT",
		}, "instanceTypeId", []any{"M6J"}},
		{
			"DescribeAvailableResources", "availableResources",
			obj{"instanceChargeType": "POSTPAID", "zoneId": "JNB-A"},
			"instanceTypeId", nil,
		},
	} {
		rows := f.must(t, row.action, row.filter).rows(row.list)
		var got []any
		for _, r := range rows {
			got = append(got, r[row.field])
		}
		if len(got) > len(row.want) && len(row.want) > 0 {
			got = got[:len(row.want)]
		}
		if !slices.Equal(got, row.want) {
			t.Errorf("%s(%v) begins with %s %v, want %v", row.action, row.filter, row.field, got, row.want)
		}
	}
	f.refused(t, "DescribeAvailableResources", obj{}, 400, "MISSING_PARAMETER")
	f.refused(t, "DescribeAvailableResources", obj{"instanceChargeType": "PREPAID", "zoneId": "x"}, 404,
		"INVALID_ZONE_NOT_FOUND")
	f.refused(t, "DescribeImages", obj{"instanceTypeId": "x"}, 404, "INVALID_INSTANCE_TYPE_NOT_FOUND")
	f.refused(t, "DescribeVpcAvailableRegions", obj{"vpcRegionId": "x"}, 404, "INVALID_VPC_REGION_NOT_FOUND")
}

func TestPrices(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	sum := func(a answer) (advance, hour float64) {
		prices := append([]any{a.Response["instancePrice"], a.Response["primaryIpPrice"]},
			a.Response["bandwidthPrice"].([]any)...)
		for _, p := range prices {
			price, _ := p.(obj)
			if v, ok := price["discountPrice"].(float64); ok {
				advance += v
			}
			if v, ok := price["discountUnitPrice"].(float64); ok {
				hour += v
			}
		}
		return advance, hour
	}
	for _, row := range []struct {
		name          string
		changes       obj
		advance, hour string
		parts         int
	}{
		{"postpaid", nil, "0.0000", "0.5976", 1},
		{"bandwidth above the free", obj{"internetMaxBandwidthOut": 130}, "0.0000", "0.7620", 1},
		{
			"a year",
			obj{"instanceChargeType": "PREPAID", "instanceChargePrepaid": obj{"period": 12}},
			"3685.4400",
			"0.0000", 1,
		},
		{
			"a package",
			obj{
				"instanceChargeType": "PREPAID", "instanceChargePrepaid": obj{"period": 1},
				"internetChargeType": "ByTrafficPackage", "trafficPackageSize": 10,
			},
			"439.0000", "0.0000", 2,
		},
		{"95th", obj{"internetChargeType": "ByInstanceBandwidth95"}, "0.0000", "0.5976", 1},
		{"shared", obj{"internetChargeType": "ByBandwidthCluster"}, "0.0000", "0.5976", 0},
	} {
		a := f.must(t, "InquiryPriceCreateInstance", order(row.changes))
		advance, hour := sum(a)
		if got := fmt.Sprintf("%.4f %.4f", advance, hour); got != row.advance+" "+row.hour ||
			len(a.Response["bandwidthPrice"].([]any)) != row.parts {
			t.Errorf("%s: price = %s, want %s %s: %s", row.name, got, row.advance, row.hour, a.Raw)
		}
	}
	f.refused(t, "InquiryPriceCreateInstance", order(obj{"zoneId": "NBO-A"}), 400, "INVALID_INSTANCE_TYPE_ZONE_NO_SELL")
	f.refused(t, "InquiryPriceCreateInstance",
		order(obj{"zoneId": "SEL-B", "internetChargeType": "ByBandwidthCluster"}), 400,
		"INVALID_INSTANCE_BANDWIDTH_ZONE_NO_SELL")
}

func TestBalance(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	balance := func() obj {
		return f.send(t, f.request(t, "zbc", "2024-08-08", "DescribeCustomerBalance", "")).Response
	}
	if b := balance(); b["purchasingPower"] != 200000.0 || b["cashBalance"] != 180000.0 {
		t.Errorf("balance at first = %v", b)
	}
	prepaid := obj{"instanceChargeType": "PREPAID", "instanceChargePrepaid": obj{"period": 12}, "amount": 10}
	f.create(t, prepaid)
	if b := balance(); b["cashBalance"] != 143145.6 {
		t.Errorf("balance after ten machines for a year = %v, want 143145.6", b["cashBalance"])
	}
	prepaid["amount"] = 50
	f.refused(t, "CreateInstances", order(prepaid), 403, "OPERATION_DENIED_BALANCE_INSUFFICIENT")
}

func TestConsole(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	get := func(service, version, action string, body any) answer {
		return f.send(t, f.request(t, service, version, action, body))
	}
	if got := get("user", "2024-05-29", "DescribeResourceGroups", obj{}).rows("resourceGroups"); len(got) != 4 ||
		got[0]["resourceGroupId"] != group {
		t.Errorf("resource groups = %v", got)
	}
	if got := get("traffic", "2024-03-26", "DescribeBandwidthClusters",
		obj{"cityName": "Vienna"}).rows("dataSet"); len(got) != 1 {
		t.Errorf("clusters of Vienna = %v, want one", got)
	}
	pairs := func() int {
		return len(get("ccs", "2025-09-01", "DescribeKeyPairs", obj{"pageSize": 100}).rows("dataSet"))
	}
	before := pairs()
	imported := get("ccs", "2025-09-01", "ImportKeyPair", obj{"keyName": "mine", "publicKey": sshKey})
	id := fmt.Sprint(imported.Response["keyId"])
	if len(id) != len("key-YWD2QFOl") || pairs() != before+1 {
		t.Errorf("ImportKeyPair = %s, then %d pairs, want %d", imported.Raw, pairs(), before+1)
	}
	f.create(t, obj{"keyId": id})
	for _, row := range []struct {
		name, code string
		body       obj
	}{
		{"no name", "MISSING_PARAMETER", obj{"publicKey": sshKey}},
		{"name taken", "INVALID_PARAMETER_VALUE", obj{"keyName": "mine", "publicKey": sshKey}},
		{"name", "INVALID_PARAMETER_PATTERN_ERROR", obj{"keyName": "mi ne", "publicKey": sshKey}},
		{"name too long", "INVALID_PARAMETER_EXCEED_LENGTH", obj{"keyName": strings.Repeat("n", 33), "publicKey": sshKey}},
		{"key", "INVALID_PARAMETER_PATTERN_ERROR", obj{"keyName": "x", "publicKey": "-----BEGIN OPENSSH PRIVATE KEY-----"}},
		{"keys", "INVALID_PARAMETER_EXCEED_LENGTH", obj{"keyName": "x", "publicKey": strings.Repeat(sshKey+"\n", 6)}},
	} {
		if a := get("ccs", "2025-09-01", "ImportKeyPair", row.body); a.Code != row.code || a.Status != 400 {
			t.Errorf("%s: ImportKeyPair = %d %s, want 400 %s", row.name, a.Status, a.Raw, row.code)
		}
	}
}

func TestCreateSubnet(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	const seoulVPC = "811402233187450112"
	subnet := func(zone, cidr, name, vpc string) obj {
		return obj{"zoneId": zone, "cidrBlock": cidr, "subnetName": name, "vpcId": vpc}
	}
	id := f.must(t, "CreateSubnet", subnet("SEL-A", "10.0.200.0/28", "mine", seoulVPC)).Response["subnetId"].(string)
	list := func() obj { return f.must(t, "DescribeSubnets", obj{"subnetIds": []string{id}}).rows("dataSet")[0] }
	if got := list(); got["subnetStatus"] != "CREATING" || got["availableIpCount"] != 13.0 {
		t.Errorf("subnet at once = %v, want it CREATING with 13 addresses", got)
	}
	f.refused(t, "CreateInstances", order(obj{"subnetId": id}), 404, "INVALID_SUBNET_NOT_FOUND")
	f.clock.Advance(time.Minute)
	f.create(t, obj{"subnetId": id})
	if got := list(); got["subnetStatus"] != "AVAILABLE" || got["availableIpCount"] != 12.0 ||
		len(got["subnetInstanceSet"].([]any)) != 1 {
		t.Errorf("subnet with a machine = %v", got)
	}
	for _, row := range []struct {
		name   string
		body   obj
		status int
		code   string
	}{
		{"no zone", subnet("", "10.9.0.0/24", "n", ""), 400, "MISSING_PARAMETER"},
		{"zone", subnet("QQQ-Z", "10.9.0.0/24", "n", ""), 404, "INVALID_ZONE_NOT_FOUND"},
		{"zone without subnets", subnet("CGK-C", "10.9.0.0/24", "n", ""), 403, "OPERATION_DENIED_ZONE_NOT_SUPPORT_SUBNET"},
		{"VPC", subnet("SEL-A", "10.9.0.0/24", "n", "1"), 404, "INVALID_VPC_NOT_FOUND"},
		{
			"VPC that is not ready", subnet("WAW-A", "172.20.0.0/24", "n", "811402233187450115"), 403,
			"OPERATION_DENIED_VPC_STATUS_NOT_SUPPORT",
		},
		{"zone without VPC", subnet("TPE-B", "10.0.9.0/24", "n", seoulVPC), 403, "OPERATION_DENIED_NO_AVAILABLE_VPC_REGION"},
		{"VPC elsewhere", subnet("FRA-A", "10.0.9.0/24", "n", seoulVPC), 403, "OPERATION_DENIED_ZONE_NOT_BELONG_VPC"},
		{"nonsense", subnet("SEL-A", "here", "n", ""), 400, "INVALID_PARAMETER_SUBNET_CIDR_BLOCK"},
		{"too small", subnet("SEL-A", "10.9.0.0/30", "n", ""), 400, "INVALID_PARAMETER_SUBNET_LAN_IP_NETMASK"},
		{"public", subnet("SEL-A", "8.8.8.0/24", "n", ""), 400, "INVALID_PARAMETER_SUBNET_LAN_IP"},
		{"host bits", subnet("SEL-A", "10.9.0.1/24", "n", ""), 400, "INVALID_PARAMETER_SUBNET_LAN_IP"},
		{"overlap", subnet("SEL-A", "10.0.0.128/25", "n", seoulVPC), 400, "INVALID_PARAMETER_VPC_SUBNET_OVER_LAP"},
		{
			"outside the VPC", subnet("SEL-A", "10.1.0.0/24", "n", seoulVPC), 400,
			"INVALID_PARAMETER_SUBNET_CIDR_NOT_BELONG_VPC",
		},
		{"name", subnet("SEL-A", "10.9.0.0/24", "a b", ""), 400, "INVALID_PARAMETER_PATTERN_ERROR"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			f.refused(t, "CreateSubnet", row.body, row.status, row.code)
		})
	}
}

func TestDescribeOneInstance(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	id := f.create(t, obj{"internetMaxBandwidthOut": 50})[0]
	if got := f.must(t, "DescribeInstanceInternetStatus",
		obj{"instanceId": id}).Response["internetMaxBandwidthOut"]; got != 50.0 {
		t.Errorf("internetMaxBandwidthOut = %v, want 50", got)
	}
	if got := f.must(t, "DescribeInstanceAvailableEipResources",
		obj{"instanceId": id}).rows("instanceEipResources"); len(got) != 2 {
		t.Errorf("addresses for the machine = %v, want two", got)
	}
	f.refused(t, "DescribeInstanceInternetStatus", obj{"instanceId": "x"}, 404, "INVALID_INSTANCE_NOT_FOUND")
	for version, want := range map[string]bool{"2022-11-20": false, "2026-02-01": true} {
		f.version = version
		if _, got := f.machine(t, id)["instanceType"]; got != want {
			t.Errorf("version %s: instanceType is there: %v, want %v", version, got, want)
		}
	}
}
