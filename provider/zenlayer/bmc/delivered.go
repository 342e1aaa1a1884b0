package bmc

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
)

// configuration is what a row of DescribeInstances says of how the machine was made (Zenlayer API reference, BMC
// InstanceInfo, read 2026-11).
type configuration struct {
	IPXEURL    api.Text           `json:"ipxeUrl"`
	Bandwidth  api.Num            `json:"bandwidthOutMbps"`
	SubnetIDs  api.List[api.Text] `json:"subnetIds"`
	RAIDConfig *struct {
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
	GatewayMode *api.Flag `json:"enableGatewayMode"`
}

// delivered is what the row says that the machine is. Addresses count only once it runs.
func (i instance) delivered() *provider.Delivered {
	d := i.Delivered(provider.FieldRAID)
	s := &d.Spec
	s.Type, s.IPXE, s.Network.BandwidthMbps = provider.TypeID(i.InstanceTypeID), string(i.IPXEURL), i.Bandwidth.Int()
	if len(i.SubnetIDs) > 0 {
		s.Network.Subnet = string(i.SubnetIDs[0])
	}
	if i.GatewayMode != nil {
		s.Network.GatewayMode = (*bool)(i.GatewayMode)
	}
	s.Storage = i.storage()
	if len(i.PrimaryIPv6)+len(i.IPv6) > 0 || status(string(i.InstanceStatus)) == provider.StatusRunning {
		s.Network.IPv6 = new(len(i.PrimaryIPv6)+len(i.IPv6) > 0)
	}
	d.StateAnswers()
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
