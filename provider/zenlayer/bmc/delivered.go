package bmc

import (
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/rules"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/zcapi"
)

// configuration is what a row of DescribeInstances says of how the machine was made (Zenlayer API reference, BMC
// InstanceInfo, read 2026-11).
type configuration struct {
	IPXEURL       zcapi.Text             `json:"ipxeUrl"`
	Charge        zcapi.Text             `json:"instanceChargeType"`
	Period        zcapi.Num              `json:"period"`
	NetCharge     zcapi.Text             `json:"internetChargeType"`
	Bandwidth     zcapi.Num              `json:"bandwidthOutMbps"`
	Traffic       zcapi.Num              `json:"trafficPackageSize"`
	SubnetIDs     zcapi.List[zcapi.Text] `json:"subnetIds"`
	ResourceGroup zcapi.Text             `json:"resourceGroupId"`
	KeyID         zcapi.Text             `json:"keyId"`
	RAIDConfig    *struct {
		RAIDType    zcapi.Num `json:"raidType"`
		CustomRAIDs zcapi.List[struct {
			RAIDType     zcapi.Num             `json:"raidType"`
			DiskSequence zcapi.List[zcapi.Num] `json:"diskSequence"`
		}] `json:"customRaids"`
	} `json:"raidConfig"`
	Partitions zcapi.List[struct {
		FSPath zcapi.Text `json:"fsPath"`
		FSType zcapi.Text `json:"fsType"`
		Size   zcapi.Num  `json:"size"`
	}] `json:"partitions"`
	NIC struct {
		WAN zcapi.Text `json:"wanName"`
		LAN zcapi.Text `json:"lanName"`
	} `json:"nic"`
	GatewayMode *zcapi.Flag `json:"enableGatewayMode"`
}

// delivered is what the row says that the machine is. Addresses count only once it runs.
func (i instance) delivered() *provider.Delivered {
	d := &provider.Delivered{States: []provider.Field{
		provider.FieldZone, provider.FieldType, provider.FieldImage, provider.FieldCharge, provider.FieldNetCharge,
		provider.FieldRAID, provider.FieldTags,
	}}
	s := &d.Spec
	s.Zone, s.Type = provider.ZoneID(i.ZoneID), provider.TypeID(i.InstanceTypeID)
	s.Image, s.IPXE = provider.ImageID(i.ImageID), string(i.IPXEURL)
	s.Billing.Charge = provider.Charge(strings.ToLower(string(i.Charge)))
	s.Billing.Months, s.Network.Charge = i.Period.Int(), string(i.NetCharge)
	s.Network.BandwidthMbps = i.Bandwidth.Int()
	s.Network.NIC = provider.NIC{WAN: string(i.NIC.WAN), LAN: string(i.NIC.LAN)}
	s.ResourceGroup, s.Access.KeyPair = string(i.ResourceGroup), string(i.KeyID)
	s.Tags = zcapi.Own(i.Tags.Tags, rules.BatchTag)
	if len(i.SubnetIDs) > 0 {
		s.Network.Subnet = string(i.SubnetIDs[0])
	}
	if i.Traffic.Known {
		s.Network.TrafficTB = &i.Traffic.Value
	}
	if i.GatewayMode != nil {
		s.Network.GatewayMode = (*bool)(i.GatewayMode)
	}
	s.Storage = i.storage()
	if len(i.PrimaryIPv6)+len(i.IPv6) > 0 || status(string(i.InstanceStatus)) == provider.StatusRunning {
		s.Network.IPv6 = new(len(i.PrimaryIPv6)+len(i.IPv6) > 0)
	}
	for _, a := range provider.Answers() { // what is empty may just not be stated
		if !slices.Contains(d.States, a.Field) && provider.Answered(*s, a.Field) {
			d.States = append(d.States, a.Field)
		}
	}
	return d
}

func (i instance) storage() provider.Storage {
	var out provider.Storage
	if r := i.RAIDConfig; r != nil && (r.RAIDType.Known || len(r.CustomRAIDs) > 0) {
		out.RAID = &provider.RAID{Level: r.RAIDType.Ptr()}
		for _, a := range r.CustomRAIDs {
			array := provider.Array{Level: a.RAIDType.Int()}
			for _, d := range a.DiskSequence {
				array.Disks = append(array.Disks, d.Int())
			}
			out.RAID.Arrays = append(out.RAID.Arrays, array)
		}
	}
	for _, p := range i.Partitions {
		out.Partitions = append(out.Partitions, provider.Partition{
			Path: string(p.FSPath), FS: string(p.FSType), SizeGB: p.Size.Int(),
		})
	}
	return out
}
