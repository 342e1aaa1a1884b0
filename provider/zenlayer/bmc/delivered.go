package bmc

import (
	"slices"
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// configuration is what a row of DescribeInstances says of how the machine was made (Zenlayer API reference, BMC
// InstanceInfo, read 2026-11).
type configuration struct {
	IPXEURL       api.Text           `json:"ipxeUrl"`
	Charge        api.Text           `json:"instanceChargeType"`
	Period        api.Num            `json:"period"`
	NetCharge     api.Text           `json:"internetChargeType"`
	Bandwidth     api.Num            `json:"bandwidthOutMbps"`
	Traffic       api.Num            `json:"trafficPackageSize"`
	SubnetIDs     api.List[api.Text] `json:"subnetIds"`
	ResourceGroup api.Text           `json:"resourceGroupId"`
	KeyID         api.Text           `json:"keyId"`
	RAIDConfig    *struct {
		RAIDType    api.Num `json:"raidType"`
		CustomRAIDs api.List[struct {
			RAIDType     api.Num           `json:"raidType"`
			DiskSequence api.List[api.Num] `json:"diskSequence"`
		}] `json:"customRaids"`
	} `json:"raidConfig"`
	Partitions api.List[struct {
		FSPath api.Text `json:"fsPath"`
		FSType api.Text `json:"fsType"`
		Size   api.Num  `json:"size"`
	}] `json:"partitions"`
	NIC struct {
		WAN api.Text `json:"wanName"`
		LAN api.Text `json:"lanName"`
	} `json:"nic"`
	GatewayMode *api.Flag `json:"enableGatewayMode"`
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
	s.Tags = api.Own(i.Tags.Tags, compute.BatchTag)
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
