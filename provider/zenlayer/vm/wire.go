package vm

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/zcapi"
)

// The structures of the vendor's answers (Zenlayer API reference, VM, read 2026-11). Fields that nobody shows are left
// out.

type zones struct {
	ZoneSet zcapi.List[zone] `json:"zoneSet"`
}

// zone tells what it supports; what it does not mention is not told.
type zone struct {
	ZoneID         zcapi.Text  `json:"zoneId"`
	ZoneName       zcapi.Text  `json:"zoneName"`
	SecurityGroup  *zcapi.Flag `json:"supportSecurityGroup"`
	IPv6           *zcapi.Flag `json:"supportIpv6"`
	CPUPassThrough *zcapi.Flag `json:"supportCpuPassThrough"`
	LineType       zcapi.Text  `json:"networkLineType"`
}

func (z zone) facts() provider.ZoneFacts {
	return provider.ZoneFacts{
		SecurityGroup: (*bool)(z.SecurityGroup), IPv6: (*bool)(z.IPv6), Passthrough: (*bool)(z.CPUPassThrough),
		Line: string(z.LineType),
	}
}

type capacities struct {
	DataSet zcapi.List[capacity] `json:"dataSet"`
}

type capacity struct {
	ZoneID   zcapi.Text `json:"zoneId"`
	Capacity zcapi.Text `json:"capacity"`
}

// grade is how much a zone has left: LIMITED is fewer than 1000 virtual processors.
func (c capacity) grade() provider.Stock {
	switch strings.ToUpper(string(c.Capacity)) {
	case "LIMITED":
		return provider.StockShort
	case "STANDARD", "SUFFICIENT", "ABUNDANT":
		return provider.StockPlenty
	}
	return provider.StockUnknown
}

type offers struct {
	Set zcapi.List[offer] `json:"instanceTypeQuotaSet"`
}

// offer is a type that a zone sells.
type offer struct {
	ZoneID         zcapi.Text             `json:"zoneId"`
	InstanceType   zcapi.Text             `json:"instanceType"`
	TypeName       zcapi.Text             `json:"instanceTypeName"`
	CPUCount       zcapi.Num              `json:"cpuCount"`
	Memory         zcapi.Num              `json:"memory"`
	BandwidthLimit zcapi.Num              `json:"internetMaxBandwidthOutLimit"`
	Frequency      zcapi.Text             `json:"frequency"`
	NetCharges     zcapi.List[zcapi.Text] `json:"internetChargeTypes"`
}

type image struct {
	ImageID      zcapi.Text `json:"imageId"`
	ImageName    zcapi.Text `json:"imageName"`
	ImageType    zcapi.Text `json:"imageType"`
	ImageSize    zcapi.Num  `json:"imageSize"` // GB, as a string
	ImageVersion zcapi.Text `json:"imageVersion"`
	ImageStatus  zcapi.Text `json:"imageStatus"`
	Category     zcapi.Text `json:"category"`
	OSType       zcapi.Text `json:"osType"`
}

func (m image) os() provider.OS {
	switch strings.ToLower(string(m.OSType)) {
	case "windows":
		return provider.Windows
	case "linux":
		return provider.Linux
	}
	return ""
}

type diskCategories struct {
	Set zcapi.List[struct {
		ZoneID     zcapi.Text             `json:"zoneId"`
		Categories zcapi.List[zcapi.Text] `json:"categorySet"`
	}] `json:"categoryZoneSet"`
}

type subnet struct {
	SubnetID     zcapi.Text `json:"subnetId"`
	SubnetName   zcapi.Text `json:"subnetName"`
	ZoneID       zcapi.Text `json:"zoneId"`
	CIDRBlock    zcapi.Text `json:"cidrBlock"`
	SubnetStatus zcapi.Text `json:"subnetStatus"`
	Used         zcapi.Num  `json:"usageIpCount"`
	Total        zcapi.Num  `json:"totalIpCount"`
	IsDefault    zcapi.Flag `json:"isDefault"`
}

type securityGroup struct {
	ID          zcapi.Text `json:"securityGroupId"`
	Name        zcapi.Text `json:"securityGroupName"`
	Status      zcapi.Text `json:"securityGroupStatus"`
	Description zcapi.Text `json:"description"`
}

type instance struct {
	InstanceID     zcapi.Text             `json:"instanceId"`
	ZoneID         zcapi.Text             `json:"zoneId"`
	InstanceName   zcapi.Text             `json:"instanceName"`
	InstanceType   zcapi.Text             `json:"instanceType"`
	ImageID        zcapi.Text             `json:"imageId"`
	PublicIPs      zcapi.List[zcapi.Text] `json:"publicIpAddresses"`
	PublicIPv6     zcapi.List[zcapi.Text] `json:"publicIpv6Addresses"`
	PrivateIPs     zcapi.List[zcapi.Text] `json:"privateIpAddresses"`
	CreateTime     zcapi.Text             `json:"createTime"`
	InstanceStatus zcapi.Text             `json:"instanceStatus"`
	Tags           struct {
		Tags zcapi.List[zcapi.Tag] `json:"tags"`
	} `json:"tags"`
	configuration
}

// statusRow is a machine in the answer to DescribeInstancesStatus.
type statusRow struct {
	InstanceID     zcapi.Text `json:"instanceId"`
	InstanceStatus zcapi.Text `json:"instanceStatus"`
}
