package vm

import (
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// createRequest is every parameter of CreateInstances (Zenlayer API reference, VM CreateInstances, read 2026-11).
type createRequest struct {
	terms

	SubnetID        string         `json:"subnetId"`
	InstanceName    string         `json:"instanceName"`
	Password        string         `json:"password"`
	KeyID           string         `json:"keyId"`
	ResourceGroupID string         `json:"resourceGroupId"`
	EnableIPv6      *bool          `json:"enableIpv6"`
	EnableIPv4      *bool          `json:"enableIpv4"`
	CPUPassThrough  *bool          `json:"cpuPassThrough"`
	InitScript      string         `json:"initScript"`
	NetworkMode     string         `json:"networkMode"`
	Preallocated    *bool          `json:"diskPreAllocated"`
	NIC             *nic           `json:"nic"`
	SecurityGroupID string         `json:"securityGroupId"`
	ClusterID       string         `json:"clusterId"`
	CIDRBlockID     string         `json:"cidrBlockId"`
	StartCIDRIPv4   string         `json:"startCidrIpv4"`
	Marketing       *marketing     `json:"marketingOptions"`
	Tags            *zenlayer.Tags `json:"tags"`
}

type nic struct {
	WANName string `json:"wanName"`
	LANName string `json:"lanName"`
}

type marketing struct {
	DiscountCode  string `json:"discountCode"`
	UsePOCVoucher *bool  `json:"usePocVoucher"`
}

const (
	maxScript = 32 << 10 // bytes
	maxTag    = 64       // characters
)

// Check finds what is missing and what no catalogue is needed for to call it out of range.
func (r *createRequest) Check() error {
	return zenlayer.First(
		zenlayer.Required("imageId", r.ImageID),
		r.terms.Check(),
		zenlayer.RequiredIf(r.pooled(), "clusterId", r.ClusterID != ""),
		zenlayer.RequiredIf(r.StartCIDRIPv4 != "", "cidrBlockId", r.CIDRBlockID != ""),
		zenlayer.OneOf("networkMode", r.NetworkMode, "Vf", "Virtio"),
		zenlayer.AtMost("initScript", len(r.InitScript), maxScript),
		r.Tags.Check(maxTag),
	)
}

// pooled reports whether bandwidth is shared in a cluster.
func (r *createRequest) pooled() bool {
	return r.InternetChargeType == byCluster || r.InternetChargeType == byCity
}

// read reads a request. The older version knows no commitment and no blocks of addresses: unknown parameters are ignored.
func (r *createRequest) read(c *wire.Call) error {
	if err := zenlayer.Decode(c.Body, r); err != nil {
		return err
	}
	if c.Version == oldVersion {
		r.Postpaid, r.CIDRBlockID, r.StartCIDRIPv4 = nil, "", ""
	}
	return r.Check()
}
