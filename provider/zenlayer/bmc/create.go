package bmc

import (
	"slices"

	"github.com/metalwright/metalwright/provider"
	"github.com/metalwright/metalwright/provider/internal/httpx"
	"github.com/metalwright/metalwright/provider/internal/rules"
	"github.com/metalwright/metalwright/provider/zenlayer/internal/compute"
)

// fields are the answers in the order in which they are asked.
func fields() []provider.Field {
	return []provider.Field{
		provider.FieldProduct, provider.FieldAccount, provider.FieldZone, provider.FieldType,
		provider.FieldImage, provider.FieldIPXE,
		provider.FieldCharge, provider.FieldMonths, provider.FieldPOCVoucher, provider.FieldDiscountCode,
		provider.FieldNetCharge, provider.FieldBandwidth, provider.FieldTraffic, provider.FieldCluster, provider.FieldSubnet,
		provider.FieldIPv6, provider.FieldGatewayMode, provider.FieldWAN, provider.FieldLAN,
		provider.FieldRAID, provider.FieldPartitions,
		provider.FieldLogin, provider.FieldPassword, provider.FieldSSHKeys, provider.FieldKeyPair, provider.FieldInitScript,
		provider.FieldName, provider.FieldHostname, provider.FieldCount, provider.FieldResourceGroup, provider.FieldTags,
	}
}

// params are the parameters of CreateInstances (Zenlayer API reference, BMC CreateInstances, read 2026-11).
func params() []provider.Param {
	const str, integer, number, boolean, array, object = "string", "integer", "number", "boolean", "array", "object"
	return []provider.Param{
		{Name: "zoneId", Type: str, Field: provider.FieldZone},
		{Name: "instanceChargeType", Type: str, Field: provider.FieldCharge},
		{Name: "instanceChargePrepaid", Type: object, Field: provider.FieldMonths},
		{Name: "instanceChargePrepaid.period", Type: integer, Field: provider.FieldMonths},
		{Name: "instanceTypeId", Type: str, Field: provider.FieldType},
		{Name: "imageId", Type: str, Field: provider.FieldImage},
		{Name: "resourceGroupId", Type: str, Field: provider.FieldResourceGroup},
		{Name: "instanceName", Type: str, Field: provider.FieldName},
		{Name: "hostname", Type: str, Field: provider.FieldHostname},
		{Name: "amount", Type: integer, Field: provider.FieldCount},
		{Name: "password", Type: str, Field: provider.FieldPassword},
		{Name: "sshKeys", Type: array, Field: provider.FieldSSHKeys},
		{Name: "keyId", Type: str, Field: provider.FieldKeyPair},
		{Name: "internetChargeType", Type: str, Field: provider.FieldNetCharge},
		{Name: "internetMaxBandwidthOut", Type: integer, Field: provider.FieldBandwidth},
		{Name: "trafficPackageSize", Type: number, Field: provider.FieldTraffic},
		{Name: "clusterId", Type: str, Field: provider.FieldCluster},
		{Name: "subnetId", Type: str, Field: provider.FieldSubnet},
		{Name: "raidConfig", Type: object, Field: provider.FieldRAID},
		{Name: "raidConfig.raidType", Type: integer, Field: provider.FieldRAID},
		{Name: "raidConfig.customRaids", Type: array, Field: provider.FieldRAID},
		{Name: "raidConfig.customRaids.raidType", Type: integer, Field: provider.FieldRAID},
		{Name: "raidConfig.customRaids.diskSequence", Type: array, Field: provider.FieldRAID},
		{Name: "partitions", Type: array, Field: provider.FieldPartitions},
		{Name: "partitions.fsPath", Type: str, Field: provider.FieldPartitions},
		{Name: "partitions.fsType", Type: str, Field: provider.FieldPartitions},
		{Name: "partitions.size", Type: integer, Field: provider.FieldPartitions},
		{Name: "nic", Type: object, Field: provider.FieldWAN},
		{Name: "nic.wanName", Type: str, Field: provider.FieldWAN},
		{Name: "nic.lanName", Type: str, Field: provider.FieldLAN},
		{Name: "ipxeUrl", Type: str, Field: provider.FieldIPXE},
		{Name: "userData", Type: str, Field: provider.FieldInitScript},
		{Name: "enablePrimaryIPv6", Type: boolean, Field: provider.FieldIPv6},
		{Name: "enableGatewayMode", Type: boolean, Field: provider.FieldGatewayMode},
		{Name: "marketingOptions", Type: object, Field: provider.FieldDiscountCode},
		{Name: "marketingOptions.discountCode", Type: str, Field: provider.FieldDiscountCode},
		{Name: "marketingOptions.usePocVoucher", Type: boolean, Field: provider.FieldPOCVoucher},
		{Name: "tags", Type: object, Field: provider.FieldTags},
		{Name: "tags.tags", Type: array, Field: provider.FieldTags},
		{Name: "tags.tags.key", Type: str, Field: provider.FieldTags},
		{Name: "tags.tags.value", Type: str, Field: provider.FieldTags},
	}
}

// order is CreateInstances with all its parameters, in the order of the vendor's page (Zenlayer API reference, BMC
// CreateInstances, read 2026-11). Where 0 or false means something the member is a pointer.
type order struct {
	ZoneID                  string             `json:"zoneId,omitempty"`
	InstanceChargeType      string             `json:"instanceChargeType,omitempty"`
	InstanceChargePrepaid   *compute.Period    `json:"instanceChargePrepaid,omitempty"`
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
	NIC                     *compute.NIC       `json:"nic,omitempty"`
	IPXEURL                 string             `json:"ipxeUrl,omitempty"`
	UserData                string             `json:"userData,omitempty"`
	EnablePrimaryIPv6       *bool              `json:"enablePrimaryIPv6,omitempty"`
	EnableGatewayMode       *bool              `json:"enableGatewayMode,omitempty"`
	MarketingOptions        *compute.Marketing `json:"marketingOptions,omitempty"`
	Tags                    *compute.Tags      `json:"tags,omitempty"`
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
func newOrder(c compute.Conn, b provider.Batch, reveal func(provider.Secret) string) order {
	s := c.Product().Sent(b.Spec)
	q := priced(s)
	q.ImageID, q.ResourceGroupID, q.InstanceName, q.Hostname = string(s.Image), s.ResourceGroup, s.Name, s.Hostname
	q.Amount, q.SubnetID, q.ClusterID, q.IPXEURL = s.Count, s.Network.Subnet, s.Network.Cluster, s.IPXE
	q.UserData, q.NIC = reveal(s.Access.InitScript), compute.Interfaces(s.Network.NIC)
	q.EnablePrimaryIPv6, q.EnableGatewayMode = s.Network.IPv6, s.Network.GatewayMode
	q.MarketingOptions, q.Tags = compute.MarketingOptions(s.Marketing), compute.Labels(s.Tags, b.Token)
	q.setLogin(s, c.Service.Version, reveal)
	q.setStorage(s)
	return q
}

// priced has the members of the order that its price depends on.
func priced(s provider.Spec) order {
	q := order{
		ZoneID: string(s.Zone), InstanceTypeID: string(s.Type), InstanceChargeType: compute.ChargeType(s.Billing.Charge),
		InstanceChargePrepaid: compute.PrepaidPeriod(s.Billing), InternetChargeType: s.Network.Charge,
		TrafficPackageSize: s.Network.TrafficTB,
	}
	if s.Network.BandwidthMbps != 0 {
		q.InternetMaxBandwidthOut = new(s.Network.BandwidthMbps)
	}
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
func login(a provider.Access) provider.Login { return rules.Login(a, ways()...) }

// ways are the ways in that have an answer of their own.
func ways() []provider.Login {
	return []provider.Login{provider.LoginPassword, provider.LoginKeys, provider.LoginKeyPair}
}

// Body returns the CreateInstances request for b as indented JSON with masks for the secrets.
func (r *ruleSet) Body(b provider.Batch) []byte {
	return httpx.Indented(newOrder(r.conn, b, provider.Secret.String))
}
