package bmc

import (
	"cmp"
	"context"
	"strings"

	"github.com/metalwright/metalwright/provider/sim/internal/store"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer"
	"github.com/metalwright/metalwright/provider/sim/internal/zenlayer/compute"
)

func (o *order) checkBandwidth(context.Context) error {
	if o.Mbps() > o.Offer.MaxBandwidth {
		return zenlayer.Refuse("INVALID_BANDWIDTH_VALUE_EXCEED_MAXIMUM",
			"The internetMaxBandwidthOut `%d` exceeds the maximum `%d`", o.Mbps(), o.Offer.MaxBandwidth)
	}
	if tb := o.Traffic(o.Zone); tb != nil && *tb < o.Zone.FreeTrafficTB {
		return zenlayer.Refuse("INVALID_PARAMETER_TRAFFIC_PACKAGE_LESS",
			"The trafficPackageSize `%v` is less than the free package `%v`", *tb, o.Zone.FreeTrafficTB)
	}
	return nil
}

// checkSubnet also picks the addresses.
func (o *order) checkSubnet(ctx context.Context) error {
	if o.SubnetID == "" {
		return nil
	}
	if !o.Model.Subnet {
		return zenlayer.Refuse("OPERATION_DENIED_INSTANCE_NOT_SUPPORT_SUBNET",
			"The instanceTypeId `%s` cannot join a subnet", o.Model.ID)
	}
	found, err := o.Service.Subnets.List(ctx, o.Session, func(n *store.Subnet) bool { return n.ID == o.SubnetID })
	switch {
	case err != nil:
		return err
	case len(found) == 0 || found[0].Status != available:
		return zenlayer.Refuse("INVALID_SUBNET_NOT_FOUND",
			"The specified subnetId `%s` is not found or not available", o.SubnetID)
	case found[0].Zone != o.Zone.ID:
		return zenlayer.Refuse("INVALID_SUBNET_ZONE_MISMATCH", "The subnet `%s` is not in zone `%s`", o.SubnetID, o.Zone.ID)
	}
	return o.Join(ctx, found[0], "INVALID_SUBNET_PRIVATE_IP_INSUFFICIENT")
}

const maxNICName = 10 // characters; Zenlayer API reference, BMC Nic, read 2026-11

func (o *order) checkNIC(context.Context) error {
	given := o.RequestedNIC()
	for _, n := range []struct{ field, name, forbidden string }{
		{"wanName", given.WANName, "lan"},
		{"lanName", given.LANName, "wan"},
	} {
		if n.name != "" && (!compute.InterfaceName(strings.ToLower(n.name), maxNICName) ||
			strings.HasPrefix(strings.ToLower(n.name), n.forbidden)) {
			return zenlayer.Refuse("INVALID_PARAMETER_NIC_NAME_MALFORMED", "The specified nic.%s `%s` is malformed",
				n.field, n.name)
		}
	}
	defaults := compute.NIC{WANName: "wan0", LANName: "lan0"}
	if o.Model.HA {
		defaults = compute.NIC{WANName: "bond0", LANName: "bond1"}
	}
	o.Interfaces = compute.NIC{WANName: cmp.Or(given.WANName, defaults.WANName), LANName: cmp.Or(given.LANName,
		defaults.LANName)}
	if strings.EqualFold(o.Interfaces.WANName, o.Interfaces.LANName) {
		return zenlayer.Refuse("INVALID_PARAMETER_NIC_NAME_CONFLICT", "The wanName and the lanName are both `%s`",
			o.Interfaces.WANName)
	}
	return nil
}
