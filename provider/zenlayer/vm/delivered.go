package vm

import (
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/rules"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/zcapi"
)

// configuration is what a row of DescribeInstances says of how the machine was made (Zenlayer API reference, VM
// DescribeInstances, read 2026-11).
type configuration struct {
	Charge         zcapi.Text             `json:"instanceChargeType"`
	Period         zcapi.Num              `json:"period"`
	NetCharge      zcapi.Text             `json:"internetChargeType"`
	Bandwidth      zcapi.Num              `json:"internetMaxBandwidthOut"`
	Traffic        zcapi.Num              `json:"trafficPackageSize"`
	SubnetID       zcapi.Text             `json:"subnetId"`
	ResourceGroup  zcapi.Text             `json:"resourceGroupId"`
	SecurityGroups zcapi.List[zcapi.Text] `json:"securityGroupIds"`
	KeyID          zcapi.Text             `json:"keyId"`
	SystemDisk     disk                   `json:"systemDisk"`
	DataDisks      zcapi.List[disk]       `json:"dataDisks"`
	NIC            struct {
		WAN zcapi.Text `json:"wanName"`
		LAN zcapi.Text `json:"lanName"`
	} `json:"nic"`
}

type disk struct {
	Size     zcapi.Num  `json:"diskSize"`
	Category zcapi.Text `json:"diskCategory"`
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
	s.Tags = zcapi.Own(i.Tags.Tags, rules.BatchTag)
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
	four, six := len(zcapi.Strings[string](i.PublicIPs)) > 0, len(zcapi.Strings[string](i.PublicIPv6)) > 0
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
