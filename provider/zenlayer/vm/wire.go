package vm

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// The structures of the vendor's answers (Zenlayer API reference, VM, read 2026-11). Fields that nobody shows are left
// out.

type zones struct {
	ZoneSet api.List[zone] `json:"zoneSet"`
}

// zone is what it supports; what it does not mention is unknown.
type zone struct {
	ZoneID         api.Text  `json:"zoneId"`
	ZoneName       api.Text  `json:"zoneName"`
	SecurityGroup  *api.Flag `json:"supportSecurityGroup"`
	IPv6           *api.Flag `json:"supportIpv6"`
	CPUPassThrough *api.Flag `json:"supportCpuPassThrough"`
	LineType       api.Text  `json:"networkLineType"`
}

func (z zone) facts() provider.ZoneFacts {
	return provider.ZoneFacts{
		SecurityGroup: (*bool)(z.SecurityGroup), IPv6: (*bool)(z.IPv6), Passthrough: (*bool)(z.CPUPassThrough),
		Line: string(z.LineType),
	}
}

type capacities struct {
	DataSet api.List[capacity] `json:"dataSet"`
}

type capacity struct {
	ZoneID   api.Text `json:"zoneId"`
	Capacity api.Text `json:"capacity"`
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
	Set api.List[offer] `json:"instanceTypeQuotaSet"`
}

// offer is a type that a zone sells.
type offer struct {
	ZoneID         api.Text           `json:"zoneId"`
	InstanceType   api.Text           `json:"instanceType"`
	TypeName       api.Text           `json:"instanceTypeName"`
	CPUCount       api.Num            `json:"cpuCount"`
	Memory         api.Num            `json:"memory"`
	BandwidthLimit api.Num            `json:"internetMaxBandwidthOutLimit"`
	Frequency      api.Text           `json:"frequency"`
	NetCharges     api.List[api.Text] `json:"internetChargeTypes"`
}

type image struct {
	compute.Image

	ImageSize    api.Num  `json:"imageSize"` // GB, as a string
	ImageVersion api.Text `json:"imageVersion"`
	ImageStatus  api.Text `json:"imageStatus"`
	Category     api.Text `json:"category"`
}

type diskCategories struct {
	Set api.List[struct {
		ZoneID     api.Text           `json:"zoneId"`
		Categories api.List[api.Text] `json:"categorySet"`
	}] `json:"categoryZoneSet"`
}

type securityGroup struct {
	ID          api.Text `json:"securityGroupId"`
	Name        api.Text `json:"securityGroupName"`
	Status      api.Text `json:"securityGroupStatus"`
	Description api.Text `json:"description"`
}

type instance struct {
	compute.InstanceRow

	InstanceType api.Text           `json:"instanceType"`
	PublicIPv6   api.List[api.Text] `json:"publicIpv6Addresses"`
	configuration
}

// statusRow is a machine in the answer to DescribeInstancesStatus.
type statusRow struct {
	InstanceID     api.Text `json:"instanceId"`
	InstanceStatus api.Text `json:"instanceStatus"`
}
