package bmc

import (
	"cmp"
	"context"
	"errors"
	"net/netip"
	"slices"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

type createVPCRequest struct {
	VPCRegionID     string         `json:"vpcRegionId"`
	CIDRBlock       string         `json:"cidrBlock"`
	VPCName         string         `json:"vpcName"`
	ResourceGroupID string         `json:"resourceGroupId"`
	Tags            *zenlayer.Tags `json:"tags"`
}

func (r *createVPCRequest) Check() error {
	err := zenlayer.First(zenlayer.Required("vpcRegionId", r.VPCRegionID), zenlayer.Required("cidrBlock", r.CIDRBlock),
		zenlayer.Required("vpcName", r.VPCName), r.Tags.Check(maxTag))
	if err != nil {
		return err
	}
	return checkNetworkName("vpcName", r.VPCName)
}

// checkNetworkName refuses what a VPC or a subnet cannot be called.
func checkNetworkName(parameter, name string) error {
	switch err := zenlayer.CheckPlainName(name); {
	case errors.Is(err, zenlayer.ErrNameTooLong):
		return zenlayer.AtMost(parameter, len(name), zenlayer.MaxName)
	case err != nil:
		return zenlayer.Refuse("INVALID_PARAMETER_PATTERN_ERROR", "The specified %s `%s` is malformed", parameter, name)
	}
	return nil
}

const (
	vpcIDs    = 812 // the first digits
	maxVPCs   = 20  // in a region
	forVPC    = 15 * time.Second
	deleting  = "DELETING"
	notMade   = "CREATE_FAILED"
	forDelete = 10 * time.Second
)

// checkVPC applies the rules of a VPC's block, and of its region.
func (s vpcs) checkVPC(r *createVPCRequest) (netip.Prefix, error) {
	known := slices.ContainsFunc(s.Catalog().VPCRegions, func(v *store.VPCRegion) bool { return v.ID == r.VPCRegionID })
	p, err := netip.ParsePrefix(r.CIDRBlock)
	switch {
	case !known:
		return p, zenlayer.Refuse("INVALID_VPC_REGION_NOT_FOUND", "The specified vpcRegionId `%s` is not found",
			r.VPCRegionID)
	case err != nil || !p.Addr().Is4():
		return p, zenlayer.Refuse("INVALID_PARAMETER_VPC_CIDR_BLOCK", "The specified cidrBlock `%s` is malformed",
			r.CIDRBlock)
	case p.Bits() < subnetBits[0] || p.Bits() > subnetBits[1]:
		return p, zenlayer.Refuse("INVALID_PARAMETER_VPC_LAN_IP_NETMASK",
			"The netmask of cidrBlock `%s` is out of range", r.CIDRBlock)
	case !wire.PrivateBlock(p):
		return p, zenlayer.Refuse("INVALID_PARAMETER_VPC_LAN_IP", "The cidrBlock `%s` is not a private network",
			r.CIDRBlock)
	}
	return p, s.KnownGroup(r.ResourceGroupID)
}

func (s vpcs) createVPC(ctx context.Context, c *wire.Call, r *createVPCRequest) (any, error) {
	p, err := s.checkVPC(r)
	if err != nil {
		return nil, err
	}
	v := &store.VPC{
		Name: r.VPCName, Region: r.VPCRegionID, CIDR: p.String(), Group: cmp.Or(r.ResourceGroupID,
			s.Store.Catalogue.Account.DefaultGroup),
		Created: c.Now.UTC().Truncate(time.Second), Tags: r.Tags.Labels(),
	}
	err = s.Store.Write(ctx, func(session *store.Session) error {
		there, err := listVPCs(ctx, session, func(other *store.VPC) bool { return other.Region == v.Region })
		if err != nil {
			return err
		}
		if len(there) >= maxVPCs {
			return zenlayer.Refuse("OPERATION_DENIED_VPC_REGION_EXCEED_LIMIT", "The region `%s` has `%d` VPCs already",
				v.Region, len(there))
		}
		serial, err := session.Serials(ctx, 1)
		if err != nil {
			return err
		}
		timeline := s.Store.Plan(serial, session.At, store.Step{Status: "CREATING", For: forVPC},
			store.Step{Status: available})
		return store.Save(ctx, session, store.NewEntry(store.VPCsOf(productID), serial,
			zenlayer.Number(vpcIDs, serial), v, timeline))
	})
	return struct {
		VPCID string `json:"vpcId"`
	}{v.ID}, err
}

type vpcRequest struct {
	VPCID string `json:"vpcId"`
}

func (r *vpcRequest) Check() error { return zenlayer.Required("vpcId", r.VPCID) }

// knownVPC returns the VPC that a parameter names, in one of the statuses.
func knownVPC(
	ctx context.Context, session *store.Session, id string, statuses ...string,
) (*store.Entry[store.VPC], error) {
	e, err := store.Find(ctx, session, store.VPCsOf(productID), id)
	switch {
	case err != nil:
		return nil, err
	case e == nil:
		return nil, zenlayer.Refuse("INVALID_VPC_NOT_FOUND", "The specified vpcId `%s` is not found", id)
	case !slices.Contains(statuses, e.Value.Status):
		return nil, zenlayer.Refuse("OPERATION_DENIED_VPC_STATUS_NOT_SUPPORT", "The VPC `%s` is `%s`", id, e.Value.Status)
	}
	return e, nil
}

func (s vpcs) deleteVPC(ctx context.Context, _ *wire.Call, r *vpcRequest) (any, error) {
	return nil, s.Store.Write(ctx, func(session *store.Session) error {
		e, err := knownVPC(ctx, session, r.VPCID, available, notMade)
		if err != nil {
			return err
		}
		in, err := s.Subnets.List(ctx, session, func(n *store.Subnet) bool { return n.VPC == r.VPCID })
		if err != nil {
			return err
		}
		if len(in) > 0 {
			return zenlayer.Refuse("OPERATION_DENIED_VPC_EXIST_SUBNET_ASSIGN", "The VPC `%s` has `%d` subnets", r.VPCID,
				len(in))
		}
		e.Timeline = s.Store.Plan(e.Serial, session.At, store.Step{Status: deleting, For: forDelete}, store.Step{})
		return store.Save(ctx, session, e)
	})
}

type joinVPCRequest struct {
	SubnetID string `json:"subnetId"`
	VPCID    string `json:"vpcId"`
}

func (r *joinVPCRequest) Check() error {
	return zenlayer.First(zenlayer.Required("subnetId", r.SubnetID), zenlayer.Required("vpcId", r.VPCID))
}

// joinVPC puts a subnet that is alone into a VPC.
func (s vpcs) joinVPC(ctx context.Context, _ *wire.Call, r *joinVPCRequest) (any, error) {
	return nil, s.Store.Write(ctx, func(session *store.Session) error {
		e, err := s.Subnets.Known(ctx, session, r.SubnetID, available)
		if err != nil {
			return err
		}
		if e.Value.VPC != "" && e.Value.VPC != r.VPCID {
			return zenlayer.Refuse("OPERATION_DENIED_SUBNET_ASSOCIATED_OTHER_VPC", "The subnet `%s` is in the VPC `%s`",
				r.SubnetID, e.Value.VPC)
		}
		z, err := s.Zone(e.Value.Zone)
		if err != nil {
			return err
		}
		e.Value.VPC = r.VPCID
		if err := checkSubnetVPC(ctx, session, z, e.Value); err != nil {
			return err
		}
		err = s.Subnets.CheckOverlap(ctx, session, e.Value, func(n *store.Subnet) bool { return n.VPC == r.VPCID })
		if err != nil {
			return err
		}
		return store.Save(ctx, session, e)
	})
}
