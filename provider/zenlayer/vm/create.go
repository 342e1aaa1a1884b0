package vm

import (
	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/httpx"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// order is CreateInstances with all its parameters, in the order of the vendor's page (Zenlayer API reference, VM
// CreateInstances, read 2026-11). Where 0 or false means something the member is a pointer.
type order struct {
	ZoneID                  string             `json:"zoneId,omitempty"`
	ImageID                 string             `json:"imageId,omitempty"`
	InstanceType            string             `json:"instanceType,omitempty"`
	InstanceChargeType      string             `json:"instanceChargeType,omitempty"`
	InternetChargeType      string             `json:"internetChargeType,omitempty"`
	InstanceCount           int                `json:"instanceCount,omitempty"`
	SubnetID                string             `json:"subnetId,omitempty"`
	InstanceName            string             `json:"instanceName,omitempty"`
	Password                string             `json:"password,omitempty"`
	KeyID                   string             `json:"keyId,omitempty"`
	ResourceGroupID         string             `json:"resourceGroupId,omitempty"`
	InstanceChargePrepaid   *compute.Period    `json:"instanceChargePrepaid,omitempty"`
	InstanceChargePostpaid  *compute.Period    `json:"instanceChargePostpaid,omitempty"`
	TrafficPackageSize      *float64           `json:"trafficPackageSize,omitempty"`
	InternetMaxBandwidthOut *int               `json:"internetMaxBandwidthOut,omitempty"`
	SystemDisk              *systemDisk        `json:"systemDisk,omitempty"`
	DataDisks               []dataDisk         `json:"dataDisks,omitempty"`
	EnableIPv6              *bool              `json:"enableIpv6,omitempty"`
	EnableIPv4              *bool              `json:"enableIpv4,omitempty"`
	CPUPassThrough          *bool              `json:"cpuPassThrough,omitempty"`
	InitScript              string             `json:"initScript,omitempty"`
	NetworkMode             string             `json:"networkMode,omitempty"`
	DiskPreAllocated        *bool              `json:"diskPreAllocated,omitempty"`
	NIC                     *compute.NIC       `json:"nic,omitempty"`
	SecurityGroupID         string             `json:"securityGroupId,omitempty"`
	ClusterID               string             `json:"clusterId,omitempty"`
	CIDRBlockID             string             `json:"cidrBlockId,omitempty"`
	StartCIDRIPv4           string             `json:"startCidrIpv4,omitempty"`
	MarketingOptions        *compute.Marketing `json:"marketingOptions,omitempty"`
	Tags                    *compute.Tags      `json:"tags,omitempty"`
}

type systemDisk struct {
	DiskSize     int    `json:"diskSize"`
	DiskCategory string `json:"diskCategory"`
}

type dataDisk struct {
	DiskSize     int    `json:"diskSize"`
	DiskAmount   int    `json:"diskAmount"`
	DiskCategory string `json:"diskCategory"`
}

// newOrder translates what is sent of b. reveal turns secrets into what is written: their text, or a mask.
func newOrder(c compute.Conn, b provider.Batch, reveal func(provider.Secret) string) order {
	s := c.Product().Sent(b.Spec)
	o := order{
		ZoneID: string(s.Zone), ImageID: string(s.Image), InstanceType: string(s.Type),
		InstanceChargeType: compute.ChargeType(s.Billing.Charge), InternetChargeType: s.Network.Charge,
		InstanceCount: s.Count,
		SubnetID:      s.Network.Subnet, InstanceName: s.Name, ResourceGroupID: s.ResourceGroup,
		EnableIPv6: s.Network.IPv6, EnableIPv4: s.Network.IPv4, CPUPassThrough: s.Passthrough,
		InitScript:  reveal(s.Access.InitScript),
		NetworkMode: s.Network.Mode, DiskPreAllocated: s.Storage.Preallocate, NIC: compute.Interfaces(s.Network.NIC),
		InstanceChargePrepaid: compute.PrepaidPeriod(s.Billing), TrafficPackageSize: s.Network.TrafficTB,
		ClusterID:       s.Network.Cluster,
		SecurityGroupID: s.Network.SecurityGroup, MarketingOptions: compute.MarketingOptions(s.Marketing),
		Tags: compute.Labels(s.Tags, b.Token),
	}
	if s.Network.BandwidthMbps != 0 {
		o.InternetMaxBandwidthOut = new(s.Network.BandwidthMbps)
	}
	o.setDisks(s.Storage)
	o.setLogin(s.Access, reveal)
	if c.Service.Version != version2023 { // which knows no such parameters; Check refuses them
		o.CIDRBlockID, o.StartCIDRIPv4 = s.Network.CIDRBlock, s.Network.CIDRStart
		if n := s.Billing.Commitment; n != 0 {
			o.InstanceChargePostpaid = &compute.Period{Period: n}
		}
	}
	return o
}

func (o *order) setDisks(s provider.Storage) {
	if d := s.SystemDisk; d != nil {
		o.SystemDisk = &systemDisk{DiskSize: d.SizeGB, DiskCategory: d.Category}
	}
	for _, d := range s.DataDisks {
		o.DataDisks = append(o.DataDisks, dataDisk{DiskSize: d.SizeGB, DiskAmount: d.Count, DiskCategory: d.Category})
	}
}

// setLogin sends the one way in that was chosen.
func (o *order) setLogin(a provider.Access, reveal func(provider.Secret) string) {
	switch login(a) {
	case provider.LoginPassword:
		o.Password = reveal(a.Password)
	case provider.LoginKeyPair:
		o.KeyID = a.KeyPair
	case provider.LoginKeys, provider.LoginVendor: // the vendor has no such way; Check refuses them
	}
}

// Body returns the CreateInstances request for b as indented JSON with masks for the secrets.
func (r *ruleSet) Body(b provider.Batch) []byte {
	return httpx.Indented(newOrder(r.conn, b, provider.Secret.String))
}
