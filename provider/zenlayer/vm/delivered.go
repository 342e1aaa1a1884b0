package vm

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
)

// configuration is what a row of DescribeInstances says of how the machine was made (Zenlayer API reference, VM
// DescribeInstances, read 2026-11).
type configuration struct {
	Bandwidth      api.Num            `json:"internetMaxBandwidthOut"`
	SubnetID       api.Text           `json:"subnetId"`
	SecurityGroups api.List[api.Text] `json:"securityGroupIds"`
	SystemDisk     disk               `json:"systemDisk"`
	DataDisks      api.List[disk]     `json:"dataDisks"`
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
	d := i.Delivered(provider.FieldDataDisks)
	s := &d.Spec
	s.Type, s.Network.Subnet = provider.TypeID(i.InstanceType), string(i.SubnetID)
	s.Network.BandwidthMbps = i.Bandwidth.Int()
	if len(i.SecurityGroups) > 0 {
		s.Network.SecurityGroup = string(i.SecurityGroups[0])
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
	d.StateAnswers()
	return d
}
