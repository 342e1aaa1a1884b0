package bmc

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// The structures of the vendor's answers (Zenlayer API reference, BMC, read 2026-11). Fields that nobody shows are
// left out.

type zones struct {
	ZoneSet api.List[zone] `json:"zoneSet"`
}

type zone struct {
	ZoneID   api.Text `json:"zoneId"`
	ZoneName api.Text `json:"zoneName"`
	CityName api.Text `json:"cityName"`
	AreaName api.Text `json:"areaName"`
}

type stocks struct {
	AvailableResources api.List[stock] `json:"availableResources"`
}

type stock struct {
	ZoneID           api.Text           `json:"zoneId"`
	InstanceTypeID   api.Text           `json:"instanceTypeId"`
	SellStatus       api.Text           `json:"sellStatus"`
	Status           api.Text           `json:"status"` // the older name
	NetCharges       api.List[api.Text] `json:"internetChargeTypes"`
	MaximumBandwidth api.Num            `json:"maximumBandwidthOut"`
	DefaultBandwidth api.Num            `json:"defaultBandwidthOut"`
	DefaultTraffic   api.Num            `json:"defaultTrafficPackageSize"`
	Qty              api.Num            `json:"qty"`
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
	InstanceTypes api.List[instanceType] `json:"instanceTypes"`
}

type instanceType struct {
	InstanceTypeID   api.Text           `json:"instanceTypeId"`
	Description      api.Text           `json:"description"`
	CPUCount         api.Num            `json:"cpuCoreCount"`
	CPUDetail        api.Text           `json:"cpuDetail"`
	CPUCores         api.Num            `json:"cpuCores"`
	CPUThreads       api.Num            `json:"cpuThreads"`
	BaseFrequency    api.Text           `json:"baseFrequency"`
	MemorySize       api.Num            `json:"memorySize"`
	MaximumBandwidth api.Num            `json:"maximumBandwidth"`
	SupportRAIDs     api.List[api.Num]  `json:"supportRaids"`
	SupportSubnet    api.Flag           `json:"supportSubnet"`
	IsHA             api.Flag           `json:"isHA"`
	ImageIDs         api.List[api.Text] `json:"imageIds"`
	VPUVendor        api.Text           `json:"vpuVendor"`
	VPUCard          api.Text           `json:"vpuCard"`
	VPUCount         api.Num            `json:"vpuCount"`
	DiskInfo         struct {
		TotalDiskSize   api.Num  `json:"totalDiskSize"`
		DiskDescription api.Text `json:"diskDescription"`
		Disks           api.List[struct {
			DiskSize  api.Num `json:"diskSize"`
			DiskCount api.Num `json:"diskCount"`
		}] `json:"disks"`
	} `json:"diskInfo"`
}

type images struct {
	Images api.List[image] `json:"images"`
}

type image struct {
	compute.Image

	Catalog api.Text `json:"catalog"`
}

type instance struct {
	compute.InstanceRow

	Hostname       api.Text           `json:"hostname"`
	InstanceTypeID api.Text           `json:"instanceTypeId"`
	PrimaryIP      api.Text           `json:"primaryPublicIpAddress"`
	PrimaryIPv6    api.Text           `json:"primaryPublicIPv6Address"`
	IPv6           api.List[api.Text] `json:"ipv6Addresses"`
	configuration
}
