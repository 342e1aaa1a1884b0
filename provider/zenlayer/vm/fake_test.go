package vm_test

import (
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/zenlayertest"
	"github.com/metalwright/metalwright/provider/zenlayer/vm"
)

// vendor is a server that answers as a test says.
type vendor struct{ *zenlayertest.Vendor }

func serve(tb testing.TB) vendor { tb.Helper(); return vendor{zenlayertest.Serve(tb)} }

func (v vendor) reader(version string) *vm.Reader {
	return zenlayertest.Open[*vm.Reader](v.Vendor, vm.Product().Open, version)
}

func (v vendor) operator() *vm.Operator {
	return zenlayertest.Open[*vm.Operator](v.Vendor, vm.Product().OpenOperator, "")
}

func (v vendor) buyer(version string) provider.Buyer {
	return zenlayertest.Open[provider.Buyer](v.Vendor, vm.Product().OpenBuyer, version)
}

const ubuntu = "img-yKK4q6XybymPgfx7ynUUqC3N8"

// The answers are those of the Zenlayer API reference, VM examples.
func (v vendor) catalogue() {
	v.On("DescribeZones", `{"zoneSet":[
      {"zoneId":"SEL-A","zoneName":"Seoul A","supportSecurityGroup":true,"supportNetworkType":"VPC",
      "supportIpv6":true,"supportCpuPassThrough":true,"networkLineType":"BGP"},
      {"zoneId":"FRA-A","zoneName":"Frankfurt A","supportSecurityGroup":false,"supportNetworkType":"CLASSICS",
      "supportIpv6":false,"supportCpuPassThrough":false,"networkLineType":"Cogent"},
      {"zoneId":"DEN-A","zoneName":"Denver A"}]}`)
	v.On("DescribeVmInventoryCapacity",
		`{"dataSet":[{"zoneId":"SEL-A","capacity":"ABUNDANT"},{"zoneId":"FRA-A","capacity":"LIMITED"}]}`)
	v.On("DescribeZoneInstanceConfigInfos", `{"instanceTypeQuotaSet":[
      {"zoneId":"SEL-A","instanceType":"c.1c2g","instanceTypeName":"Compute Optimized 1C2G","cpuCount":1,"memory":2,
      "internetMaxBandwidthOutLimit":500,"frequency":"2.5GHz","internetChargeTypes":["ByBandwidth","ByTrafficPackage"]},
      {"zoneId":"SEL-A","instanceType":"g.4c16g","instanceTypeName":"General Purpose 4C16G","cpuCount":4,"memory":16,
      "internetMaxBandwidthOutLimit":-1,"frequency":"2.5GHz","internetChargeTypes":["BandwidthCluster",
      "ByBandwidth"]}]}`)
	v.On("DescribeImages", `{"totalCount":3,"dataSet":[
      {"imageId":"`+ubuntu+`","imageName":"Ubuntu Server 20.04 LTS x86 64-bit","imageType":"PUBLIC_IMAGE",
      "imageSize":"30","imageDescription":null,"imageVersion":"20.04","imageStatus":"AVAILABLE","category":"Ubuntu",
      "osType":"linux"},
      {"imageId":"img-win","imageName":"Windows","imageType":"CUSTOM_IMAGE","imageSize":"64",
      "imageStatus":"AVAILABLE","category":"Windows","osType":"windows"},
      {"imageId":"img-new","imageName":"New","imageStatus":"CREATING"}]}`)
	v.On("DescribeDiskCategory",
		`{"categoryZoneSet":[{"zoneId":"SEL-A","categorySet":["STANDARD","SSD"]},{"zoneId":"FRA-A",
			"categorySet":["STANDARD"]}]}`)
	v.On("DescribeSubnets", `{"totalCount":4,"dataSet":[
      {"subnetId":"s2","zoneId":"SEL-A","subnetName":"new","subnetStatus":"Creating","cidrBlock":"10.0.1.0/24",
      "usageIpCount":0,"totalIpCount":253},
      {"subnetId":"s3","zoneId":"SEL-A","subnetName":"full","subnetStatus":"AVAILABLE","cidrBlock":"10.0.2.0/29",
      "usageIpCount":5,"totalIpCount":5},
      {"subnetId":"901000000000000001","zoneId":"SEL-A","subnetName":"default","subnetStatus":"Available",
      "cidrBlock":"10.0.0.0/24","cidrBlockList":["10.0.0.0/24"],"usageIpCount":13,"totalIpCount":253,
      "instanceIdList":[],"subnetDescription":null,"isDefault":true},
      {"subnetId":"s4","zoneId":"SEL-A","subnetName":"untold","subnetStatus":"available","cidrBlock":"10.0.3.0/24"}]}`)
	v.On("DescribeSecurityGroups", `{"totalCount":2,"dataSet":[
      {"securityGroupId":"701","securityGroupName":"web","securityGroupStatus":"AVAILABLE","description":"front ends"},
      {"securityGroupId":"702","securityGroupName":"broken","securityGroupStatus":"CREATE_FAILED",
      "description":null}]}`)
	v.On("DescribeBandwidthClusters", `{"totalCount":3,"dataSet":[
      {"bandwidthClusterId":"c1","bandwidthClusterName":"Seoul","product":"VM","cities":[{"cityName":"Seoul",
      "cityCode":"SEL"}]},
      {"bandwidthClusterId":"c2","bandwidthClusterName":"BMC","product":"BMC","cities":[{"cityName":"Seoul",
      "cityCode":"SEL"}]},
      {"bandwidthClusterId":"c3","bandwidthClusterName":"Far","product":"AllProduct",
      "cities":[{"cityName":"Frankfurt","cityCode":"FRA"}]}]}`)
	v.On("DescribeKeyPairs", `{"totalCount":1,"dataSet":[{"keyId":"key-YWD2QFOl","keyName":"ops"}]}`)
	v.On("DescribeResourceGroups", `{"resourceGroups":[{"resourceGroupId":"g1","name":"Default"}]}`)
}

// full is the reference's full example as a spec.
func full() provider.Spec {
	return provider.Spec{
		Product: vm.ID, Zone: "SEL-A", Type: "c.1c2g", Image: ubuntu, Count: 2, Name: "web_[3,3]",
		ResourceGroup: "5a4f6519-2977-47cb-b3fc-150fd2b4de71",
		Billing:       provider.Billing{Charge: provider.Prepaid, Months: 1},
		Network: provider.Network{
			Charge: "ByTrafficPackage", BandwidthMbps: 100, TrafficTB: new(1.5), Subnet: "901000000000000001",
			IPv4: new(true), IPv6: new(false),
			SecurityGroup: "701000000000000001", Mode: "Virtio", NIC: provider.NIC{WAN: "eth0", LAN: "eth1"},
		},
		Storage: provider.Storage{
			SystemDisk:  &provider.Disk{SizeGB: 40, Category: "SSD"},
			DataDisks:   []provider.Disk{{SizeGB: 100, Count: 2, Category: "SSD"}},
			Preallocate: new(false),
		},
		Access: provider.Access{
			Login: provider.LoginKeyPair, KeyPair: "key-YWD2QFOl",
			InitScript: provider.NewSecret("#!/bin/sh\nhostname > /root/provisioned\n"),
		},
		Passthrough: new(false),
		Tags:        []provider.Tag{{Key: "env", Value: "prod"}, {Key: "team", Value: "edge"}},
	}
}
