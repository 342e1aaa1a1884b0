package sim_test

import (
	"maps"
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider/sim"
)

// refusal is a request, or a condition and a request, that the cloud has to refuse.
type refusal struct {
	name    string
	status  int
	code    string
	changes obj
	fault   *sim.Fault
}

func part(path, kind string, size int) obj { return obj{"fsPath": path, "fsType": kind, "size": size} }

func arrays(list ...obj) obj { return obj{"raidConfig": obj{"customRaids": list}} }

func array(level int, disks ...int) obj { return obj{"raidType": level, "diskSequence": disks} }

// documented is every row of the vendor's table of errors (Zenlayer API reference, BMC CreateInstances, read 2026-11),
// in its order.
func documented() []refusal {
	long := strings.Repeat("n", 65)
	letters := strings.Repeat("n", 59) + "[0,6]"
	return []refusal{
		{"1 hostname too long", 400, "INVALID_PARAMETER_HOSTNAME_EXCEED", obj{"hostname": letters}, nil},
		{"2 hostname malformed", 400, "INVALID_PARAMETER_HOSTNAME_MALFORMED", obj{"hostname": "my_host"}, nil},
		{"3 name too long", 400, "INVALID_PARAMETER_INSTANCE_NAME_EXCEED", obj{"instanceName": long}, nil},
		{"4 name malformed", 400, "INVALID_PARAMETER_INSTANCE_NAME_EXCEED", obj{"instanceName": "my_server"}, nil},
		{
			"5 network charge", 403, "OPERATION_FILED_INTERNET_CHARGE_TYPE_NOT_SUPPORT",
			obj{"zoneId": "SEL-B", "internetChargeType": "ByInstanceBandwidth95"},
			nil,
		},
		{"6 image", 404, "INVALID_IMAGE_NOT_FOUND", obj{"imageId": "nobody"}, nil},
		{"7 zone", 404, "INVALID_ZONE_NOT_FOUND", obj{"zoneId": "SEL--A"}, nil},
		{"8 type", 404, "INVALID_INSTANCE_TYPE_NOT_FOUND", obj{"instanceTypeId": "X0X"}, nil},
		{
			"9 partitions without an image", 403, "INVALID_PARTITION_IMAGE_NOT_SET",
			obj{"imageId": nil, "partitions": []obj{part("/", "ext4", 7680)}},
			nil,
		},
		{"10 quota", 403, "OPERATION_DENIED_INSTANCE_QUOTA_EXCEED", obj{"amount": 8}, nil},
		{"11 bandwidth", 400, "INVALID_BANDWIDTH_VALUE_EXCEED_MAXIMUM", obj{"internetMaxBandwidthOut": 10001}, nil},
		{"12 password", 400, "INVALID_PARAMETER_VALUE_PASSWORD_MALFORMED", obj{"password": "Passw0rd#1"}, nil},
		{
			"13 password and key", 400, "INVALID_PARAMETER_INSTANCE_LOGIN_CONFLICT",
			obj{"password": "Password-12345~", "sshKeys": []string{sshKey}},
			nil,
		},
		{"14 ssh key", 400, "INVALID_PARAMETER_SSH_KEY_MALFORMED", obj{"sshKeys": []string{"ssh-rsa %%%"}}, nil},
		{
			"15 fast and custom RAID", 400, "INVALID_RAID_CONFIG_FAST_CUSTOM_CONFLICT",
			obj{"raidConfig": obj{"raidType": 0, "customRaids": []obj{array(1, 1, 2)}}},
			nil,
		},
		{
			"16 RAID level", 400, "INVALID_INSTANCE_TYPE_RAID_NOT_SUPPORT",
			obj{"instanceTypeId": "M3D", "raidConfig": obj{"raidType": 10}},
			nil,
		},
		{
			"17 NIC names equal", 400, "INVALID_PARAMETER_NIC_NAME_CONFLICT",
			obj{"nic": obj{"wanName": "ETH00", "lanName": "eth00"}},
			nil,
		},
		{"18 NIC name", 400, "INVALID_PARAMETER_NIC_NAME_MALFORMED", obj{"nic": obj{"wanName": "lan7"}}, nil},
		{
			"19 partitions too small", 400, "INVALID_PARTITION_SIZE_NOT_FULL",
			obj{"partitions": []obj{part("/", "ext4", 7679)}},
			nil,
		},
		{
			"20 mount point twice", 400, "INVALID_PARTITION_DUPLICATE_FILE_PATH",
			obj{"partitions": []obj{part("/", "ext4", 1), part("/", "ext4", 7679)}},
			nil,
		},
		{
			"21 no root", 400, "INVALID_PARTITION_MISSING_REQUIRED_FILE_PATH",
			obj{"partitions": []obj{part("/var", "ext4", 7680)}},
			nil,
		},
		{"22 malformed path", 400, "INVALID_PARTITION_MALFORMED", obj{"partitions": []obj{part("var", "ext4", 7680)}}, nil},
		{"23 file system", 400, "INVALID_PARTITION_NO_TYPE", obj{"partitions": []obj{part("/", "zfs", 7680)}}, nil},
		{
			"24 drive letters", 400, "INVALID_PARTITION_INVALID_ORDER",
			obj{"imageId": windows, "partitions": []obj{part("C", "NTFS", 1), part("E", "NTFS", 7679)}},
			nil,
		},
		{"25 number of disks", 400, "INVALID_PARAMETER_VALUE_RAID_DISK_MISMATCH", arrays(array(5, 1, 2)), nil},
		{"26 order of disks", 400, "INVALID_PARAMETER_VALUE_RAID_DISK_DISORDER", arrays(array(10, 1, 3, 2, 4)), nil},
		{"27 not for sale", 400, "RESOURCE_INSUFFICIENT_PRODUCT_SOLD_OUT", obj{"zoneId": "NBO-A"}, nil},
		{"28 charge type", 403, "OPERATION_DENIED_CHARGE_TYPE_NOT_SUPPORT", obj{
			"zoneId":         "JNB-A",
			"instanceTypeId": "M3D",
		}, nil},
		{"29 sold out", 400, "RESOURCES_SOLDOUT_INSTANCE_TYPE", obj{"instanceTypeId": "M6J"}, nil},
	}
}

// further is what the vendor documents elsewhere, and the codes for which it documents a condition only.
func further() []refusal {
	prepaid := obj{"instanceChargeType": "PREPAID", "instanceChargePrepaid": obj{"period": 1}}
	with := func(base, more obj) obj {
		out := maps.Clone(base)
		maps.Copy(out, more)
		return out
	}
	return []refusal{
		{"disk twice", 400, "INVALID_PARAMETER_VALUE_RAID_DISK_SEQUENCE_DUPLICATE", arrays(array(1, 1, 2),
			array(1, 2, 3)), nil},
		{"disk beyond the last", 400, "INVALID_PARAMETER_VALUE_RAID_DISK_SEQUENCE_RANGE", arrays(array(1, 4, 5)), nil},
		{"disk number 0", 400, "INVALID_PARAMETER_VALUE_RAID_DISK_SEQUENCE_RANGE", arrays(array(1, 0, 1)), nil},
		{
			"fast RAID over mixed disks", 400, "INVALID_INSTANCE_TYPE_QUICK_RAID_NOT_SUPPORT",
			obj{"instanceTypeId": "M6C", "raidConfig": obj{"raidType": 0}},
			nil,
		},
		{"level that is none", 400, "INVALID_PARAMETER_VALUE", obj{"raidConfig": obj{"raidType": 6}}, nil},
		{"postpaid not enabled", 400, "INVALID_CHARGE_TYPE_NOT_SUPPORT", nil, &sim.Fault{Do: sim.NoPostpaid}},
		{"subnet", 404, "INVALID_SUBNET_NOT_FOUND", obj{"subnetId": "1"}, nil},
		{"subnet that is not ready", 404, "INVALID_SUBNET_NOT_FOUND", obj{"subnetId": "833049815985166811"}, nil},
		{
			"too few private addresses", 400, "INVALID_SUBNET_PRIVATE_IP_INSUFFICIENT",
			obj{"subnetId": "833049815985166810", "amount": 5},
			nil,
		},
		{"subnet elsewhere", 400, "INVALID_SUBNET_ZONE_MISMATCH", obj{"subnetId": "833049815985166812"}, nil},
		{
			"model without subnets", 403, "OPERATION_DENIED_INSTANCE_NOT_SUPPORT_SUBNET",
			obj{"zoneId": "OSA-A", "instanceTypeId": "V1X", "subnetId": "833049815985166813"},
			nil,
		},
		{
			"ssh key twice", 400, "INVALID_PARAMETER_SSH_KEY_DUPLICATE",
			obj{"sshKeys": []string{sshKey, sshKey + " again"}},
			nil,
		},
		{"six ssh keys", 400, "INVALID_PARAMETER_EXCEED_LENGTH", obj{"sshKeys": make([]string, 6)}, nil},
		{"key pair", 404, "OPERATION_FAILED_RESOURCE_NOT_FOUND", obj{"keyId": "key-nobody00"}, nil},
		{"key pair and password", 400, "INVALID_PARAMETER_INSTANCE_LOGIN_CONFLICT", obj{
			"keyId":    "key-sIm4Ops1",
			"password": "Aa_12345",
		}, nil},
		{"key pair on Windows", 400, "INVALID_PARAMETER_VALUE", obj{"keyId": "key-sIm4Ops1", "imageId": windows}, nil},
		{"resource group", 404, "OPERATION_FAILED_RESOURCE_GROUP_NOT_FOUND", obj{"resourceGroupId": "nobody"}, nil},
		{"zone missing", 400, "MISSING_PARAMETER", obj{"zoneId": ""}, nil},
		{"term missing", 400, "MISSING_PARAMETER", obj{"instanceChargeType": "PREPAID"}, nil},
		{"cluster missing", 400, "MISSING_PARAMETER", obj{"internetChargeType": "ByBandwidthCluster"}, nil},
		{"cluster", 404, "OPERATION_FAILED_RESOURCE_NOT_FOUND", obj{
			"internetChargeType": "ByBandwidthCluster",
			"clusterId":          "x",
		}, nil},
		{"cluster elsewhere", 400, "INVALID_PARAMETER_VALUE", obj{
			"internetChargeType": "ByBandwidthCluster",
			"clusterId":          "bwc-europe-01",
		}, nil},
		{"cluster of another product", 400, "INVALID_PARAMETER_VALUE", obj{
			"internetChargeType": "ByBandwidthCluster",
			"clusterId":          "bwc-seoul-vm",
		}, nil},
		{"charge type that is none", 400, "INVALID_PARAMETER_VALUE", obj{"instanceChargeType": "FREE"}, nil},
		{"no machines", 400, "INVALID_PARAMETER_LESS_MINIMUM", obj{"amount": 0}, nil},
		{"101 machines", 400, "INVALID_PARAMETER_EXCEED_MAXIMUM", obj{"amount": 101}, nil},
		{"text for a number", 400, "INVALID_PARAMETER_TYPE", obj{"amount": "three"}, nil},
		{
			"37 months", 400, "INVALID_PARAMETER_EXCEED_MAXIMUM",
			with(prepaid, obj{"instanceChargePrepaid": obj{"period": 37}}), nil,
		},
		{"no bandwidth", 400, "INVALID_PARAMETER_LESS_MINIMUM", obj{"internetMaxBandwidthOut": 0}, nil},
		{"traffic below 0", 400, "INVALID_PARAMETER_LESS_MINIMUM", obj{
			"internetChargeType": "ByTrafficPackage",
			"trafficPackageSize": -1,
		}, nil},
		{
			"traffic below the free package", 400, "INVALID_PARAMETER_TRAFFIC_PACKAGE_LESS",
			obj{"internetChargeType": "ByTrafficPackage", "trafficPackageSize": 4.9},
			nil,
		},
		{"user data", 400, "INVALID_PARAMETER_EXCEED_LENGTH", obj{"userData": strings.Repeat("x", 32769)}, nil},
		{
			"tag twice", 400, "INVALID_PARAMETER_VALUE",
			obj{"tags": obj{"tags": []obj{{"key": "a", "value": "1"}, {"key": "a", "value": "2"}}}},
			nil,
		},
		{
			"tag too long", 400, "INVALID_PARAMETER_EXCEED_LENGTH",
			obj{"tags": obj{"tags": []obj{{"key": strings.Repeat("k", 129), "value": "1"}}}},
			nil,
		},
		{"partitions too large", 400, "INVALID_PARTITION_MALFORMED", obj{"partitions": []obj{part("/", "ext4", 7681)}}, nil},
		{"partition of nothing", 400, "INVALID_PARAMETER_LESS_MINIMUM", obj{"partitions": []obj{part("/", "ext4", 0)}}, nil},
		{"root is not first", 400, "INVALID_PARTITION_MALFORMED", obj{"partitions": []obj{
			part("/var", "ext4", 1),
			part("/", "ext4", 7679),
		}}, nil},
		{"NTFS on Linux", 400, "INVALID_PARTITION_MALFORMED", obj{"partitions": []obj{part("/", "NTFS", 7680)}}, nil},
		{"no drive C", 400, "INVALID_PARTITION_MISSING_REQUIRED_FILE_PATH", obj{
			"imageId":    windows,
			"partitions": []obj{part("D", "NTFS", 7680)},
		}, nil},
		{"default NIC name taken", 400, "INVALID_PARAMETER_NIC_NAME_CONFLICT", obj{
			"instanceTypeId": "M5H",
			"nic":            obj{"wanName": "bond1"},
		}, nil},
		{"balance", 403, "OPERATION_DENIED_BALANCE_INSUFFICIENT", nil, &sim.Fault{Do: sim.NoBalance}},
		{
			"voucher", 403, "OPERATION_DENIED_POC_VOUCHER_NOT_AVAILABLE",
			obj{"marketingOptions": obj{"usePocVoucher": true}},
			nil,
		},
		{"stock gone", 400, "RESOURCES_SOLDOUT_INSTANCE_TYPE", nil, &sim.Fault{Do: sim.SoldOut}},
		{"429", 429, "REQUEST_LIMIT_EXCEEDED", nil, &sim.Fault{Do: sim.Throttle}},
		{"500", 500, "INTERNAL_SERVER_ERROR", nil, &sim.Fault{Do: sim.Broken}},
		{"503", 503, "SERVICE_TEMPORARY_UNAVAILABLE", nil, &sim.Fault{Do: sim.Unavailable}},
		{"503 timed out", 503, "REQUEST_TIMED_OUT", nil, &sim.Fault{Do: sim.Refuse, Code: "REQUEST_TIMED_OUT"}},
		{"recycling", 403, "OPERATION_FAILED_FOR_RECYCLE_RESOURCE", nil, &sim.Fault{
			Do:   sim.Refuse,
			Code: "OPERATION_FAILED_FOR_RECYCLE_RESOURCE",
		}},
	}
}

func TestEveryDocumentedRefusal(t *testing.T) {
	t.Parallel()
	rows := documented()
	if len(rows) != 29 {
		t.Fatalf("%d documented rows, want 29", len(rows))
	}
	refusals(t, open, append(rows, further()...))
}

// refusals sends each row's order to a cloud of its own, which open opens: it is refused, and nothing is bought.
func refusals(t *testing.T, open func(testing.TB, sim.Options) *fixture, rows []refusal) {
	t.Helper()
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			f := open(t, sim.Options{Quota: 7})
			if row.fault != nil {
				f.inject(t, *row.fault)
			}
			f.refused(t, "CreateInstances", f.order(row.changes), row.status, row.code)
			if l := f.ledger(t); len(l.Machines)+len(l.Purchases) != 0 {
				t.Errorf("a refused order bought %+v", l.Machines)
			}
			if row.fault == nil && row.changes == nil {
				t.Error("the row changes nothing")
			}
		})
	}
}

func TestEveryDocumentedCodeCanBeInjected(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	for _, row := range documented() {
		f.inject(t, sim.Fault{
			Do: sim.Refuse, Action: "CreateInstances", Code: row.code, Status: row.status,
			Message: "because",
		})
		f.refused(t, "CreateInstances", order(nil), row.status, row.code)
	}
	f.create(t, nil)
}

func TestAcceptedOrders(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name    string
		changes obj
	}{
		{"as it is", nil},
		{"keys are ignored on Windows, so there is no conflict", obj{
			"imageId": windows, "sshKeys": []string{"junk"},
			"password": "Password-12345~",
		}},
		{"keys are ignored without an image", obj{
			"imageId": nil, "sshKeys": []string{"junk"}, "keyId": "junk",
			"password": "Aa_12345",
		}},
		{"key pair", obj{"keyId": "key-sIm4Ops1"}},
		{"five kinds of keys", obj{"sshKeys": []string{sshKey, "ssh-ed25519 AAAA", "ecdsa-sha2-nistp256 AAAB c"}}},
		{"RAID 0 over all", obj{"raidConfig": obj{"raidType": 0}, "partitions": []obj{part("/", "ext4", 7680)}}},
		{"RAID 5 over all", obj{"raidConfig": obj{"raidType": 5}, "partitions": []obj{part("/", "ext4", 5760)}}},
		{"RAID 10 over all", obj{"raidConfig": obj{"raidType": 10}, "partitions": []obj{part("/", "ext4", 3840)}}},
		{"RAID 0 of one disk", arrays(array(0, 1))},
		{"empty RAID is none", obj{"raidConfig": obj{}}},
		{"drives", obj{"imageId": windows, "partitions": []obj{part("c", "NTFS", 7000), part("D", "NTFS", 680)}}},
		{"NIC", obj{"nic": obj{"wanName": "uplink0", "lanName": "back0"}}},
		{"shared bandwidth", obj{"internetChargeType": "ByBandwidthCluster", "clusterId": "bwc-seoul-01"}},
		{"95th of the city", obj{"internetChargeType": "ByClusterBandwidth95", "clusterId": "bwc-seoul-01"}},
		{"free package", obj{"internetChargeType": "ByTrafficPackage"}},
		{"odd package that is ignored", obj{"trafficPackageSize": -7}},
		{"network boot", obj{"imageId": nil, "ipxeUrl": "netboot"}},
		{"three years", obj{"instanceChargeType": "PREPAID", "instanceChargePrepaid": obj{"period": 36}}},
		{"false is said", obj{
			"enablePrimaryIPv6": false, "enableGatewayMode": false,
			"marketingOptions": obj{"discountCode": "nobody knows", "usePocVoucher": false},
		}},
		{"unknown fields and nulls", obj{"unknown": 1, "amount": nil, "partitions": nil, "sshKeys": []any{}}},
		{"32 KiB of user data", obj{"userData": strings.Repeat("x", 32768)}},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			f := open(t, sim.Options{})
			if got := f.create(t, row.changes); len(got) != 1 {
				t.Errorf("CreateInstances = %v, want one machine", got)
			}
		})
	}
}

func TestMisspelledKeysDoNotCount(t *testing.T) {
	t.Parallel()
	f := open(t, sim.Options{})
	o := order(obj{"ZoneId": "SEL-A"})
	delete(o, "zoneId")
	f.refused(t, "CreateInstances", o, 400, "MISSING_PARAMETER")
}
