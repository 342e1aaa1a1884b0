package compute

import (
	"strings"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/api"
)

// InstanceRow is what a row of DescribeInstances says about a machine of either product (Zenlayer API reference, BMC
// InstanceInfo and VM DescribeInstances, read 2026-11).
type InstanceRow struct {
	InstanceID     api.Text           `json:"instanceId"`
	ZoneID         api.Text           `json:"zoneId"`
	InstanceName   api.Text           `json:"instanceName"`
	ImageID        api.Text           `json:"imageId"`
	ImageName      api.Text           `json:"imageName"`
	PublicIPs      api.List[api.Text] `json:"publicIpAddresses"`
	PrivateIPs     api.List[api.Text] `json:"privateIpAddresses"`
	CreateTime     api.Text           `json:"createTime"`
	InstanceStatus api.Text           `json:"instanceStatus"`
	Charge         api.Text           `json:"instanceChargeType"`
	Period         api.Num            `json:"period"`
	NetCharge      api.Text           `json:"internetChargeType"`
	Traffic        api.Num            `json:"trafficPackageSize"`
	ResourceGroup  api.Text           `json:"resourceGroupId"`
	KeyID          api.Text           `json:"keyId"`
	NIC            struct {
		WAN api.Text `json:"wanName"`
		LAN api.Text `json:"lanName"`
	} `json:"nic"`
	Tags struct {
		Tags api.List[api.Tag] `json:"tags"`
	} `json:"tags"`
}

// Key is the id.
func (i InstanceRow) Key() api.Text { return i.InstanceID }

// Machine translates what the rows of both products have. s is the status.
func (i InstanceRow) Machine(s provider.Status) provider.Instance {
	out := provider.Instance{
		ID: provider.InstanceID(i.InstanceID), Zone: provider.ZoneID(i.ZoneID), Image: provider.ImageID(i.ImageID),
		Name: string(i.InstanceName), Status: s, VendorStatus: string(i.InstanceStatus), Created: i.CreateTime.Time(),
		ImageName: string(i.ImageName), Private: api.Addrs(i.PrivateIPs),
	}
	for _, t := range i.Tags.Tags {
		if t.Key == batchTag {
			out.Token = string(t.Value)
		}
	}
	return out
}

// Delivered translates how the machine was made, as far as the rows of both products say so. states are further
// answers that the product's row states even when they are zero.
func (i InstanceRow) Delivered(states ...provider.Field) *provider.Delivered {
	d := &provider.Delivered{States: append([]provider.Field{
		provider.FieldZone, provider.FieldType, provider.FieldImage, provider.FieldCharge, provider.FieldNetCharge,
		provider.FieldTags,
	}, states...)}
	s := &d.Spec
	s.Zone, s.Image = provider.ZoneID(i.ZoneID), provider.ImageID(i.ImageID)
	s.Billing.Charge = provider.Charge(strings.ToLower(string(i.Charge)))
	s.Billing.Months, s.Network.Charge = i.Period.Int(), string(i.NetCharge)
	s.Network.NIC = provider.NIC{WAN: string(i.NIC.WAN), LAN: string(i.NIC.LAN)}
	s.ResourceGroup, s.Access.KeyPair = string(i.ResourceGroup), string(i.KeyID)
	s.Tags = api.Own(i.Tags.Tags, batchTag)
	if i.Traffic.Known {
		s.Network.TrafficTB = &i.Traffic.Value
	}
	return d
}
