package sim_test

import (
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider/sim"
)

func systemDisk(size int, category string) obj {
	return obj{"systemDisk": obj{"diskSize": size, "diskCategory": category}}
}

func dataDisks(size, amount int) obj {
	return obj{"dataDisks": []obj{{"diskSize": size, "diskAmount": amount, "diskCategory": "SSD"}}}
}

// documentedVM is every row of the vendor's table of errors (Zenlayer API reference, VM CreateInstances, read
// 2026-11), in its order. No request provokes row 7, for there are no partitions, and row 22, which is another name
// for row 10.
func documentedVM() []refusal {
	traffic := func(tb any) obj { return obj{"internetChargeType": "ByTrafficPackage", "trafficPackageSize": tb} }
	inject := func(code string) *sim.Fault { return &sim.Fault{Do: sim.Refuse, Code: code} }
	return []refusal{
		{
			"1 name too long", 400, "INVALID_PARAMETER_INSTANCE_NAME_EXCEED",
			obj{"instanceName": strings.Repeat("n", 59) + "[0,6]"},
			nil,
		},
		{"2 name malformed", 400, "INVALID_PARAMETER_INSTANCE_NAME_MALFORMED", obj{"instanceName": "my_server"}, nil},
		{
			"3 network charge", 403, "OPERATION_FILED_INTERNET_CHARGE_TYPE_NOT_SUPPORT",
			obj{"internetChargeType": "BandwidthCluster", "clusterId": "bwc-seoul-vm"},
			nil,
		},
		{"4 image", 404, "INVALID_IMAGE_NOT_FOUND", obj{"imageId": "img-nobody"}, nil},
		{"5 zone", 404, "INVALID_ZONE_NOT_FOUND", obj{"zoneId": "SEL--A"}, nil},
		{"6 type", 404, "INVALID_INSTANCE_TYPE_NOT_FOUND", obj{"instanceType": "x.1c1g"}, nil},
		{"7 partitions", 400, "INVALID_PARTITION_IMAGE_NOT_SET", nil, inject("INVALID_PARTITION_IMAGE_NOT_SET")},
		{"8 quota", 403, "OPERATION_DENIED_INSTANCE_QUOTA_EXCEED", obj{"instanceCount": 8}, nil},
		{"9 bandwidth", 400, "INVALID_BANDWIDTH_VALUE_EXCEED_MAXIMUM", obj{"internetMaxBandwidthOut": 501}, nil},
		{"10 password", 400, "INVALID_PARAMETER_VALUE_PASSWORD_MALFORMED", obj{"password": "Aa_12345"}, nil},
		{"11 nothing for sale", 400, "RESOURCE_INSUFFICIENT_PRODUCT_SOLD_OUT", obj{"zoneId": "NBO-A"}, nil},
		{"12 charge type", 403, "OPERATION_DENIED_CHARGE_TYPE_NOT_SUPPORT", obj{"zoneId": "JNB-A"}, nil},
		{"13 sold out", 400, "RESOURCES_SOLDOUT_INSTANCE_TYPE", obj{"instanceType": "h.16c64g"}, nil},
		{"14 data disk too small", 400, "INVALID_DISK_SIZE_LESS_MINIMUM", dataDisks(19, 1), nil},
		{"15 data disk too large", 400, "INVALID_DISK_SIZE_EXCEED_MAXIMUM", dataDisks(2001, 1), nil},
		{"16 subnet elsewhere", 403, "OPERATION_DENIED_SUBNET_ZONE_MISMATCH", obj{"subnetId": "901000000000000002"}, nil},
		{"17 system disk", 400, "INVALID_SYSTEM_DISK_SIZE", systemDisk(45, "SSD"), nil},
		{"18 system disk too large", 400, "INVALID_SYSTEM_DISK_EXCEED_LIMIT", systemDisk(510, "SSD"), nil},
		{
			"19 type not sold here", 400, "INVALID_INSTANCE_TYPE_ZONE_NO_SELL",
			obj{"zoneId": "CGK-C", "instanceType": "c.64c128g"},
			nil,
		},
		{
			"20 disks not sold here", 400, "INVALID_DISK_ZONE_NO_SELL",
			obj{"zoneId": "BKK-A", "dataDisks": []obj{{"diskSize": 20, "diskCategory": "SSD"}}},
			nil,
		},
		{
			"21 package with another charge", 403, "OPERATION_DENIED_INTERNET_CHARGE_TYPE_NOT_SUPPORT",
			obj{"trafficPackageSize": 1.5},
			nil,
		},
		{"22 password, the other word", 400, "INVALID_PASSWORD_MALFORMED", nil, inject("INVALID_PASSWORD_MALFORMED")},
		{
			"23 bandwidth that cannot be limited", 400, "INVALID_PARAMETER_BANDWIDTH_EXCEED",
			obj{"instanceType": "g.4c16g", "internetMaxBandwidthOut": 1},
			nil,
		},
		{"24 private addresses", 403, "OPERATION_DENIED_SUBNET_IP_INSUFFICIENT", obj{
			"subnetId":      vmTinyNet,
			"instanceCount": 3,
		}, nil},
		{"25 package too large", 400, "INVALID_PARAMETER_TRAFFIC_PACKAGE_EXCEED", traffic(1000.5), nil},
		{"26 package", 400, "INVALID_PARAMETER_TRAFFIC_PACKAGE", traffic(-0.5), nil},
		{
			"27 security group", 403, "INVALID_REGION_SECURITY_GROUP_NOT_SUPPORT",
			obj{"zoneId": "FRA-A", "securityGroupId": vmGroup},
			nil,
		},
		{"28 block of addresses", 404, "OPERATION_DENIED_IPV4_CIDR_NOT_FOUND", obj{"cidrBlockId": "nobody"}, nil},
		{
			"29 addresses of the block", 403, "OPERATION_DENIED_IPV4_CIDR_IP_NOT_ENOUGH",
			obj{"cidrBlockId": seoulCIDR, "startCidrIpv4": "203.0.113.142", "instanceCount": 2},
			nil,
		},
	}
}

// furtherVM is what the table has no code of its own for.
func furtherVM() []refusal {
	return []refusal{
		{"password and key pair", 400, "INVALID_PARAMETER_VALUE", obj{
			"password": "Example+123",
			"keyId":    "key-sIm4Ops1",
		}, nil},
		{"key pair on Windows", 400, "INVALID_PARAMETER_VALUE", obj{"keyId": "key-sIm4Ops1", "imageId": vmWindows}, nil},
		{"key pair", 404, "OPERATION_FAILED_RESOURCE_NOT_FOUND", obj{"keyId": "key-nobody00"}, nil},
		{"security group", 404, "INVALID_SECURITY_GROUP_NOT_FOUND", obj{"securityGroupId": "1"}, nil},
		{
			"security group that is broken", 404, "INVALID_SECURITY_GROUP_NOT_FOUND",
			obj{"securityGroupId": "701000000000000005"},
			nil,
		},
		{"resource group", 404, "OPERATION_FAILED_RESOURCE_GROUP_NOT_FOUND", obj{"resourceGroupId": "nobody"}, nil},
		{"subnet", 404, "INVALID_SUBNET_NOT_FOUND", obj{"subnetId": "1"}, nil},
		{"subnet that is not ready", 404, "INVALID_SUBNET_NOT_FOUND", obj{"subnetId": "901000000000000020"}, nil},
		{"no default subnet", 400, "MISSING_PARAMETER", obj{"zoneId": "PDX-B"}, nil},
		{"interface", 400, "INVALID_PARAMETER_PATTERN_ERROR", obj{"nic": obj{"wanName": "Eth0"}}, nil},
		{"long interface", 400, "INVALID_PARAMETER_PATTERN_ERROR", obj{"nic": obj{"lanName": "abcdefghijklmnop"}}, nil},
		{"eleven disks", 400, "INVALID_PARAMETER_EXCEED_LENGTH", dataDisks(20, 11), nil},
		{"script", 400, "INVALID_PARAMETER_EXCEED_LENGTH", obj{"initScript": strings.Repeat("é", 16385)}, nil},
		{"address without a block", 400, "MISSING_PARAMETER", obj{"startCidrIpv4": "203.0.113.130"}, nil},
		{"address elsewhere", 400, "INVALID_PARAMETER_VALUE", obj{
			"cidrBlockId":   seoulCIDR,
			"startCidrIpv4": "192.0.2.1",
		}, nil},
		{"address that is none", 400, "INVALID_PARAMETER_PATTERN_ERROR", obj{
			"cidrBlockId":   seoulCIDR,
			"startCidrIpv4": "one",
		}, nil},
		{"IPv6", 400, "INVALID_PARAMETER_VALUE", obj{"zoneId": "TPE-B", "enableIpv6": true}, nil},
		{"passthrough", 400, "INVALID_PARAMETER_VALUE", obj{"zoneId": "SEL-B", "cpuPassThrough": true}, nil},
		{"network mode in another case", 400, "INVALID_PARAMETER_VALUE", obj{"networkMode": "VF"}, nil},
		{"no image", 400, "MISSING_PARAMETER", obj{"imageId": nil}, nil},
		{"image that is not ready", 404, "INVALID_IMAGE_NOT_FOUND", obj{"imageId": "img-Kq1OKtbgZVaMWUFuXBVjdctBY"}, nil},
		{"cluster missing", 400, "MISSING_PARAMETER", obj{
			"instanceType":       "c.2c4g",
			"internetChargeType": "BandwidthCluster",
		}, nil},
		{"cluster of another product", 400, "INVALID_PARAMETER_VALUE", obj{
			"instanceType":       "c.2c4g",
			"internetChargeType": "BandwidthCluster", "clusterId": "bwc-seoul-01",
		}, nil},
		{"term missing", 400, "MISSING_PARAMETER", obj{"instanceChargeType": "PREPAID"}, nil},
		{"promise of nothing", 400, "INVALID_PARAMETER_LESS_MINIMUM", obj{"instanceChargePostpaid": obj{"period": 0}}, nil},
		{"no machines", 400, "INVALID_PARAMETER_LESS_MINIMUM", obj{"instanceCount": 0}, nil},
		{"101 machines", 400, "INVALID_PARAMETER_EXCEED_MAXIMUM", obj{"instanceCount": 101}, nil},
		{"text for a number", 400, "INVALID_PARAMETER_TYPE", obj{"instanceCount": "three"}, nil},
		{"system disk below the image", 400, "INVALID_SYSTEM_DISK_SIZE", systemDisk(20, "SSD"), nil},
		{"category that is none", 400, "INVALID_PARAMETER_VALUE", systemDisk(40, "TAPE"), nil},
		{
			"tag of 65 characters", 400, "INVALID_PARAMETER_EXCEED_LENGTH",
			obj{"tags": obj{"tags": []obj{{"key": strings.Repeat("k", 65), "value": "1"}}}},
			nil,
		},
		{"stock gone", 400, "RESOURCES_SOLDOUT_INSTANCE_TYPE", nil, &sim.Fault{Do: sim.SoldOut}},
		{"postpaid not enabled", 403, "OPERATION_DENIED_CHARGE_TYPE_NOT_SUPPORT", nil, &sim.Fault{Do: sim.NoPostpaid}},
		{"balance", 403, "OPERATION_DENIED_BALANCE_INSUFFICIENT", nil, &sim.Fault{Do: sim.NoBalance}},
		{
			"voucher", 403, "OPERATION_DENIED_POC_VOUCHER_NOT_AVAILABLE",
			obj{"marketingOptions": obj{"usePocVoucher": true}},
			nil,
		},
		{"429", 429, "REQUEST_LIMIT_EXCEEDED", nil, &sim.Fault{Do: sim.Throttle}},
		{"500", 500, "INTERNAL_SERVER_ERROR", nil, &sim.Fault{Do: sim.Broken}},
		{"503", 503, "SERVICE_TEMPORARY_UNAVAILABLE", nil, &sim.Fault{Do: sim.Unavailable}},
	}
}

func TestVMEveryDocumentedRefusal(t *testing.T) {
	t.Parallel()
	rows := documentedVM()
	if len(rows) != 29 {
		t.Fatalf("%d documented rows, want 29", len(rows))
	}
	refusals(t, openVM, append(rows, furtherVM()...))
}
