package sim_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/metalwright/metalwright/provider/sim"
)

func TestVMPower(t *testing.T) {
	t.Parallel()
	v := openVM(t, sim.Options{})
	id := runningMachine(t, v)
	one := obj{"instanceIds": []string{id}}
	v.refused(t, "StartInstances", one, 403, "OPERATION_DENIED_INSTANCE_NOT_STOPPED")
	v.power(t, id, "StopInstances", "STOPPING", "STOPPED")
	v.refused(t, "StopInstances", one, 403, "OPERATION_DENIED_INSTANCE_NOT_RUNNING")
	v.refused(t, "RebootInstances", one, 403, "OPERATION_DENIED_INSTANCE_STATUS")
	v.power(t, id, "StartInstances", "BOOTING", "RUNNING")
	v.power(t, id, "RebootInstances", "REBOOT", "RUNNING")
	v.must(t, "TerminateInstance", obj{"instanceId": id})
	for _, action := range []string{"StartInstances", "StopInstances", "RebootInstances"} {
		v.refused(t, action, one, 403, "OPERATION_DENIED_INSTANCE_RECYCLED")
	}
	v.refused(t, "TerminateInstance", obj{"instanceId": "nobody"}, 404, "INVALID_INSTANCE_NOT_FOUND")
}

func TestVMPrepaidEnds(t *testing.T) {
	t.Parallel()
	for _, keep := range []bool{false, true} {
		v := openVM(t, sim.Options{KeepSubscriptions: keep})
		id := v.create(t, obj{"instanceChargeType": "PREPAID", "instanceChargePrepaid": obj{"period": 1}})[0]
		v.clock.Advance(time.Hour)
		if keep {
			v.refused(t, "TerminateInstance", obj{"instanceId": id}, 403, "OPERATION_DENIED_INSTANCE_SUBSCRIPTION")
			continue
		}
		v.must(t, "TerminateInstance", obj{"instanceId": id})
		if m := v.machine(t, id); m["instanceStatus"] != "RUNNING" || m["autoRenew"] != false ||
			m["expiredTime"] != "2026-12-20T12:00:00Z" {
			t.Errorf("a cancelled subscription = %v, want it running and not renewed", m)
		}
		v.clock.Advance(31 * 24 * time.Hour)
		if got := v.status(t, id); got != "RECYCLE" {
			t.Errorf("status after the term = %v, want RECYCLE", got)
		}
	}
}

func TestVMAcceptedOrders(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name    string
		changes obj
		want    obj
	}{
		{"default subnet and group", nil, obj{
			"subnetId": vmNet, "securityGroupIds": "[701000000000000002]",
			"publicIpv6Addresses": "[]",
		}},
		{"zone without groups", obj{"zoneId": "FRA-A"}, obj{"securityGroupIds": "[]"}},
		{"no public address", obj{"enableIpv4": false}, obj{"publicIpAddresses": "[]"}},
		{
			"block of addresses",
			obj{"cidrBlockId": seoulCIDR, "startCidrIpv4": "203.0.113.140"},
			obj{"publicIpAddresses": "[203.0.113.140]"},
		},
		{"first of the block", obj{"cidrBlockId": seoulCIDR}, obj{"publicIpAddresses": "[203.0.113.130]"}},
		{"smallest system disk", nil, obj{"systemDisk": "map[diskCategory:STANDARD diskId:1201000000000000003 diskSize:30]"}},
		{"unlimited bandwidth", obj{"instanceType": "g.4c16g"}, obj{"internetMaxBandwidthOut": "0"}},
		{"ten disks", dataDisks(20, 10), nil},
		{"NIC", obj{"nic": obj{"wanName": "uplink0"}}, obj{"nic": "map[lanName:eth1 wanName:uplink0]"}},
		{"shared bandwidth", obj{
			"instanceType": "c.2c4g", "internetChargeType": "BandwidthCluster",
			"clusterId": "bwc-seoul-vm",
		}, nil},
		{"promise", obj{"instanceChargePostpaid": obj{"period": 3}}, obj{"period": "<nil>"}},
		{"output members are ignored", obj{"systemDisk": obj{"diskId": 7, "diskSize": 40}}, nil},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			v := openVM(t, sim.Options{})
			id := v.create(t, row.changes)[0]
			v.clock.Advance(time.Hour)
			m := v.machine(t, id)
			for field, want := range row.want {
				if got := fmt.Sprint(m[field]); got != want {
					t.Errorf("%s = %s, want %s", field, got, want)
				}
			}
		})
	}
}

func TestVMPriceIsOfAll(t *testing.T) {
	t.Parallel()
	v := openVM(t, sim.Options{})
	price := func(n int) float64 {
		a := v.must(t, "InquiryPriceCreateInstance", vmOrder(obj{
			"instanceCount": n, "instanceChargeType": "PREPAID", "instanceChargePrepaid": obj{"period": 1},
			"systemDisk": obj{"diskSize": 40},
			"dataDisks": []obj{
				{"diskSize": 100, "diskAmount": 2, "diskCategory": "SSD"},
				{"diskSize": 100, "diskCategory": "SSD"},
			},
		}))
		if got := a.rows("dataDiskPrices"); len(got) != 1 || got[0]["diskAmount"] != 3.0 {
			t.Errorf("dataDiskPrices = %v, want equal disks together", got)
		}
		return a.Response["instancePrice"].(obj)["discountPrice"].(float64)
	}
	if one, ten := price(1), price(10); one <= 0 || fmt.Sprintf("%.1f", 10*one) != fmt.Sprintf("%.1f", ten) {
		t.Errorf("price of one = %v, of ten = %v", one, ten)
	}
	v.version = "2023-03-13"
	if one, ten := price(1), price(10); one != ten {
		t.Errorf("the older version prices one at %v and ten at %v, want the same", one, ten)
	}
}

// TestVMPriceNeedsSystemDisk: a price asks for more than a purchase does (Zenlayer API reference, VM
// InquiryPriceCreateInstance, read 2026-11).
func TestVMPriceNeedsSystemDisk(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"2023-03-13", "2026-04-01"} {
		v := openVM(t, sim.Options{})
		v.version = version
		ask := func(changes obj) obj {
			return changed(changes, vmOrder(obj{"instanceCount": 1, "systemDisk": obj{"diskSize": 40, "diskCategory": "SSD"}}))
		}
		v.must(t, "InquiryPriceCreateInstance", ask(nil))
		v.must(t, "InquiryPriceCreateInstance", ask(obj{"imageId": nil}))
		v.refused(t, "InquiryPriceCreateInstance", ask(obj{"systemDisk": nil}), 400, "MISSING_PARAMETER")
		v.refused(t, "InquiryPriceCreateInstance", ask(obj{"systemDisk": obj{"diskCategory": "SSD"}}), 400,
			"MISSING_PARAMETER")
		if version == "2023-03-13" { // it knows no number
			v.must(t, "InquiryPriceCreateInstance", ask(obj{"instanceCount": nil}))
			continue
		}
		v.refused(t, "InquiryPriceCreateInstance", ask(obj{"instanceCount": nil}), 400, "MISSING_PARAMETER")
	}
}

func TestVMListsAndFilters(t *testing.T) {
	t.Parallel()
	v := openVM(t, sim.Options{})
	id := v.create(t, obj{"instanceName": "web", "dataDisks": []obj{{"diskSize": 50}}})[0]
	v.clock.Advance(time.Hour)
	made := v.must(t, "CreateSubnet", obj{
		"zoneId": "SEL-A", "cidrBlock": "192.168.5.0/24",
		"subnetName": "made-here",
	}).Response["subnetId"]
	for _, row := range []struct {
		action, list string
		filter       obj
		field, want  string
	}{
		{"DescribeZones", "zoneSet", obj{"zoneIds": []string{"SEL-A", "FRA-A"}}, "supportSecurityGroup", "[true false]"},
		{"DescribeZones", "zoneSet", obj{"zoneIds": []string{"FRA-A"}}, "networkLineType", "[Cogent]"},
		{"DescribeZoneInstanceConfigInfos", "instanceTypeQuotaSet", obj{
			"instanceChargeType": "POSTPAID",
			"zoneId":             "SEL-A", "instanceType": "g.4c16g",
		}, "internetMaxBandwidthOutLimit", "[-1]"},
		{"DescribeZoneInstanceConfigInfos", "instanceTypeQuotaSet", obj{
			"instanceChargeType": "POSTPAID",
			"zoneId":             "JNB-A",
		}, "instanceType", "[]"},
		{
			"DescribeImages", "dataSet",
			obj{"zoneId": "SEL-A", "imageType": "CUSTOM_IMAGE", "imageStatus": "AVAILABLE"},
			"imageName", "[golden-web-r31 golden-cache-r9]",
		},
		{
			"DescribeImages", "dataSet",
			obj{"zoneId": "OSA-A", "imageType": "CUSTOM_IMAGE", "imageStatus": "AVAILABLE"},
			"imageName", "[golden-web-r31]",
		},
		{"DescribeImages", "dataSet", obj{"zoneId": "SEL-A", "imageIds": []string{vmUbuntu}}, "imageSize", "[30]"},
		{
			"DescribeDiskCategory", "categoryZoneSet",
			obj{"zoneId": "BKK-A", "instanceChargeType": "POSTPAID"},
			"categorySet", "[[STANDARD]]",
		},
		{
			"DescribeSubnets", "dataSet",
			obj{"zoneId": "SEL-A", "subnetStatus": "AVAILABLE"},
			"subnetName",
			"[default seoul-web seoul-tiny seoul-full]",
		},
		{"DescribeSubnets", "dataSet", obj{"subnetIds": []any{made}}, "subnetStatus", "[Creating]"},
		{"DescribeSubnets", "dataSet", obj{"subnetIds": []any{vmNet}}, "instanceIdList", "[[" + id + "]]"},
		{"DescribeSecurityGroups", "dataSet", obj{"securityGroupName": "default"}, "instanceIds", "[[" + id + "]]"},
		{"DescribeDisks", "dataSet", obj{"instanceId": id}, "diskSize", "[30 50]"},
		{"DescribeDisks", "dataSet", obj{"diskType": "DATA"}, "diskStatus", "[IN_USE]"},
		{
			"DescribeInstances", "dataSet",
			obj{"instanceName": "w*", "zoneId": "SEL-A", "instanceStatus": "RUNNING"},
			"instanceId", "[" + id + "]",
		},
		{"DescribeInstances", "dataSet", obj{"instanceName": "w"}, "instanceId", "[]"},
	} {
		got := []any{}
		for _, r := range v.must(t, row.action, row.filter).rows(row.list) {
			got = append(got, r[row.field])
		}
		if fmt.Sprint(got) != row.want {
			t.Errorf("%s(%v): %s = %v, want %s", row.action, row.filter, row.field, got, row.want)
		}
	}
	v.refused(t, "DescribeImages", obj{}, 400, "MISSING_PARAMETER")
	v.refused(t, "DescribeZoneInstanceConfigInfos", obj{"instanceChargeType": "POSTPAID", "zoneId": "x"}, 404,
		"INVALID_ZONE_NOT_FOUND")
	v.refused(t, "CreateSubnet", obj{"zoneId": "SEL-A", "cidrBlock": "8.8.8.0/24", "subnetName": "ab"}, 400,
		"INVALID_PARAMETER_SUBNET_CIDR_BLOCK")
	v.refused(t, "CreateSubnet", obj{"zoneId": "SEL-A", "cidrBlock": "10.0.0.0/25", "subnetName": "ab"}, 400,
		"INVALID_PARAMETER_VPC_SUBNET_OVER_LAP")
	v.refused(t, "CreateSubnet", obj{"zoneId": "SEL-A", "cidrBlock": "10.9.0.0/24", "subnetName": "-b"}, 400,
		"INVALID_PARAMETER_PATTERN_ERROR")
}

func TestVMCatalogueIsWorthTheWalk(t *testing.T) {
	t.Parallel()
	v := openVM(t, sim.Options{})
	count := func(rows []obj, field string) int {
		seen := map[string]bool{}
		for _, r := range rows {
			seen[fmt.Sprint(r[field])] = true
		}
		return len(seen)
	}
	zones := v.must(t, "DescribeZones", obj{}).rows("zoneSet")
	types := v.must(t, "DescribeZoneInstanceConfigInfos",
		obj{"instanceChargeType": "PREPAID"}).rows("instanceTypeQuotaSet")
	images := v.must(t, "DescribeImages", obj{"zoneId": "SEL-A", "pageSize": 100}).rows("dataSet")
	grades := v.must(t, "DescribeVmInventoryCapacity", obj{}).rows("dataSet")
	subnets := v.must(t, "DescribeSubnets", obj{"pageSize": 100}).rows("dataSet")
	for _, row := range []struct {
		what       string
		got, least int
	}{
		{"zones", count(zones, "zoneId"), 14},
		{"lines", count(zones, "networkLineType"), 3},
		{"facts", count(zones, "supportIpv6") + count(zones, "supportSecurityGroup") + count(zones,
			"supportCpuPassThrough"), 6},
		{"types", count(types, "instanceType"), 20},
		{"images", count(images, "imageId"), 20},
		{"statuses of images", count(images, "imageStatus"), 3},
		{"grades", count(grades, "capacity"), 4},
		{"subnets", count(subnets, "subnetId"), 16},
		{"statuses of subnets", count(subnets, "subnetStatus"), 3},
	} {
		if row.got < row.least {
			t.Errorf("%d %s, want %d at least", row.got, row.what, row.least)
		}
	}
}

// FuzzVMCreateInstances sends any body: the answer is always an envelope, and never the cloud's own fault.
func FuzzVMCreateInstances(f *testing.F) {
	f.Add([]byte(written(f, vmOrder(obj{
		"instanceCount": 3, "instanceName": "a_[1,2]", "systemDisk": obj{"diskSize": 40},
		"nic": obj{"wanName": "wan0"}, "subnetId": vmNet,
		"dataDisks": []obj{{"diskSize": 20, "diskAmount": 2}}, "cidrBlockId": seoulCIDR, "startCidrIpv4": "203.0.113.131",
		"tags": obj{"tags": []obj{{"key": "a", "value": "b"}}}, "instanceChargePrepaid": obj{"period": 1},
	}))))
	fuzzPurchases(f, openVM(f, sim.Options{Quota: -1}))
}
