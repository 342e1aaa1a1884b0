package bmc

import (
	"context"
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/httpx"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/request"
)

// order is CreateInstances with all its parameters, in the order of the vendor's page (Zenlayer API reference, BMC
// CreateInstances, read 2026-11). Where 0 or false means something the member is a pointer.
type order struct {
	ZoneID                  string             `json:"zoneId,omitempty"`
	InstanceChargeType      string             `json:"instanceChargeType,omitempty"`
	InstanceChargePrepaid   *request.Period    `json:"instanceChargePrepaid,omitempty"`
	InstanceTypeID          string             `json:"instanceTypeId,omitempty"`
	ImageID                 string             `json:"imageId,omitempty"`
	ResourceGroupID         string             `json:"resourceGroupId,omitempty"`
	InstanceName            string             `json:"instanceName,omitempty"`
	Hostname                string             `json:"hostname,omitempty"`
	Amount                  int                `json:"amount,omitempty"`
	Password                string             `json:"password,omitempty"`
	SSHKeys                 []string           `json:"sshKeys,omitempty"`
	KeyID                   string             `json:"keyId,omitempty"`
	InternetChargeType      string             `json:"internetChargeType,omitempty"`
	InternetMaxBandwidthOut *int               `json:"internetMaxBandwidthOut,omitempty"`
	TrafficPackageSize      *float64           `json:"trafficPackageSize,omitempty"`
	ClusterID               string             `json:"clusterId,omitempty"`
	SubnetID                string             `json:"subnetId,omitempty"`
	RAIDConfig              *raid              `json:"raidConfig,omitempty"`
	Partitions              []partition        `json:"partitions,omitempty"`
	NIC                     *request.NIC       `json:"nic,omitempty"`
	IPXEURL                 string             `json:"ipxeUrl,omitempty"`
	UserData                string             `json:"userData,omitempty"`
	EnablePrimaryIPv6       *bool              `json:"enablePrimaryIPv6,omitempty"`
	EnableGatewayMode       *bool              `json:"enableGatewayMode,omitempty"`
	MarketingOptions        *request.Marketing `json:"marketingOptions,omitempty"`
	Tags                    *request.Tags      `json:"tags,omitempty"`
}

type raid struct {
	RAIDType    *int    `json:"raidType,omitempty"` // 0 is RAID 0
	CustomRAIDs []array `json:"customRaids,omitempty"`
}

type array struct {
	RAIDType     int   `json:"raidType"`
	DiskSequence []int `json:"diskSequence"`
}

type partition struct {
	FSPath string `json:"fsPath"`
	FSType string `json:"fsType"`
	Size   int    `json:"size"`
}

// newOrder translates what is sent of b. reveal turns secrets into what is written: their text, or a mask.
func (c conn) newOrder(b provider.Batch, reveal func(provider.Secret) string) order {
	s := c.product.Sent(b.Spec)
	q := order{
		ZoneID: string(s.Zone), InstanceChargeType: request.Charge(s.Billing.Charge), InstanceTypeID: string(s.Type),
		ImageID: string(s.Image), ResourceGroupID: s.ResourceGroup, InstanceName: s.Name, Hostname: s.Hostname,
		Amount: s.Count, InternetChargeType: s.Network.Charge, SubnetID: s.Network.Subnet,
		TrafficPackageSize: s.Network.TrafficTB, ClusterID: s.Network.Cluster,
		IPXEURL: s.IPXE, UserData: reveal(s.Access.InitScript),
		EnablePrimaryIPv6: s.Network.IPv6, EnableGatewayMode: s.Network.GatewayMode,
		InstanceChargePrepaid: request.Prepaid(s.Billing),
		NIC:                   request.Interfaces(s.Network.NIC), MarketingOptions: request.Options(s.Marketing),
		Tags: request.Labels(s.Tags, b.Token),
	}
	if s.Network.BandwidthMbps != 0 {
		q.InternetMaxBandwidthOut = new(s.Network.BandwidthMbps)
	}
	q.setLogin(s, c.service.Version, reveal)
	q.setStorage(s)
	return q
}

// setLogin sends the one way in that was chosen.
func (q *order) setLogin(s provider.Spec, version string, reveal func(provider.Secret) string) {
	switch login(s.Access) {
	case provider.LoginPassword:
		q.Password = reveal(s.Access.Password)
	case provider.LoginKeys:
		if version == version2022 { // the newer version knows no such parameter; Check refuses it
			q.SSHKeys = s.Access.SSHKeys
		}
	case provider.LoginKeyPair:
		q.KeyID = s.Access.KeyPair
	case provider.LoginVendor:
	}
}

func (q *order) setStorage(s provider.Spec) {
	if r := s.Storage.RAID; r != nil {
		q.RAIDConfig = &raid{RAIDType: r.Level}
		for _, a := range r.Arrays {
			q.RAIDConfig.CustomRAIDs = append(q.RAIDConfig.CustomRAIDs, array{
				RAIDType:     a.Level,
				DiskSequence: slices.Clone(a.Disks),
			})
		}
	}
	for _, p := range s.Storage.Partitions {
		q.Partitions = append(q.Partitions, partition{FSPath: p.Path, FSType: p.FS, Size: p.SizeGB})
	}
}

// login is the way in: the chosen one, or the only one that has an answer.
func login(a provider.Access) provider.Login {
	if a.Login != "" {
		return a.Login
	}
	switch given := answered(a); len(given) {
	case 1:
		return given[0]
	default:
		return ""
	}
}

// answered are the ways in that have an answer.
func answered(a provider.Access) []provider.Login {
	var given []provider.Login
	if !a.Password.IsZero() {
		given = append(given, provider.LoginPassword)
	}
	if len(a.SSHKeys) > 0 {
		given = append(given, provider.LoginKeys)
	}
	if a.KeyPair != "" {
		given = append(given, provider.LoginKeyPair)
	}
	return given
}

// Body returns the CreateInstances request for b as indented JSON with masks for the secrets.
func (r *Reader) Body(b provider.Batch) []byte {
	return httpx.Indented(r.newOrder(b, provider.Secret.String))
}

// Ready waits for room for one CreateInstances.
func (b *Buyer) Ready(ctx context.Context, _ provider.Batch) error { return b.api.Ready(ctx) }

// Create sends one CreateInstances.
func (b *Buyer) Create(ctx context.Context, batch provider.Batch) (provider.Receipt, error) {
	return b.api.Create(ctx, b.product, b.service, b.newOrder(batch, provider.Secret.Reveal), batch)
}
