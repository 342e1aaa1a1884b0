package vm

import (
	"cmp"
	"context"
	"net/netip"
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

func (o *order) checkTraffic(context.Context) error {
	return zenlayer.First(checkBandwidth(o.Offer, o.Model, &o.terms), checkPackage(&o.terms))
}

// checkBandwidth: a type without a limit cannot be capped at all.
func checkBandwidth(o *store.Offer, model *store.Type, t *terms) error {
	limit := o.MaxBandwidth
	switch {
	case limit < 0 && t.Bandwidth != nil:
		return zenlayer.Refuse("INVALID_PARAMETER_BANDWIDTH_EXCEED",
			"The bandwidth of instanceType `%s` cannot be limited", model.ID)
	case limit >= 0 && t.Mbps() > limit:
		return zenlayer.Refuse("INVALID_BANDWIDTH_VALUE_EXCEED_MAXIMUM",
			"The internetMaxBandwidthOut `%d` exceeds the maximum `%d`", t.Mbps(), limit)
	}
	return nil
}

func checkPackage(t *terms) error {
	tb := t.TrafficPackageSize
	switch {
	case tb == nil:
		return nil
	case t.InternetChargeType != compute.ByTraffic:
		return zenlayer.Refuse("OPERATION_DENIED_INTERNET_CHARGE_TYPE_NOT_SUPPORT",
			"Only for instances whose internetChargeType is `%s`", compute.ByTraffic)
	case *tb < 0:
		return zenlayer.Refuse("INVALID_PARAMETER_TRAFFIC_PACKAGE", "The specified trafficPackageSize `%v` is invalid", *tb)
	case *tb > compute.MaxPackage:
		return zenlayer.Refuse("INVALID_PARAMETER_TRAFFIC_PACKAGE_EXCEED",
			"The specified trafficPackageSize `%v` exceeds `%d`", *tb, compute.MaxPackage)
	}
	return nil
}

// checkSubnet also picks the addresses. Without a subnet the zone's default one is taken, as the vendor's own example
// has it.
func (o *order) checkSubnet(ctx context.Context) error {
	found, err := o.Service.Subnets.List(ctx, o.Session, func(n *store.Subnet) bool {
		if o.SubnetID == "" {
			return n.Default && n.Zone == o.Zone.ID
		}
		return n.ID == o.SubnetID
	})
	switch {
	case err != nil:
		return err
	case len(found) == 0 && o.SubnetID == "":
		return zenlayer.Required("subnetId", "")
	case len(found) == 0 || found[0].Status != ready:
		return zenlayer.Refuse("INVALID_SUBNET_NOT_FOUND",
			"The specified subnetId `%s` is not found or not available", o.SubnetID)
	case found[0].Zone != o.Zone.ID:
		return zenlayer.Refuse("OPERATION_DENIED_SUBNET_ZONE_MISMATCH", "The subnet `%s` is not in zone `%s`",
			o.SubnetID, o.Zone.ID)
	}
	return o.Join(ctx, found[0], "OPERATION_DENIED_SUBNET_IP_INSUFFICIENT")
}

// checkSecurityGroup: without one the default group applies.
func (o *order) checkSecurityGroup(ctx context.Context) error {
	switch {
	case o.SecurityGroupID == "" && !o.Zone.SecurityGroups:
		return nil
	case !o.Zone.SecurityGroups:
		return zenlayer.Refuse("INVALID_REGION_SECURITY_GROUP_NOT_SUPPORT",
			"The security group is not supported in zone `%s`", o.Zone.ID)
	}
	groups, err := store.Entries(ctx, o.Session, securityGroups)
	if err != nil {
		return err
	}
	for _, e := range groups {
		g := e.Value
		if g.ID == o.SecurityGroupID && g.Status == available || o.SecurityGroupID == "" && g.Default {
			o.security = g.ID
			return nil
		}
	}
	if o.SecurityGroupID == "" {
		return nil
	}
	return zenlayer.Refuse("INVALID_SECURITY_GROUP_NOT_FOUND", "The specified securityGroupId `%s` is not found",
		o.SecurityGroupID)
}

// checkFacts applies what the zone does not support. No code is documented for it.
func (o *order) checkFacts(context.Context) error {
	for _, f := range []struct {
		name string
		want *bool
		has  bool
	}{{"enableIpv6", o.EnableIPv6, o.Zone.IPv6}, {"cpuPassThrough", o.CPUPassThrough, o.Zone.Passthrough}} {
		if f.want != nil && *f.want && !f.has {
			return zenlayer.Refuse("INVALID_PARAMETER_VALUE", "The %s is not supported in zone `%s`", f.name, o.Zone.ID)
		}
	}
	return nil
}

// checkBlock picks public addresses out of the block, upwards from the first.
func (o *order) checkBlock(ctx context.Context) error {
	if o.CIDRBlockID == "" {
		return nil
	}
	blocks := o.Service.Store.Catalogue.Product(compute.BareMetal).CIDRs
	i := slices.IndexFunc(blocks, func(b *store.CIDR) bool {
		return b.ID == o.CIDRBlockID && b.Type == compute.IPv4 && b.Zone == o.Zone.ID && b.Status == available
	})
	if i < 0 {
		return zenlayer.Refuse("OPERATION_DENIED_IPV4_CIDR_NOT_FOUND",
			"The specified cidrBlockId `%s` is not found in zone `%s`", o.CIDRBlockID, o.Zone.ID)
	}
	free, _, err := compute.Block(ctx, o.Session, blocks[i])
	if err != nil {
		return err
	}
	if o.StartCIDRIPv4 != "" {
		start, err := netip.ParseAddr(o.StartCIDRIPv4)
		if err != nil {
			return zenlayer.Refuse("INVALID_PARAMETER_PATTERN_ERROR", "The specified startCidrIpv4 `%s` is malformed",
				o.StartCIDRIPv4)
		}
		if p, err := netip.ParsePrefix(blocks[i].CIDR); err != nil || !p.Contains(start) {
			return zenlayer.Refuse("INVALID_PARAMETER_VALUE", "The startCidrIpv4 `%s` is not in `%s`",
				o.StartCIDRIPv4, blocks[i].CIDR)
		}
		free = slices.DeleteFunc(free, func(a netip.Addr) bool { return a.Less(start) })
	}
	if len(free) < o.Count {
		return zenlayer.Refuse("OPERATION_DENIED_IPV4_CIDR_IP_NOT_ENOUGH",
			"The CIDR block `%s` has only `%d` addresses left", o.CIDRBlockID, len(free))
	}
	o.block = free[:o.Count]
	return nil
}

const maxNICName = 15 // characters; Zenlayer API reference, VM Nic, read 2026-11

func (o *order) checkNIC(context.Context) error {
	given := o.RequestedNIC()
	for _, n := range []struct{ field, name string }{{"wanName", given.WANName}, {"lanName", given.LANName}} {
		if n.name != "" && !compute.InterfaceName(n.name, maxNICName) {
			return zenlayer.Refuse("INVALID_PARAMETER_PATTERN_ERROR", "The specified nic.%s `%s` is malformed", n.field, n.name)
		}
	}
	o.Interfaces = compute.NIC{WANName: cmp.Or(given.WANName, "eth0"), LANName: cmp.Or(given.LANName, "eth1")}
	return nil
}
