package edgezone

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/lenient"
)

type (
	text = lenient.Text
	num  = lenient.Num
)

// The structures of the vendor's answers, of both revisions (Tencent Cloud API reference, edgezone data types, read
// 2026-11). Fields that nobody shows are left out. Identifiers are opaque: the vendor's own examples disagree about
// their beginnings.

type zone struct {
	Zone         text `json:"Zone"` // the code; ZoneId is a number that no other action takes
	ZoneName     text `json:"ZoneName"`
	ZoneNameEn   text `json:"ZoneNameEn"`
	Region       text `json:"Region"`
	Location     text `json:"Location"`
	LocationName text `json:"LocationName"`
}

type typeQuota struct {
	Zone               text `json:"Zone"`
	InstanceType       text `json:"InstanceType"`
	InstanceFamily     text `json:"InstanceFamily"`
	InstanceFamilyName text `json:"InstanceFamilyName"` // B
	CPUCores           num  `json:"CpuCores"`
	CPUType            text `json:"CpuType"`
	MemoryGB           num  `json:"MemoryGb"`
	DiskType           text `json:"DiskType"`
	NIC                text `json:"NetworkInterfaceType"`
	GPU                text `json:"GpuType"`
	Quota              num  `json:"Quota"`

	SystemDiskType         text `json:"SystemDiskType"`
	SystemDiskSize         num  `json:"SystemDiskSize"`
	SystemDiskCount        num  `json:"SystemDiskCount"`
	DataDiskType           text `json:"DataDiskType"`
	DataDiskSize           num  `json:"DataDiskSize"`
	DataDiskCount          num  `json:"DataDiskCount"`
	SecondaryDataDiskType  text `json:"SecondaryDataDiskType"` // B
	SecondaryDataDiskSize  num  `json:"SecondaryDataDiskSize"`
	SecondaryDataDiskCount num  `json:"SecondaryDataDiskCount"`
}

// disks are the groups of equal disks: the system disks, and up to two groups of data disks.
func (q typeQuota) disks() []provider.DiskGroup {
	const most = 1000 // more is no machine
	var out []provider.DiskGroup
	for _, d := range [...]struct {
		kind        text
		size, count num
	}{
		{q.SystemDiskType, q.SystemDiskSize, q.SystemDiskCount},
		{q.DataDiskType, q.DataDiskSize, q.DataDiskCount},
		{q.SecondaryDataDiskType, q.SecondaryDataDiskSize, q.SecondaryDataDiskCount},
	} {
		if n := d.count.Int(); n > 0 && n <= most && d.size.Int() > 0 {
			out = append(out, provider.DiskGroup{SizeGB: d.size.Int(), Count: n, Kind: string(d.kind)})
		}
	}
	return out
}

type privateNetwork struct {
	ID      text `json:"NetworkInstanceId"`
	Name    text `json:"NetworkInstanceName"`
	ZoneID  text `json:"ZoneId"` // the code
	Network text `json:"Network"`
	Mask    num  `json:"Mask"`
	Servers num  `json:"ServerCount"`
	Free    num  `json:"AvailableIpCount"`
}

type publicNetwork struct {
	ID        text                        `json:"NetworkInstanceId"`
	Name      text                        `json:"NetworkInstanceName"`
	ZoneID    text                        `json:"ZoneId"`
	Bandwidth num                         `json:"Bandwidth"`
	Line      text                        `json:"Line"`
	RouteMode text                        `json:"RouteMode"`
	Servers   num                         `json:"ServerCount"`
	IPv4Count num                         `json:"Ipv4Count"` // -1: cannot be counted
	IPv4      lenient.List[cidrOfNetwork] `json:"Ipv4CidrSet"`
	IPv6      lenient.List[cidrOfNetwork] `json:"Ipv6CidrSet"`
}

type cidrOfNetwork struct {
	CIDR text `json:"Cidr"`
}

type publicAddress struct {
	IP        text `json:"Ip"` // of BGP and OSPF networks a block
	NetworkID text `json:"NetworkInstanceId"`
	State     text `json:"State"`
	Type      text `json:"Type"`
}

type instance struct {
	ID            text `json:"InstanceId"`
	Name          text `json:"InstanceName"`
	Type          text `json:"InstanceType"`
	Zone          text `json:"Zone"`
	Image         text `json:"ImageId"`
	Version       text `json:"VersionNumber"`
	Status        text `json:"InstanceStatus"`
	OperateStatus text `json:"OperateStatus"`
	PrivateIP     text `json:"PrivateIp"`
	PrivateIPv6   text `json:"PrivateIpV6"`
	PublicIP      text `json:"PublicIp"`
	PublicIPv6    text `json:"PublicIpV6"`
	Created       text `json:"CreatedTime"`
	configuration
}
