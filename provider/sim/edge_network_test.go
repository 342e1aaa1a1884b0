package sim_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
)

func privateNet(network string, mask any) obj {
	return obj{"NetworkInstanceName": "n", "ZoneId": singapore, "Network": network, "Mask": mask}
}

func TestEdgePrivateNetworks(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	const region, action = "ap-singapore", "CreatePrivateNetworkInstance"
	for _, bad := range []obj{
		privateNet("10.20.0.1", 24), privateNet("10.0.0.0", 7), privateNet("10.0.0.0", 29), privateNet("172.32.0.0",
			16), privateNet("172.16.0.0", 11),
		privateNet("192.168.0.0", 15), privateNet("11.0.0.0", 24), privateNet("fd00::", 24), privateNet("010.0.0.0",
			24), privateNet("ten", 24),
	} {
		f.edge.refused(t, region, action, bad, "InvalidParameterValue.InvalidNetwork")
	}
	elsewhere := privateNet("10.0.0.0", 24)
	elsewhere["ZoneId"] = 100101 // the number is not the code
	f.edge.refused(t, region, action, elsewhere, "InvalidParameter")
	elsewhere["ZoneId"] = tokyo
	f.edge.refused(t, region, action, elsewhere, "InvalidParameter")
	id := f.edge.must(t, region, action, privateNet("192.168.0.0", 28)).Response["NetworkInstanceId"]
	f.edge.refused(t, region, action, privateNet("10.0.0.0", 24), "FailedOperation.PrivateInstanceDuplicate")
	f.edge.must(t, region, "ModifyPrivateNetworkInstance", obj{"NetworkInstanceId": id, "NetworkInstanceName": "other"})
	row := f.edge.must(t, region, "DescribePrivateNetworkInstances", obj{
		"ZoneId":              singapore,
		"NetworkInstanceName": "oth",
	}).rows("PrivateNetworkInstanceSet")[0]
	if row["NetworkInstanceName"] != "other" || row["AvailableIpCount"] != 14.0 || row["ServerCount"] != 0.0 ||
		row["CreatedAt"] != "2026-11-20T12:00:00" {
		t.Errorf("network = %v, want other with 14 addresses, and a time without a zone", row)
	}
	f.edge.must(t, region, "DeletePrivateNetworkInstance", obj{"NetworkInstanceId": id})
	for _, action := range []string{"DeletePrivateNetworkInstance", "ModifyPrivateNetworkInstance"} {
		in := obj{"NetworkInstanceId": id}
		if action[0] == 'M' {
			in["NetworkInstanceName"] = "x"
		}
		f.edge.refused(t, region, action, in, "ResourceNotFound.PrivateInstanceNotFound")
	}
}

func publicNet(zone, mode string) obj {
	return obj{"ZoneId": zone, "NetworkInstanceName": "p", "Line": "BGP", "RouteMode": mode}
}

func TestEdgePublicNetworks(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	const action = "CreatePublicNetworkInstance"
	for _, row := range []struct{ zone, region, mode, code string }{
		{"ap-seoul-tez-se-1", "ap-seoul", "bgp", "LimitExceeded.QuotaNotConfigured"},
		{"ap-jakarta-tez-jk-1", "ap-jakarta", "ospf", "InvalidParameter.InvalidQuota"},
		{"ap-hongkong-3", "ap-hongkong", "bgp", "ResourceInsufficient.NoAvailableCidr"},
		{singapore, "ap-singapore", "rip", "InvalidParameter"},
		{"nowhere", "ap-singapore", "static", "InvalidParameter"},
		{tokyo, "ap-tokyo", "static", "FailedOperation.PublicInstanceDuplicate"},
	} {
		f.edge.refused(t, row.region, action, publicNet(row.zone, row.mode), row.code)
	}
	slow := publicNet(singapore, "static")
	slow["Bandwidth"] = 0
	f.edge.refused(t, "ap-singapore", action, slow, "InvalidParameter")
	slow["Bandwidth"], slow["RouteMode"] = 100, "Static" // any letter case
	id := f.edge.must(t, "ap-singapore", action, slow).Response["NetworkInstanceId"]
	row := f.edge.must(t, "ap-singapore", "DescribePublicNetworkInstances",
		obj{"NetworkInstanceId": id}).rows("PublicNetworkInstanceSet")[0]
	if row["RouteMode"] != "STATIC" || row["Bandwidth"] != 100.0 || row["Ipv4Count"] != 0.0 || row["Ipv4CidrSet"] != nil {
		t.Errorf("network = %v, want a static one without addresses", row)
	}
	f.edge.must(t, "ap-singapore", "ModifyPublicNetworkInstance", obj{"NetworkInstanceId": id, "NetworkInstanceName": "x"})
	f.edge.must(t, "ap-singapore", "DeletePublicNetworkInstance", obj{"NetworkInstanceId": id})
	f.edge.refused(t, "ap-singapore", "DeletePublicNetworkInstance", obj{"NetworkInstanceId": id},
		"ResourceNotFound.PublicInstanceNotFound")
	f.edge.must(t, "na-siliconvalley", action, publicNet("na-siliconvalley-tez-sv-1", "bgp"))

	fra := f.edge.must(t, "eu-frankfurt", "DescribePublicNetworkInstances",
		obj{"ZoneId": frankfurt}).rows("PublicNetworkInstanceSet")[0]
	if fra["NetworkInstanceName"] != nil || fra["Bandwidth"] != nil || fra["Ipv4Count"] != 61.0 ||
		fra["Ipv6Count"] != -1.0 || fra["RouteMode"] != "BGP" {
		t.Errorf("network = %v, want one with nulls and a block of 61 addresses", fra)
	}
	blocks := f.edge.must(t, "eu-frankfurt", "DescribePublicIps",
		obj{"NetworkInstanceId": []any{fra["NetworkInstanceId"]}}).rows("IpInfoSet")
	if len(blocks) != 2 || blocks[0]["Ip"] != "198.51.100.64/26" {
		t.Errorf("DescribePublicIps = %v, want the blocks themselves", blocks)
	}
	apply := obj{"NetworkInstanceId": fra["NetworkInstanceId"], "Type": "ipv4", "Count": 1}
	f.edge.refused(t, "eu-frankfurt", "ApplyPublicIps", apply, "FailedOperation.NotSupportedForDynamicInstance")
	delete(apply, "Count")
	apply["IpList"] = []string{"198.51.100.70"}
	f.edge.refused(t, "eu-frankfurt", "ReleasePublicIp", apply, "FailedOperation.NotSupportedForDynamicInstance")
}

func TestEdgeAddresses(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	public := f.edge.network(t, tokyo, "Public") // quota 32 and 4
	apply := func(n int, kind string) obj { return obj{"NetworkInstanceId": public, "Type": kind, "Count": n} }
	ips := f.edge.must(t, "ap-tokyo", "ApplyPublicIps", apply(30, "ipv4")).texts("IpList")
	if len(ips) != 30 || len(slices.Compact(slices.Sorted(slices.Values(ips)))) != 30 {
		t.Errorf("IpList = %v, want 30 different addresses", ips)
	}
	six := f.edge.must(t, "ap-tokyo", "ApplyPublicIps", apply(4, "ipv6")).texts("IpList")
	f.edge.refused(t, "ap-tokyo", "ApplyPublicIps", apply(3, "ipv4"), "LimitExceeded.QuotaExceeded")
	f.edge.refused(t, "ap-tokyo", "ApplyPublicIps", apply(1, "ipv6"), "LimitExceeded.Ipv6QuotaExceeded")
	f.edge.refused(t, "ap-tokyo", "ApplyPublicIps", apply(0, "ipv4"), "InvalidParameter")
	f.edge.refused(t, "ap-tokyo", "ApplyPublicIps", apply(1, "ipv5"), "InvalidParameter")
	f.edge.refused(t, "ap-tokyo", "DeletePublicNetworkInstance", obj{"NetworkInstanceId": public},
		"ResourceInUse.PublicInstanceInUse")
	defaults := f.edge.must(t, "ap-tokyo", "DescribePublicIps", obj{})
	if len(defaults.rows("IpInfoSet")) != 20 || defaults.Response["TotalCount"] != 34.0 {
		t.Errorf("DescribePublicIps = %d rows of %v, want 20 of 34", len(defaults.rows("IpInfoSet")),
			defaults.Response["TotalCount"])
	}
	for _, in := range []obj{{"Limit": 0}, {"Limit": 101}, {"Offset": -1}} {
		f.edge.refused(t, "ap-tokyo", "DescribePublicIps", in, "InvalidParameter")
	}
	release := func(kind string, list ...string) obj {
		return obj{"NetworkInstanceId": public, "Type": kind, "IpList": list}
	}
	f.edge.refused(t, "ap-tokyo", "ReleasePublicIp", release("ipv4", ips[0], "203.0.113.9"),
		"InvalidParameterValue.PublicIpNotAvailable")
	f.edge.refused(t, "ap-tokyo", "ReleasePublicIp", release("ipv6", "2001:db8::9"),
		"InvalidParameterValue.PublicIpv6NotAvailable")
	f.edge.must(t, "ap-tokyo", "ReleasePublicIp", release("ipv4", ips...))
	f.edge.must(t, "ap-tokyo", "ReleasePublicIp", release("ipv6", six...))
	f.edge.must(t, "ap-tokyo", "DeletePublicNetworkInstance", obj{"NetworkInstanceId": public})

	sv := f.edge.must(t, "ap-seoul", "CreatePublicNetworkInstance", publicNet("ap-seoul-tez-se-1",
		"static")).Response["NetworkInstanceId"]
	f.edge.refused(t, "ap-seoul", "ApplyPublicIps", obj{"NetworkInstanceId": sv, "Type": "ipv4", "Count": 1},
		"LimitExceeded.QuotaNotConfigured")
	f.edge.refused(t, "ap-seoul", "ApplyPublicIps", obj{"NetworkInstanceId": sv, "Type": "ipv6", "Count": 1},
		"LimitExceeded.Ipv6QuotaNotConfigured")
	hk := f.edge.must(t, "ap-hongkong", "CreatePublicNetworkInstance", publicNet("ap-hongkong-3",
		"static")).Response["NetworkInstanceId"]
	f.edge.refused(t, "ap-hongkong", "ApplyPublicIps", obj{"NetworkInstanceId": hk, "Type": "ipv4", "Count": 14},
		"ResourceInsufficient.PublicIpInsufficient")
}

// No pool of IPv6 addresses.
func TestEdgeNoIPv6Pool(t *testing.T) {
	t.Parallel()
	f := open(t,
		sim.Options{Catalogue: edgeZone(
			`{"id":"a-1","edge":{"region":"ap-tokyo","ipv6Quota":4,"publicNetwork":{"line":"BGP","mode":"STATIC"}}}`)})
	public := f.edge.must(t, "ap-tokyo", "DescribePublicNetworkInstances",
		obj{}).rows("PublicNetworkInstanceSet")[0]["NetworkInstanceId"]
	f.edge.refused(t, "ap-tokyo", "ApplyPublicIps", obj{"NetworkInstanceId": public, "Type": "ipv6", "Count": 1},
		"ResourceInsufficient.PublicIpv6Insufficient")
}

func TestEdgeInUse(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	f.edge.buy(t, sanPaolo, nil)
	f.edge.refused(t, "sa-saopaulo", "DeletePrivateNetworkInstance", obj{"NetworkInstanceId": f.edge.network(t, sanPaolo,
		"Private")}, "ResourceInUse.PrivateInstanceInUse")
	f.clock.Advance(time.Hour)
	bound := f.edge.must(t, "sa-saopaulo", "DescribePublicIps", obj{"State": []string{"InUse"}}).rows("IpInfoSet")[0]
	f.edge.refused(t, "sa-saopaulo", "ReleasePublicIp", obj{
		"NetworkInstanceId": bound["NetworkInstanceId"],
		"Type":              "ipv4", "IpList": []any{bound["Ip"]},
	},
		"FailedOperation.IpStillBoundToServer")
}

// Machines of a network with a block get the next addresses of it.
func TestEdgeBlocks(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	ids := f.edge.buy(t, frankfurt, obj{"InstanceCount": 2, "EnableIpv6": true})
	f.clock.Advance(time.Hour)
	for i, id := range ids {
		m := f.edge.machine(t, frankfurt, id)
		if m["PublicIp"] != fmt.Sprintf("198.51.100.%d", 66+i) || m["PublicIpV6"] == "" || m["InstanceStatus"] != "running" {
			t.Errorf("machine = %v, want the next address of the block", m)
		}
	}
}

func TestEdgeLists(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	zones := f.edge.must(t, "ap-tokyo", "DescribeZones", obj{}).rows("ZoneSet")
	regions := map[any]bool{}
	for _, z := range zones {
		regions[z["Region"]] = true
	}
	if len(zones) < 12 || len(regions) < 8 || zones[0]["ZoneId"] != 100001.0 {
		t.Errorf("DescribeZones = %d zones in %d regions, want all regions in one answer", len(zones), len(regions))
	}
	f.edge.refused(t, "ap-tokyo", "DescribeZones", obj{"FilterByAppId": true}, "UnknownParameter")
	types := f.edge.must(t, "ap-guangzhou", "DescribeInstanceTypes", obj{}).rows("InstanceTypeQuotaSet")
	if len(types) != 11 || types[0]["Quota"] != 0.0 || types[0]["GpuType"] != "" ||
		types[0]["DiskType"] != "SSD-480G*2, SSD-960G*4" {
		t.Errorf("DescribeInstanceTypes = %d, first %v, want those of the region", len(types), types[0])
	}
	ids := f.edge.buy(t, guangzhou, obj{"InstanceCount": 50})
	list := f.edge.must(t, "ap-guangzhou", "DescribeInstances", obj{
		"InstanceName": "k7q2", "Zone": guangzhou,
		"InstanceStatus": []string{"Allocating"},
	})
	if rows := list.rows("InstanceSet"); len(rows) != 20 || rows[0]["InstanceId"] != ids[0] ||
		list.Response["TotalCount"] != 50.0 {
		t.Errorf("DescribeInstances = %d of %v, want the first 20 of 50", len(rows), list.Response["TotalCount"])
	}
	f.inject(t, sim.Fault{Do: sim.Total, Total: 9000})
	if a := f.edge.must(t, "ap-guangzhou", "DescribeInstances",
		obj{"Offset": 40, "Limit": 100}); len(a.rows("InstanceSet")) != 10 || a.Response["TotalCount"] != 9000.0 {
		t.Errorf("DescribeInstances from 40 = %s, want 10 and a lie about the total", a.Raw)
	}
	f.edge.refused(t, "ap-guangzhou", "DescribeInstances", obj{"InstanceIds": make([]string, 101)}, "InvalidParameter")
	f.edge.refused(t, "ap-guangzhou", "DescribeInstances", obj{"InstanceStatus": []string{"stopped"}}, "InvalidParameter")
	if a := f.edge.must(t, "ap-tokyo", "DescribeInstances", obj{"InstanceIds": ids[:1]}); a.Response["TotalCount"] != 0.0 {
		t.Errorf("DescribeInstances in another region = %s, want none", a.Raw)
	}
	data := obj{
		"Zone": guangzhou, "MetricName": "inbw", "StartTime": "2026-11-20T07:00:00Z",
		"EndTime": "2026-11-20T07:10:00Z",
	}
	if got := f.edge.must(t, "ap-guangzhou", "DescribeZoneData", data).rows("Data"); len(got) != 10 {
		t.Errorf("DescribeZoneData = %v, want ten points", got)
	}
	data["MetricName"] = "temperature"
	f.edge.refused(t, "ap-guangzhou", "DescribeZoneData", data, "InvalidParameter.ParamError")
}
