package bmc_test

import (
	"strings"
	"testing"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/bmc"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/zenlayertest"
)

// vendor is a server that answers as a test says.
type vendor struct{ *zenlayertest.Vendor }

func serve(t *testing.T) vendor { t.Helper(); return vendor{zenlayertest.Serve(t)} }

func (v vendor) reader(version string) *bmc.Reader {
	return zenlayertest.Open[*bmc.Reader](v.Vendor, bmc.Product().Open, version)
}

func (v vendor) operator() *bmc.Operator {
	return zenlayertest.Open[*bmc.Operator](v.Vendor, bmc.Product().OpenOperator, "")
}

func (v vendor) buyer(version string) provider.Buyer {
	return zenlayertest.Open[provider.Buyer](v.Vendor, bmc.Product().OpenBuyer, version)
}

const (
	ubuntu = "5ace1756-2230-4d1d-8fc6-84f1897ef397"
	win    = "0b3f7c9e-1c8d-4a53-9a0f-6f7f2d1c55aa"
)

// The answers are those of the Zenlayer API reference, BMC examples.
func (v vendor) catalogue() {
	v.On("DescribeZones", `{"zoneSet":[
      {"zoneId":"SEL-A","zoneName":"SEL Zone A","cityName":"Seoul","areaName":"Asia Pacific",
      "isCloudRouterAvailable":true,"isByoipEnabled":false},
      {"zoneId":"FRA-B","zoneName":"FRA Zone B","cityName":"Frankfurt","areaName":"Europe Middle East and Africa",
      "isCloudRouterAvailable":false}]}`)
	v.On("DescribeAvailableResources", `{"availableResources":[
      {"zoneId":"SEL-A","instanceTypeId":"M6C","sellStatus":"SELL","internetChargeTypes":["ByBandwidth",
      "ByTrafficPackage"],"maximumBandwidthOut":10000,"defaultBandwidthOut":30,"defaultTrafficPackageSize":5.0,
      "qty":24},
      {"zoneId":"SEL-A","instanceTypeId":"S8I","sellStatus":"SELL_SHORTAGE","internetChargeTypes":["ByBandwidth"],
      "maximumBandwidthOut":1000,"defaultBandwidthOut":10,"defaultTrafficPackageSize":0.0,"qty":2},
      {"zoneId":"SEL-A","instanceTypeId":"L9M","sellStatus":"SOLD_OUT","internetChargeTypes":["ByBandwidth",
      "ByTrafficPackage","ByInstanceBandwidth95"],"maximumBandwidthOut":25000,"defaultBandwidthOut":100,
      "defaultTrafficPackageSize":10.0,"qty":0}]}`)
	v.On("DescribeInstanceTypes", `{"instanceTypes":[{"instanceTypeId":"M6C",
        "description":"2x4210, 128 GB, 2x480GB SSD + 4x2TB SAS","cpuCoreCount":40,
        "cpuDetail":"2 x Intel Xeon Silver 4210","cpuCores":20,"cpuThreads":40,"baseFrequency":"2.2GHz",
        "memorySize":128,"maximumBandwidth":10000,
        "supportRaids":[0,1,5,10],"supportSubnet":true,"isHA":false,"diskInfo":{"totalDiskSize":8640,
        "diskDescription":"2x480GB SSD + 4x2TB SAS",
        "disks":[{"diskSize":480,"diskCount":2},{"diskSize":1920,"diskCount":4}]},"imageIds":["`+ubuntu+`",
        "`+win+`"]}]}`)
	v.On("DescribeImages", `{"images":[
      {"imageId":"`+ubuntu+`","imageName":"Ubuntu20.04-x86_64","catalog":"ubuntu","imageType":"PUBLIC_IMAGE",
      "osType":"linux"},
      {"imageId":"`+win+`","imageName":"Win2019-SE-EN","catalog":"windows","imageType":"PUBLIC_IMAGE",
      "osType":"windows"},
      {"imageId":"esx","imageName":"ESXi","catalog":"esxi","imageType":"PUBLIC_IMAGE","osType":"linux"}]}`)
}

// full is the reference's full example as a spec.
func full() provider.Spec {
	return provider.Spec{
		Product: bmc.ID, Zone: "SEL-A", Type: "M6C", Image: ubuntu, Count: 3, Name: "SEL-M6C-[1,2]",
		Hostname:      "sel-m6c-[1,2]",
		ResourceGroup: "5a4f6519-2977-47cb-b3fc-150fd2b4de71",
		Billing:       provider.Billing{Charge: provider.Prepaid, Months: 2},
		Network: provider.Network{
			Charge: "ByTrafficPackage", BandwidthMbps: 200, TrafficTB: new(20.0), Subnet: "833049815985166808",
			NIC: provider.NIC{WAN: "wan0", LAN: "lan0"},
		},
		Storage: provider.Storage{
			RAID: &provider.RAID{Arrays: []provider.Array{
				{Level: 1, Disks: []int{1, 2}},
				{Level: 10, Disks: []int{3, 4, 5, 6}},
			}},
			Partitions: []provider.Partition{{Path: "/", FS: "ext4", SizeGB: 100}, {Path: "/var", FS: "ext4", SizeGB: 380}},
		},
		Access: provider.Access{Login: provider.LoginKeys, SSHKeys: []string{strings.Clone(goodKey)}},
		Tags:   []provider.Tag{{Key: "env", Value: "prod"}},
	}
}

const (
	goodKey  = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGnYYV2fUSLYNnJQvFU3/hkxFtYr1Ufm8sFVQMvnqWCK ops@example"
	otherKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJZC8WvbXeI2WwJUjMTDzkO8EqoD8T2B4Ty9iKAuQ9Qm two@example"
)
