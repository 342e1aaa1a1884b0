package bmc

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/zcapi"
)

// The structures of the vendor's answers (Zenlayer API reference, BMC, read 2026-11). Fields that nobody shows are
// left out.

type zones struct {
	ZoneSet zcapi.List[zone] `json:"zoneSet"`
}

type zone struct {
	ZoneID   zcapi.Text `json:"zoneId"`
	ZoneName zcapi.Text `json:"zoneName"`
	CityName zcapi.Text `json:"cityName"`
	AreaName zcapi.Text `json:"areaName"`
}

type stocks struct {
	AvailableResources zcapi.List[stock] `json:"availableResources"`
}

type stock struct {
	ZoneID           zcapi.Text             `json:"zoneId"`
	InstanceTypeID   zcapi.Text             `json:"instanceTypeId"`
	SellStatus       zcapi.Text             `json:"sellStatus"`
	Status           zcapi.Text             `json:"status"` // the older name
	NetCharges       zcapi.List[zcapi.Text] `json:"internetChargeTypes"`
	MaximumBandwidth zcapi.Num              `json:"maximumBandwidthOut"`
	DefaultBandwidth zcapi.Num              `json:"defaultBandwidthOut"`
	DefaultTraffic   zcapi.Num              `json:"defaultTrafficPackageSize"`
	Qty              zcapi.Num              `json:"qty"`
}

// grade is how much is left. A stated quantity of 0 counts more than the words beside it.
func (s stock) grade() provider.Stock {
	word := s.SellStatus
	if word == "" {
		word = s.Status
	}
	switch strings.ToUpper(string(word)) {
	case "SOLD_OUT":
		return provider.StockSoldOut
	case "SELL_SHORTAGE":
		if s.Qty.Known && s.Qty.Int() < 1 {
			return provider.StockSoldOut
		}
		return provider.StockShort
	case "SELL":
		if s.Qty.Known && s.Qty.Int() < 1 {
			return provider.StockSoldOut
		}
		return provider.StockPlenty
	}
	return provider.StockUnknown
}

type instanceTypes struct {
	InstanceTypes zcapi.List[instanceType] `json:"instanceTypes"`
}

type instanceType struct {
	InstanceTypeID   zcapi.Text             `json:"instanceTypeId"`
	Description      zcapi.Text             `json:"description"`
	CPUCount         zcapi.Num              `json:"cpuCoreCount"`
	CPUDetail        zcapi.Text             `json:"cpuDetail"`
	CPUCores         zcapi.Num              `json:"cpuCores"`
	CPUThreads       zcapi.Num              `json:"cpuThreads"`
	BaseFrequency    zcapi.Text             `json:"baseFrequency"`
	MemorySize       zcapi.Num              `json:"memorySize"`
	MaximumBandwidth zcapi.Num              `json:"maximumBandwidth"`
	SupportRAIDs     zcapi.List[zcapi.Num]  `json:"supportRaids"`
	SupportSubnet    zcapi.Flag             `json:"supportSubnet"`
	IsHA             zcapi.Flag             `json:"isHA"`
	ImageIDs         zcapi.List[zcapi.Text] `json:"imageIds"`
	VPUVendor        zcapi.Text             `json:"vpuVendor"`
	VPUCard          zcapi.Text             `json:"vpuCard"`
	VPUCount         zcapi.Num              `json:"vpuCount"`
	DiskInfo         struct {
		TotalDiskSize   zcapi.Num  `json:"totalDiskSize"`
		DiskDescription zcapi.Text `json:"diskDescription"`
		Disks           zcapi.List[struct {
			DiskSize  zcapi.Num `json:"diskSize"`
			DiskCount zcapi.Num `json:"diskCount"`
		}] `json:"disks"`
	} `json:"diskInfo"`
}

type images struct {
	Images zcapi.List[image] `json:"images"`
}

type image struct {
	ImageID   zcapi.Text `json:"imageId"`
	ImageName zcapi.Text `json:"imageName"`
	Catalog   zcapi.Text `json:"catalog"`
	ImageType zcapi.Text `json:"imageType"`
	OSType    zcapi.Text `json:"osType"`
}

type subnet struct {
	SubnetID         zcapi.Text `json:"subnetId"`
	SubnetName       zcapi.Text `json:"subnetName"`
	ZoneID           zcapi.Text `json:"zoneId"`
	CIDRBlock        zcapi.Text `json:"cidrBlock"`
	AvailableIPCount zcapi.Num  `json:"availableIpCount"`
	SubnetStatus     zcapi.Text `json:"subnetStatus"`
}

type instance struct {
	InstanceID     zcapi.Text             `json:"instanceId"`
	ZoneID         zcapi.Text             `json:"zoneId"`
	InstanceName   zcapi.Text             `json:"instanceName"`
	Hostname       zcapi.Text             `json:"hostname"`
	InstanceTypeID zcapi.Text             `json:"instanceTypeId"`
	ImageID        zcapi.Text             `json:"imageId"`
	PrimaryIP      zcapi.Text             `json:"primaryPublicIpAddress"`
	PrimaryIPv6    zcapi.Text             `json:"primaryPublicIPv6Address"`
	PublicIPs      zcapi.List[zcapi.Text] `json:"publicIpAddresses"`
	PrivateIPs     zcapi.List[zcapi.Text] `json:"privateIpAddresses"`
	IPv6           zcapi.List[zcapi.Text] `json:"ipv6Addresses"`
	CreateTime     zcapi.Text             `json:"createTime"`
	InstanceStatus zcapi.Text             `json:"instanceStatus"`
	Tags           struct {
		Tags zcapi.List[zcapi.Tag] `json:"tags"`
	} `json:"tags"`
	configuration
}
