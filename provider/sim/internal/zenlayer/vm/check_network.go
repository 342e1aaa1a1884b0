package vm

import (
	"cmp"
	"context"
	"net/netip"
	"slices"

	"github.com/metalwright/metalwright/provider/sim/internal/books"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
)

// checkBandwidth: a type without a limit cannot be capped at all.
func (s service) checkBandwidth(_ context.Context, o *order) error {
	limit := o.offer.MaxBandwidth
	switch {
	case limit < 0 && o.Bandwidth != nil:
		return zenlayer.Refuse("INVALID_PARAMETER_BANDWIDTH_EXCEED", "The bandwidth of instanceType `%s` cannot be limited", o.model.ID)
	case limit >= 0 && o.mbps() > limit:
		return zenlayer.Refuse("INVALID_BANDWIDTH_VALUE_EXCEED_MAXIMUM", "The internetMaxBandwidthOut `%d` exceeds the maximum `%d`", o.mbps(), limit)
	}
	return nil
}

func (s service) checkTraffic(_ context.Context, o *order) error {
	tb := o.TrafficPackageSize
	switch {
	case tb == nil:
		return nil
	case o.InternetChargeType != byTraffic:
		return zenlayer.Refuse("OPERATION_DENIED_INTERNET_CHARGE_TYPE_NOT_SUPPORT", "Only for instances whose internetChargeType is `%s`", byTraffic)
	case *tb < 0:
		return zenlayer.Refuse("INVALID_PARAMETER_TRAFFIC_PACKAGE", "The specified trafficPackageSize `%v` is invalid", *tb)
	case *tb > maxPackage:
		return zenlayer.Refuse("INVALID_PARAMETER_TRAFFIC_PACKAGE_EXCEED", "The specified trafficPackageSize `%v` exceeds `%d`", *tb, maxPackage)
	}
	return nil
}

// checkSubnet also picks the addresses. Without a subnet the zone's default one is taken, as the vendor's own example has it.
func (s service) checkSubnet(ctx context.Context, o *order) error {
	all, err := o.session.Subnets(ctx, Product)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(n *books.Subnet) bool {
		if o.SubnetID == "" {
			return n.Default && n.Zone == o.zone.ID
		}
		return n.ID == o.SubnetID
	})
	switch {
	case i < 0 && o.SubnetID == "":
		return zenlayer.Required("subnetId", "")
	case i < 0 || all[i].Status != ready:
		return zenlayer.Refuse("INVALID_SUBNET_NOT_FOUND", "The specified subnetId `%s` is not found or not available", o.SubnetID)
	case all[i].Zone != o.zone.ID:
		return zenlayer.Refuse("OPERATION_DENIED_SUBNET_ZONE_MISMATCH", "The subnet `%s` is not in zone `%s`", o.SubnetID, o.zone.ID)
	}
	o.subnet = all[i]
	if o.private, err = o.session.FreeAddresses(ctx, Product, o.subnet); err != nil {
		return err
	}
	if len(o.private) < o.count() {
		return zenlayer.Refuse("OPERATION_DENIED_SUBNET_IP_INSUFFICIENT", "The subnet `%s` has only `%d` private addresses left", o.subnet.ID, len(o.private))
	}
	return nil
}

// checkSecurityGroup: without one the default group applies.
func (s service) checkSecurityGroup(_ context.Context, o *order) error {
	switch {
	case o.SecurityGroupID == "" && !o.zone.SecurityGroups:
		return nil
	case !o.zone.SecurityGroups:
		return zenlayer.Refuse("INVALID_REGION_SECURITY_GROUP_NOT_SUPPORT", "The security group is not supported in zone `%s`", o.zone.ID)
	}
	for _, g := range s.shelf().Groups {
		if g.ID == o.SecurityGroupID && g.Status == available || o.SecurityGroupID == "" && g.Default {
			o.security = g.ID
			return nil
		}
	}
	if o.SecurityGroupID == "" {
		return nil
	}
	return zenlayer.Refuse("INVALID_SECURITY_GROUP_NOT_FOUND", "The specified securityGroupId `%s` is not found", o.SecurityGroupID)
}

// checkFacts applies what the zone does not support. No code is documented for it.
func (s service) checkFacts(_ context.Context, o *order) error {
	for _, f := range []struct {
		name string
		want *bool
		has  bool
	}{{"enableIpv6", o.EnableIPv6, o.zone.IPv6}, {"cpuPassThrough", o.CPUPassThrough, o.zone.Passthrough}} {
		if f.want != nil && *f.want && !f.has {
			return zenlayer.Refuse("INVALID_PARAMETER_VALUE", "The %s is not supported in zone `%s`", f.name, o.zone.ID)
		}
	}
	return nil
}

// bareMetal is the shelf whose blocks of public addresses virtual machines can use, too: no list of this service has them.
const bareMetal = "zenlayer-bmc"

// checkBlock picks public addresses out of the block, upwards from the first.
func (s service) checkBlock(ctx context.Context, o *order) error {
	if o.CIDRBlockID == "" {
		return nil
	}
	blocks := s.Books.Catalogue.Shelf(bareMetal).CIDRs
	i := slices.IndexFunc(blocks, func(b *books.CIDR) bool {
		return b.ID == o.CIDRBlockID && b.Type == "IPV4" && b.Zone == o.zone.ID && b.Status == available
	})
	if i < 0 {
		return zenlayer.Refuse("OPERATION_DENIED_IPV4_CIDR_NOT_FOUND", "The specified cidrBlockId `%s` is not found in zone `%s`", o.CIDRBlockID, o.zone.ID)
	}
	free, err := s.freeInBlock(ctx, o, blocks[i])
	if err != nil {
		return err
	}
	if o.StartCIDRIPv4 != "" {
		start, err := netip.ParseAddr(o.StartCIDRIPv4)
		if err != nil {
			return zenlayer.Refuse("INVALID_PARAMETER_PATTERN_ERROR", "The specified startCidrIpv4 `%s` is malformed", o.StartCIDRIPv4)
		}
		if p, err := netip.ParsePrefix(blocks[i].CIDR); err != nil || !p.Contains(start) {
			return zenlayer.Refuse("INVALID_PARAMETER_VALUE", "The startCidrIpv4 `%s` is not in `%s`", o.StartCIDRIPv4, blocks[i].CIDR)
		}
		free = slices.DeleteFunc(free, func(a netip.Addr) bool { return a.Less(start) })
	}
	if len(free) < o.count() {
		return zenlayer.Refuse("OPERATION_DENIED_IPV4_CIDR_IP_NOT_ENOUGH", "The CIDR block `%s` has only `%d` addresses left", o.CIDRBlockID, len(free))
	}
	o.block = free[:o.count()]
	return nil
}

// freeInBlock lists the addresses of the block that nobody has. What is taken outside of these books is at its beginning.
func (s service) freeInBlock(ctx context.Context, o *order, b *books.CIDR) ([]netip.Addr, error) {
	first, err := netip.ParseAddr(b.First)
	if err != nil {
		return nil, err
	}
	last, err := netip.ParseAddr(b.Last)
	if err != nil {
		return nil, err
	}
	var all []netip.Addr
	for a := first; !last.Less(a); a = a.Next() {
		all = append(all, a)
	}
	all = all[max(len(all)-b.Free, 0):]
	machines, err := o.session.Machines(ctx, books.Query{Product: Product, Zone: o.zone.ID, All: true})
	if err != nil {
		return nil, err
	}
	taken := map[string]bool{}
	for _, m := range machines {
		if !o.session.Past(m.Gone()) {
			taken[m.Public4] = true
		}
	}
	return slices.DeleteFunc(all, func(a netip.Addr) bool { return taken[a.String()] }), nil
}

func (s service) checkNIC(_ context.Context, o *order) error {
	given := nic{}
	if o.NIC != nil {
		given = *o.NIC
	}
	for _, n := range []struct{ field, name string }{{"wanName", given.WANName}, {"lanName", given.LANName}} {
		if n.name != "" && !nicName(n.name) {
			return zenlayer.Refuse("INVALID_PARAMETER_PATTERN_ERROR", "The specified nic.%s `%s` is malformed", n.field, n.name)
		}
	}
	o.nic = nic{cmp.Or(given.WANName, "eth0"), cmp.Or(given.LANName, "eth1")}
	return nil
}

// nicName reports whether name is 4 to 15 lower-case letters and digits, the first a letter (Zenlayer API reference, VM Nic, read
// 2026-11).
func nicName(name string) bool {
	if len(name) < 4 || len(name) > 15 {
		return false
	}
	for i, c := range []byte(name) {
		letter, digit := c >= 'a' && c <= 'z', c >= '0' && c <= '9'
		if !letter && (!digit || i == 0) {
			return false
		}
	}
	return true
}
