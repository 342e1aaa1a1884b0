package bmc

import (
	"cmp"
	"context"
	"net/netip"
	"time"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/wire"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

type createSubnetRequest struct {
	ZoneID          string `json:"zoneId"`
	CIDRBlock       string `json:"cidrBlock"`
	SubnetName      string `json:"subnetName"`
	ResourceGroupID string `json:"resourceGroupId"`
	VPCID           string `json:"vpcId"`
}

func (r *createSubnetRequest) Check() error {
	err := zenlayer.First(zenlayer.Required("zoneId", r.ZoneID), zenlayer.Required("cidrBlock", r.CIDRBlock),
		zenlayer.Required("subnetName", r.SubnetName))
	if err != nil {
		return err
	}
	return checkNetworkName("subnetName", r.SubnetName)
}

// subnetBits are the shortest and the longest prefix of a subnet (Zenlayer API reference, BMC CreateSubnet, read
// 2026-11).
var subnetBits = [2]int{16, 29}

const maxSubnets = 100

func (s subnets) createSubnet(ctx context.Context, c *wire.Call, r *createSubnetRequest) (any, error) {
	z, err := s.Zone(r.ZoneID)
	if err != nil {
		return nil, err
	}
	prefix, err := s.checkSubnet(z, r)
	if err != nil {
		return nil, err
	}
	n := &store.Subnet{
		Name: r.SubnetName, Zone: z.ID, CIDR: prefix.String(), VPC: r.VPCID, Group: r.ResourceGroupID,
		Created: c.Now.UTC().Truncate(time.Second),
	}
	n.Group = cmp.Or(n.Group, s.Store.Catalogue.Account.DefaultGroup)
	err = s.Store.Write(ctx, func(session *store.Session) error {
		if err := checkSubnetVPC(ctx, session, z, n); err != nil {
			return err
		}
		return s.addSubnet(ctx, session, n)
	})
	return struct {
		SubnetID string `json:"subnetId"`
	}{n.ID}, err
}

// checkSubnet applies the rules that need no list of subnets.
func (s subnets) checkSubnet(z *store.Zone, r *createSubnetRequest) (netip.Prefix, error) {
	if !z.SubnetsHere {
		return netip.Prefix{}, zenlayer.Refuse("OPERATION_DENIED_ZONE_NOT_SUPPORT_SUBNET",
			"The zone `%s` does not support subnets", z.ID)
	}
	if err := s.KnownGroup(r.ResourceGroupID); err != nil {
		return netip.Prefix{}, err
	}
	p, err := netip.ParsePrefix(r.CIDRBlock)
	switch {
	case err != nil || !p.Addr().Is4():
		return p, zenlayer.Refuse("INVALID_PARAMETER_SUBNET_CIDR_BLOCK", "The specified cidrBlock `%s` is malformed",
			r.CIDRBlock)
	case p.Bits() < subnetBits[0] || p.Bits() > subnetBits[1]:
		return p, zenlayer.Refuse("INVALID_PARAMETER_SUBNET_LAN_IP_NETMASK",
			"The netmask of cidrBlock `%s` is out of range", r.CIDRBlock)
	case !wire.PrivateBlock(p):
		return p, zenlayer.Refuse("INVALID_PARAMETER_SUBNET_LAN_IP", "The cidrBlock `%s` is not a private network",
			r.CIDRBlock)
	}
	return p, nil
}

// checkSubnetVPC applies the rules of the VPC that the subnet is, or shall be, in. The subnet is in the VPC's resource
// group.
func checkSubnetVPC(ctx context.Context, session *store.Session, z *store.Zone, n *store.Subnet) error {
	if n.VPC == "" {
		return nil
	}
	id, p := n.VPC, netip.MustParsePrefix(n.CIDR)
	e, err := store.Find(ctx, session, store.VPCsOf(productID), id)
	if err != nil {
		return err
	}
	if e == nil {
		return zenlayer.Refuse("INVALID_VPC_NOT_FOUND", "The specified vpcId `%s` is not found", id)
	}
	v := e.Value
	n.Group = v.Group
	block, err := netip.ParsePrefix(v.CIDR)
	switch {
	case err != nil:
		return err
	case v.Status != available:
		return zenlayer.Refuse("OPERATION_DENIED_VPC_STATUS_NOT_SUPPORT", "The VPC `%s` is `%s`", id, v.Status)
	case z.VPCRegion == "":
		return zenlayer.Refuse("OPERATION_DENIED_NO_AVAILABLE_VPC_REGION", "The zone `%s` has no VPC region", z.ID)
	case z.VPCRegion != v.Region:
		return zenlayer.Refuse("OPERATION_DENIED_ZONE_NOT_BELONG_VPC",
			"The zone `%s` does not belong to the VPC `%s`", z.ID, id)
	case !block.Overlaps(p) || block.Bits() > p.Bits():
		return zenlayer.Refuse("INVALID_PARAMETER_SUBNET_CIDR_NOT_BELONG_VPC",
			"The cidrBlock `%s` is not within `%s`", p, v.CIDR)
	}
	return nil
}

// addSubnet adds a subnet that may not overlap with others of its zone, or of its VPC.
func (s subnets) addSubnet(ctx context.Context, session *store.Session, n *store.Subnet) error {
	all, err := session.Subnets(ctx, productID)
	if err != nil {
		return err
	}
	if len(all) >= maxSubnets {
		return zenlayer.Refuse("OPERATION_DENIED_SUBNET_EXCEED_LIMIT", "There are `%d` subnets already", len(all))
	}
	near := func(other *store.Subnet) bool {
		return (other.Zone == n.Zone || n.VPC != "" && other.VPC == n.VPC) && other.Status != "CREATE_FAILED"
	}
	return s.Subnets.Add(ctx, session, n, near, store.Step{Status: "CREATING", For: 15 * time.Second},
		store.Step{Status: available})
}
