package vm

import (
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// configuration is what a row of DescribeInstances says of how the machine was made (Zenlayer API reference, VM
// DescribeInstances, read 2026-11).
type configuration struct {
	Charge         api.Text           `json:"instanceChargeType"`
	Period         api.Num            `json:"period"`
	NetCharge      api.Text           `json:"internetChargeType"`
	Bandwidth      api.Num            `json:"internetMaxBandwidthOut"`
	Traffic        api.Num            `json:"trafficPackageSize"`
	SubnetID       api.Text           `json:"subnetId"`
	ResourceGroup  api.Text           `json:"resourceGroupId"`
	SecurityGroups api.List[api.Text] `json:"securityGroupIds"`
	KeyID          api.Text           `json:"keyId"`
	SystemDisk     disk               `json:"systemDisk"`
	DataDisks      api.List[disk]     `json:"dataDisks"`
	NIC            struct {
		WAN api.Text `json:"wanName"`
		LAN api.Text `json:"lanName"`
	} `json:"nic"`
}

type disk struct {
	Size     api.Num  `json:"diskSize"`
	Category api.Text `json:"diskCategory"`
}

func (d disk) disk() provider.Disk {
	return provider.Disk{SizeGB: d.Size.Int(), Category: string(d.Category)}
}

// delivered is what the row says that the machine is. Addresses count only once it runs.
func (i instance) delivered() *provider.Delivered {
	d := &provider.Delivered{States: []provider.Field{
		provider.FieldZone, provider.FieldType, provider.FieldImage, provider.FieldCharge, provider.FieldNetCharge,
		provider.FieldDataDisks, provider.FieldTags,
	}}
	s := &d.Spec
	s.Zone, s.Type, s.Image = provider.ZoneID(i.ZoneID), provider.TypeID(i.InstanceType), provider.ImageID(i.ImageID)
	s.Billing.Charge = provider.Charge(strings.ToLower(string(i.Charge)))
	s.Billing.Months, s.Network.Charge = i.Period.Int(), string(i.NetCharge)
	s.Network.BandwidthMbps, s.Network.Subnet = i.Bandwidth.Int(), string(i.SubnetID)
	s.Network.NIC = provider.NIC{WAN: string(i.NIC.WAN), LAN: string(i.NIC.LAN)}
	s.ResourceGroup, s.Access.KeyPair = string(i.ResourceGroup), string(i.KeyID)
	s.Tags = api.Own(i.Tags.Tags, compute.BatchTag)
	if len(i.SecurityGroups) > 0 {
		s.Network.SecurityGroup = string(i.SecurityGroups[0])
	}
	if i.Traffic.Known {
		s.Network.TrafficTB = &i.Traffic.Value
	}
	if i.SystemDisk.Size.Known {
		s.Storage.SystemDisk = new(i.SystemDisk.disk())
	}
	for _, each := range i.DataDisks {
		s.Storage.DataDisks = append(s.Storage.DataDisks, each.disk())
	}
	four, six := len(api.Strings[string](i.PublicIPs)) > 0, len(api.Strings[string](i.PublicIPv6)) > 0
	if four || six { // they may come after the machine runs
		s.Network.IPv4, s.Network.IPv6 = &four, &six
	}
	for _, a := range provider.Answers() { // what is empty may just not be stated
		if !slices.Contains(d.States, a.Field) && provider.Answered(*s, a.Field) {
			d.States = append(d.States, a.Field)
		}
	}
	return d
}
