package steps_test

import "github.com/metalwright/metalwright/provider"

// answers are keys of an order file, with dots between the groups, and their values.
type answers = map[string]any

// parameter is one request parameter of a vendor's page, and the answers that make it.
type parameter struct {
	name string
	set  answers // without these the request has no such key
	want string  // JSON
	with answers // others with which alone the vendor knows it
}

// vendorPage is a vendor's page of CreateInstances.
type vendorPage struct {
	size   int // parameters of the request itself, the members of structures apart
	params []parameter
}

// pages are the vendors' pages (Zenlayer API reference, BMC and VM CreateInstances; Tencent Cloud API reference,
// edgezone CreateInstances, read 2026-11), each with an order file's answers. Answers that exclude each other stand in
// rows of their own.
func pages() map[provider.ProductID]vendorPage {
	return map[provider.ProductID]vendorPage{
		"zenlayer-bmc": {26, bmcPage()}, "zenlayer-vm": {30, vmPage()}, "tencent-edgezone": {11, edgePage()},
	}
}

const aKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl operator@example"

func bmcPage() []parameter {
	prepaid, traffic, shared := answers{"billing.charge": "prepaid"}, answers{"network.charge": "ByTrafficPackage"},
		answers{"network.charge": "ByBandwidthCluster"}
	arrays := answers{"storage.raid.arrays": []any{answers{"level": 10, "disks": []int{1, 2, 3, 4}}}}
	root := answers{"storage.partitions": []any{answers{"path": "/", "fs": "ext4", "size_gb": 480}}}
	tags := answers{"tags": answers{"env": "prod"}}
	return []parameter{
		{"zoneId", answers{"zone": "SEL-A"}, `"SEL-A"`, nil},
		{"instanceChargeType", answers{"billing.charge": "prepaid"}, `"PREPAID"`, nil},
		{"instanceChargeType", answers{"billing.charge": "postpaid"}, `"POSTPAID"`, nil},
		{"instanceChargePrepaid", answers{"billing.months": 12}, `{"period":12}`, prepaid},
		{"instanceChargePrepaid.period", answers{"billing.months": 12}, "12", prepaid},
		{"instanceTypeId", answers{"type": "M6C"}, `"M6C"`, nil},
		{"imageId", answers{"image": "0f2a"}, `"0f2a"`, nil},
		{"resourceGroupId", answers{"resource_group": "rg-1"}, `"rg-1"`, nil},
		{"instanceName", answers{"name": "web-[1,3]"}, `"web-[1,3]"`, nil},
		{"hostname", answers{"hostname": "host-[1,3]"}, `"host-[1,3]"`, nil},
		{"amount", answers{"count": 3}, "3", nil},
		{"password", answers{"access.password": "env:PASSWORD"}, `"Pa55word<&>"`, nil},
		{"sshKeys", answers{"access.ssh_keys": []string{aKey}}, `["` + aKey + `"]`, nil},
		{"keyId", answers{"access.key_pair": "key-1"}, `"key-1"`, nil},
		{"internetChargeType", answers{"network.charge": "ByBandwidth"}, `"ByBandwidth"`, nil},
		{"internetMaxBandwidthOut", answers{"network.bandwidth_mbps": 100}, "100", nil},
		{"trafficPackageSize", answers{"network.traffic_tb": 1.5}, "1.5", traffic},
		{"trafficPackageSize", answers{"network.traffic_tb": 0}, "0", traffic}, // none is an answer
		{"clusterId", answers{"network.cluster": "bwc-1"}, `"bwc-1"`, shared},
		{"subnetId", answers{"network.subnet": "sub-1"}, `"sub-1"`, nil},
		{"raidConfig", answers{"storage.raid.level": 0}, `{"raidType":0}`, nil}, // 0 is RAID 0
		{"raidConfig.raidType", answers{"storage.raid.level": 10}, "10", nil},
		{"raidConfig.customRaids", arrays, `[{"raidType":10,"diskSequence":[1,2,3,4]}]`, nil},
		{"raidConfig.customRaids.raidType", arrays, "10", nil},
		{"raidConfig.customRaids.diskSequence", arrays, "[1,2,3,4]", nil},
		{"partitions", root, `[{"fsPath":"/","fsType":"ext4","size":480}]`, answers{"image": "0f2a"}},
		{"partitions.fsPath", root, `"/"`, answers{"image": "0f2a"}},
		{"partitions.fsType", root, `"ext4"`, answers{"image": "0f2a"}},
		{"partitions.size", root, "480", answers{"image": "0f2a"}},
		{"nic", answers{"network.nic.wan": "wan1"}, `{"wanName":"wan1"}`, nil},
		{"nic.wanName", answers{"network.nic.wan": "wan1"}, `"wan1"`, nil},
		{"nic.lanName", answers{"network.nic.lan": "lan1"}, `"lan1"`, nil},
		{"ipxeUrl", answers{"ipxe_url": "netboot"}, `"netboot"`, nil},
		{"userData", answers{"access.init_script": "#!/bin/sh\n"}, `"#!/bin/sh\n"`, nil},
		{"enablePrimaryIPv6", answers{"network.ipv6": false}, "false", nil},
		{"enableGatewayMode", answers{"network.gateway_mode": false}, "false", nil},
		{"marketingOptions", answers{"marketing.discount_code": "CODE"}, `{"discountCode":"CODE"}`, nil},
		{"marketingOptions.discountCode", answers{"marketing.discount_code": "CODE"}, `"CODE"`, nil},
		{"marketingOptions.usePocVoucher", answers{"marketing.use_poc_voucher": false}, "false", nil},
		{"tags", tags, `{"tags":[{"key":"env","value":"prod"}]}`, nil},
		{"tags.tags", tags, `[{"key":"env","value":"prod"}]`, nil},
		{"tags.tags.key", tags, `"env"`, nil},
		{"tags.tags.value", tags, `"prod"`, nil},
	}
}

func vmPage() []parameter {
	prepaid, traffic, shared := answers{"billing.charge": "prepaid"}, answers{"network.charge": "ByTrafficPackage"},
		answers{"network.charge": "BandwidthCluster"}
	system := answers{"storage.system_disk": answers{"size_gb": 50, "category": "STANDARD"}}
	data := answers{"storage.data_disks": []any{answers{"size_gb": 20, "count": 3, "category": "SSD"}}}
	tags := answers{"tags": answers{"env": "prod"}}
	return []parameter{
		{"zoneId", answers{"zone": "SEL-A"}, `"SEL-A"`, nil},
		{"imageId", answers{"image": "img-1"}, `"img-1"`, nil},
		{"instanceType", answers{"type": "c.1c2g"}, `"c.1c2g"`, nil},
		{"instanceChargeType", answers{"billing.charge": "prepaid"}, `"PREPAID"`, nil},
		{"instanceChargeType", answers{"billing.charge": "postpaid"}, `"POSTPAID"`, nil},
		{"internetChargeType", answers{"network.charge": "ByBandwidth"}, `"ByBandwidth"`, nil},
		{"instanceCount", answers{"count": 3}, "3", nil},
		{"subnetId", answers{"network.subnet": "sub-1"}, `"sub-1"`, nil},
		{"instanceName", answers{"name": "web-[1,3]"}, `"web-[1,3]"`, nil},
		{"password", answers{"access.password": "env:PASSWORD"}, `"Pa55word<&>"`, nil},
		{"keyId", answers{"access.key_pair": "key-1"}, `"key-1"`, nil},
		{"resourceGroupId", answers{"resource_group": "rg-1"}, `"rg-1"`, nil},
		{"instanceChargePrepaid", answers{"billing.months": 12}, `{"period":12}`, prepaid},
		{"instanceChargePrepaid.period", answers{"billing.months": 12}, "12", prepaid},
		{"instanceChargePostpaid", answers{"billing.commitment": 6}, `{"period":6}`, nil},
		{"instanceChargePostpaid.period", answers{"billing.commitment": 6}, "6", nil},
		{"trafficPackageSize", answers{"network.traffic_tb": 1.5}, "1.5", traffic},
		{"trafficPackageSize", answers{"network.traffic_tb": 0}, "0", traffic},
		{"internetMaxBandwidthOut", answers{"network.bandwidth_mbps": 100}, "100", nil},
		{"systemDisk", system, `{"diskSize":50,"diskCategory":"STANDARD"}`, nil},
		{"systemDisk.diskSize", system, "50", nil},
		{"systemDisk.diskCategory", system, `"STANDARD"`, nil},
		{"dataDisks", data, `[{"diskSize":20,"diskAmount":3,"diskCategory":"SSD"}]`, nil},
		{"dataDisks.diskSize", data, "20", nil},
		{"dataDisks.diskAmount", data, "3", nil},
		{"dataDisks.diskCategory", data, `"SSD"`, nil},
		{"enableIpv6", answers{"network.ipv6": false}, "false", nil},
		{"enableIpv4", answers{"network.ipv4": false}, "false", nil},
		{"cpuPassThrough", answers{"cpu_passthrough": false}, "false", nil},
		{"initScript", answers{"access.init_script": "#!/bin/sh\n"}, `"#!/bin/sh\n"`, nil},
		{"networkMode", answers{"network.mode": "Vf"}, `"Vf"`, nil},
		{"diskPreAllocated", answers{"storage.preallocate": false}, "false", nil},
		{"nic", answers{"network.nic.wan": "eth5"}, `{"wanName":"eth5"}`, nil},
		{"nic.wanName", answers{"network.nic.wan": "eth5"}, `"eth5"`, nil},
		{"nic.lanName", answers{"network.nic.lan": "eth6"}, `"eth6"`, nil},
		{"securityGroupId", answers{"network.security_group": "sg-1"}, `"sg-1"`, nil},
		{"clusterId", answers{"network.cluster": "bwc-1"}, `"bwc-1"`, shared},
		{"cidrBlockId", answers{"network.cidr_block": "cidr-1"}, `"cidr-1"`, nil},
		{"startCidrIpv4", answers{"network.cidr_start": "192.0.2.8"}, `"192.0.2.8"`, answers{"network.cidr_block": "cidr-1"}},
		{"marketingOptions", answers{"marketing.use_poc_voucher": true}, `{"usePocVoucher":true}`, nil},
		{"marketingOptions", answers{"marketing.discount_code": "CODE"}, `{"discountCode":"CODE"}`, nil},
		{"marketingOptions.discountCode", answers{"marketing.discount_code": "CODE"}, `"CODE"`, nil},
		{"marketingOptions.usePocVoucher", answers{"marketing.use_poc_voucher": false}, "false", nil},
		{"tags", tags, `{"tags":[{"key":"env","value":"prod"}]}`, nil},
		{"tags.tags", tags, `[{"key":"env","value":"prod"}]`, nil},
		{"tags.tags.key", tags, `"env"`, nil},
		{"tags.tags.value", tags, `"prod"`, nil},
	}
}

func edgePage() []parameter {
	return []parameter{
		{"Zone", answers{"zone": "ap-guangzhou-tez-gz-1"}, `"ap-guangzhou-tez-gz-1"`, nil},
		{"InstanceType", answers{"type": "BMS5.MEDIUM8"}, `"BMS5.MEDIUM8"`, nil},
		{"InstanceName", answers{"name": "web"}, `"web"`, nil},
		{"PrivateNetworkId", answers{"network.private": "ein-1"}, `"ein-1"`, nil},
		{"PublicNetworkId", answers{"network.public": "epn-1"}, `"epn-1"`, nil},
		{"ImageId", answers{"image": "img-centos-7.9"}, `"img-centos-7.9"`, nil},
		{"InstanceCount", answers{"count": 3}, "3", nil},
		{"VersionNumber", answers{"image_version": "7.9.2009"}, `"7.9.2009"`, answers{"image": "img-centos-7.9"}},
		{"EnableIpv6", answers{"network.ipv6": false}, "false", nil},
		{"Password", answers{"access.password": "env:PASSWORD"}, `"Pa55word<&>"`, nil},
		{"SSHKey", answers{"access.ssh_keys": []string{aKey}}, `"` + aKey + `"`, nil},
	}
}
