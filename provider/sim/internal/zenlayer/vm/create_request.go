package vm

import (
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

// createRequest is every parameter of CreateInstances (Zenlayer API reference, VM CreateInstances, read 2026-11).
type createRequest struct {
	terms
	compute.Purchase

	EnableIPv6      *bool  `json:"enableIpv6"`
	EnableIPv4      *bool  `json:"enableIpv4"`
	CPUPassThrough  *bool  `json:"cpuPassThrough"`
	InitScript      string `json:"initScript"`
	NetworkMode     string `json:"networkMode"`
	Preallocated    *bool  `json:"diskPreAllocated"`
	SecurityGroupID string `json:"securityGroupId"`
	CIDRBlockID     string `json:"cidrBlockId"`
	StartCIDRIPv4   string `json:"startCidrIpv4"`
}

const maxTag = 64 // characters

// Check finds what is missing and what no catalogue is needed for to call it out of range.
func (r *createRequest) Check() error {
	return zenlayer.First(
		zenlayer.Required("imageId", r.ImageID),
		r.terms.Check(),
		zenlayer.RequiredIf(r.Pooled(byCluster), "clusterId", r.ClusterID != ""),
		zenlayer.RequiredIf(r.StartCIDRIPv4 != "", "cidrBlockId", r.CIDRBlockID != ""),
		zenlayer.OneOf("networkMode", r.NetworkMode, "Vf", "Virtio"),
		zenlayer.AtMost("initScript", len(r.InitScript), compute.MaxScript),
		r.Tags.Check(maxTag),
	)
}

// read reads a request. The older version knows no commitment and no blocks of addresses.
func (r *createRequest) read(w *wire.World, c *wire.Call) error {
	if err := zenlayer.Decode(c.Body, r); err != nil {
		return err
	}
	if c.Version == oldVersion {
		if err := zenlayer.CheckVersion(w, c, "instanceChargePostpaid", "cidrBlockId", "startCidrIpv4"); err != nil {
			return err
		}
		r.Postpaid, r.CIDRBlockID, r.StartCIDRIPv4 = nil, "", ""
	}
	return zenlayer.First(r.Check(), r.checkLogin(w))
}

// checkLogin refuses an order without a way in. The vendor's table asks for exactly one of two; its smallest example
// has neither, nor a subnet or a number, and is taken as it is printed.
func (r *createRequest) checkLogin(w *wire.World) error {
	example := r.SubnetID == "" && r.InstanceCount == nil
	return zenlayer.RequiredIf(!w.Lenient && !example, "password", r.Password != "" || r.KeyID != "")
}
