package vm

import (
	"cmp"
	"context"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/httpx"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/request"
)

// order is CreateInstances with all its parameters, in the order of the vendor's page (Zenlayer API reference, VM CreateInstances, read
// 2026-11). Where 0 or false means something the member is a pointer.
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
	InstanceChargePrepaid   *request.Period    `json:"instanceChargePrepaid,omitempty"`
	InstanceChargePostpaid  *request.Period    `json:"instanceChargePostpaid,omitempty"`
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
	NIC                     *request.NIC       `json:"nic,omitempty"`
	SecurityGroupID         string             `json:"securityGroupId,omitempty"`
	ClusterID               string             `json:"clusterId,omitempty"`
	CIDRBlockID             string             `json:"cidrBlockId,omitempty"`
	StartCIDRIPv4           string             `json:"startCidrIpv4,omitempty"`
	MarketingOptions        *request.Marketing `json:"marketingOptions,omitempty"`
	Tags                    *request.Tags      `json:"tags,omitempty"`
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

// newOrder translates b. reveal turns secrets into what is written: their text, or a mask.
func newOrder(b provider.Batch, version string, reveal func(provider.Secret) string) order {
	s := b.Spec
	o := order{
		ZoneID: string(s.Zone), ImageID: string(s.Image), InstanceType: string(s.Type),
		InstanceChargeType: request.Charge(s.Billing.Charge), InternetChargeType: s.Network.Charge, InstanceCount: s.Count,
		SubnetID: s.Network.Subnet, InstanceName: s.Name, ResourceGroupID: s.ResourceGroup,
		EnableIPv6: s.Network.IPv6, EnableIPv4: s.Network.IPv4, CPUPassThrough: s.Passthrough, InitScript: reveal(s.Access.InitScript),
		NetworkMode: s.Network.Mode, DiskPreAllocated: s.Storage.Preallocate, NIC: request.Interfaces(s.Network.NIC),
		SecurityGroupID: s.Network.SecurityGroup, MarketingOptions: request.Options(s.Marketing), Tags: request.Labels(s.Tags, b.Token),
	}
	o.setBilling(s.Billing, version)
	o.setTraffic(s.Network)
	o.setDisks(s.Storage)
	o.setLogin(s.Access, reveal)
	if usesCluster(s.Network.Charge) {
		o.ClusterID = s.Network.Cluster
	}
	if version != version2023 { // which knows no such parameters; Check refuses them
		o.CIDRBlockID = s.Network.CIDRBlock
		if o.CIDRBlockID != "" {
			o.StartCIDRIPv4 = s.Network.CIDRStart
		}
	}
	return o
}

// setBilling sends the promise of months only where it has a meaning.
func (o *order) setBilling(b provider.Billing, version string) {
	o.InstanceChargePrepaid = request.Prepaid(b)
	if b.Charge != provider.Prepaid && b.Commitment != 0 && version != version2023 {
		o.InstanceChargePostpaid = &request.Period{Period: b.Commitment}
	}
}

// setTraffic sends the traffic package only where it has an effect: the vendor refuses it with other network charges.
func (o *order) setTraffic(n provider.Network) {
	if n.BandwidthMbps != 0 {
		o.InternetMaxBandwidthOut = new(n.BandwidthMbps)
	}
	if n.Charge == byTrafficPackage {
		o.TrafficPackageSize = n.TrafficTB
	}
}

// setDisks always says the category: the vendor's pages disagree about its default.
func (o *order) setDisks(s provider.Storage) {
	if d := s.SystemDisk; d != nil {
		o.SystemDisk = &systemDisk{DiskSize: d.SizeGB, DiskCategory: cmp.Or(d.Category, ssd)}
	}
	for _, d := range s.DataDisks {
		o.DataDisks = append(o.DataDisks, dataDisk{DiskSize: d.SizeGB, DiskAmount: max(d.Count, 1), DiskCategory: cmp.Or(d.Category, ssd)})
	}
}

// setLogin sends the one way in that was chosen, whatever answer of the other is kept.
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
func (r *Reader) Body(b provider.Batch) []byte {
	return httpx.Indented(newOrder(b, r.service.Version, provider.Secret.String))
}

// Ready waits for room for one CreateInstances.
func (b *Buyer) Ready(ctx context.Context, _ provider.Batch) error { return b.api.Ready(ctx) }

// Create sends one CreateInstances.
func (b *Buyer) Create(ctx context.Context, batch provider.Batch) (provider.Receipt, error) {
	return b.api.Create(ctx, b.product, b.service, newOrder(batch, b.service.Version, provider.Secret.Reveal), batch)
}
